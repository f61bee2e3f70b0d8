/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command that changes the kernel command line of this node. */
#pragma once

#include "core/check.h"
#include "core/remedy.h"

/*
 * The command that takes parameters (as they stand there, a blank between them) off the kernel
 * command line, or puts replacement, when it is not "", in the place of the only one, for the next
 * boot: grubby's; else that of an editor, at the line that has the first of the parameters. Without
 * a command when neither is known. The caller owns it.
 */
struct remedy cmdline_remedy(const struct context *ctx, const char *parameters,
			     const char *replacement);
