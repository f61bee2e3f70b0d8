/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which kernel boots next, by the boot loader that this node has. */
#pragma once

#include "checks/boot_entries.h"
#include "preflight/inventory.h"

/*
 * GRUB: next_entry, saved_entry or the default of grub.cfg; with the boot loader specification its
 * entries. systemd-boot: the EFI variables, loader.conf, the order of the entries. 0, or -ENOMEM:
 * what cannot be told is told in ret->why. The caller owns what ret points at.
 */
int next_boot_find(const struct context *ctx, const struct boot_entries *entries,
		   struct next_boot *ret);
