/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the gate holds back: start it, and see what the gate says this time. */
#pragma once

#include "system/sysroot.h"

/*
 * Start what is held back, which can be nothing any more, say so on stdout, and wait until the gate has
 * decided. 1 when the gate has held it back again, 0, -errno.
 */
int held_start(const struct sysroot *root);
