/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths that match a pattern. */
#pragma once

#include "system/sysroot.h"

/*
 * The paths below the root that match an absolute pattern, as Go's filepath.Glob() finds them: in
 * the byte order of each directory, '*' matches names that begin with a dot too, and a directory
 * that cannot be listed matches nothing. *ret_paths is the caller's (strv_free). 0; -E2BIG with
 * more than limit paths; -ENOMEM, -EMFILE, -EOPNOTSUPP.
 */
int sysroot_glob(const struct sysroot *root, const char *pattern, size_t limit, char ***ret_paths);
