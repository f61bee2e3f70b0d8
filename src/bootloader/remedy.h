/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands around the boot loader of this node. */
#pragma once

#include "core/check.h"

/*
 * The command that boots another installed kernel once (grub-reboot, bootctl) or from now on
 * (grubby), by what this node has. NULL when it has none of them. The caller owns it.
 */
char *boot_remedy(const struct context *ctx, const char *release);
