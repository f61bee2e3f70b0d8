/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands around the boot loader of this node. */
#pragma once

#include "core/check.h"
#include "core/remedy.h"

/*
 * The command that boots another installed kernel once (grub-reboot, bootctl) or from now on
 * (grubby), by what this node has. Without a command when it has none of them. The caller owns it.
 */
struct remedy boot_remedy(const struct context *ctx, const char *release);
