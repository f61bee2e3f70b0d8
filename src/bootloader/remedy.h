/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands that boot another kernel, or change the kernel command line. */
#pragma once

#include "core/check.h"
#include "core/remedy.h"

/*
 * The command that boots another installed kernel once (grub-reboot, bootctl) or from now on
 * (grubby), by what this node has. Without a command when it has none of them. The caller owns it.
 */
struct remedy boot_remedy(const struct context *ctx, const char *release);

/*
 * The command that takes parameters (as they stand there, a blank between them) off the kernel
 * command line, or puts replacement, when it is not "", in the place of the only one, for the next
 * boot: grubby's; else that of an editor, at the line that has the first of the parameters. Without
 * a command when neither is known. The caller owns it.
 */
struct remedy cmdline_remedy(const struct context *ctx, const char *parameters,
			     const char *replacement);
