/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the commands of all checks have in common. */
#pragma once

#include "preflight/check.h"

/*
 * The command as it is typed on the machine that runs us: in an image, through chroot; without a
 * reboot there, and where it is about another kernel than the running one, which works.
 */
char *remedy_for_root(const struct context *ctx, const char *command);
