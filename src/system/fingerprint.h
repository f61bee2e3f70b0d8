/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether anything has changed of what was looked at. */
#pragma once

#include <stdint.h>

#include "system/sysroot.h"

/* A hash of no bytes yet. */
#define FINGERPRINT_EMPTY UINT64_C(14695981039346656037)

/*
 * The hash with further bytes: FNV-1a, which shows changes, but not those that are made to escape
 * it.
 */
uint64_t fingerprint_mix(uint64_t hash, const void *data, size_t size);

/*
 * A hash over the state of every path of a trail (NULL: of none): there or not, and for files on a
 * disk their inode, size and times. It costs one or two stat() a path and reads nothing.
 */
uint64_t trail_fingerprint(char *const *trail, const struct sysroot *root);
