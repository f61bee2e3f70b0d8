/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before a reboot: which kernel it boots. */
#pragma once

#include "core/check.h"

/*
 * Report, as check "next-kernel", which kernel the next boot takes. True with *ret_release, the caller's.
 * False when there is none to look at: the settings require no module (SKIP), or it is not known which
 * kernel boots (an ERROR with the reason). The context is about no kernel.
 */
bool next_kernel_find(const struct context *ctx, struct report *report, char **ret_release);
