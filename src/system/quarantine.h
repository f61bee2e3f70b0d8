/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file is put aside by a rename in its directory: nothing is copied, overwritten or deleted. */
#pragma once

#include "system/sysroot.h"

/*
 * What a file that was put aside has behind its name, a second one of the same name with ".1"
 * behind that. No loader of CNI configurations takes it: filepath.Ext() of libcni is the last
 * suffix.
 */
#define QUARANTINE_SUFFIX ".quarantined-by-kubelet-preflight"

/* How many names are tried; the last one ends with ".999". */
#define QUARANTINE_NAMES_MAX 1000

/* The same file, unchanged: device, inode, mode, size and mtime. A rename changes the ctime. */
bool quarantine_is_same(const struct stat *a, const struct stat *b);

/*
 * Rename the file (a symlink as such) to the first name that is free. seen is what lstat() said of
 * it when it was judged; target, of a symlink, what stat() said then, or zeros. Both are compared
 * before the rename and after it: an installer that renames a new file over the old one, or writes
 * in place as Calico's does, gets its file back.
 *
 * 0 and *ret_path, the new path below the root, which the caller owns. 1 and *ret_path: it was
 * changed just before the rename, and could not be renamed back: its name is taken again (or an
 * error). Else the file is where it was: -ESTALE, it is not what was judged; -ENOENT, it does not
 * exist; -EEXIST, no name is free; -ENAMETOOLONG; -errno of the system calls. Words for all:
 * quarantine_strerror().
 */
int quarantine_file(const struct sysroot *root, const char *path, const struct stat *seen,
		    const struct stat *target, char **ret_path);

/*
 * What quarantine_file() would do, as far as that can be seen without a rename: 0 and *ret_path,
 * the name that is free now; -EEXIST or -ENAMETOOLONG.
 */
int quarantine_foresee(const struct sysroot *root, const char *path, char **ret_path);

/* Why it was not put aside, for messages. */
const char *quarantine_strerror(int error);
