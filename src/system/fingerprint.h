/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether anything has changed of what was looked at. */
#pragma once

#include <stdint.h>

#include "system/sysroot.h"
#include "system/trail.h"

/*
 * A hash over the state of every noted path: there or not, and for files on a disk their inode,
 * size and times. It costs one or two stat() a path and reads nothing.
 */
uint64_t trail_fingerprint(const struct trail *trail, const struct sysroot *root);
