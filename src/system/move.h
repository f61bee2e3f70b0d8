/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One entry of a directory moved to another: durably, and never over what is there. */
#pragma once

#include <sys/stat.h>

/* What a copy to another file system may hold; a rename takes files of any size. */
#define MOVE_COPY_MAX (16 * 1024 * 1024)

struct entry {
	int directory;    /* open for reading (O_RDONLY); stays the caller's */
	const char *name; /* without a '/' */
};

/*
 * Whether a copy can take what lstat() said: a regular file of at most MOVE_COPY_MAX bytes, or a
 * symlink. 0; or -EFBIG or -EMEDIUMTYPE, and *ret_step as below.
 */
int move_can_copy(const struct stat *seen, const char **ret_step);

/*
 * Move a file, a symlink (as such), a FIFO, a socket or a device from one directory to the other.
 * seen is what lstat() said of it when it was judged: device, inode, mode, size and mtime.
 *
 * By renameat2(RENAME_NOREPLACE). NFS and other file systems without that flag answer EINVAL: there
 * by linkat() and unlinkat(). The bind mounts of a service's sandbox count as two file systems
 * (EXDEV, rename(2)): there a copy is made aside, with mode, owner and mtime and without extended
 * attributes, made durable, given its name, and then the file is taken away.
 *
 * 0, or -errno, and *ret_step, a constant, says what could not be done: -EEXIST, the new name is
 * taken; -ESTALE, it is not what was seen any more; -EMEDIUMTYPE and -EFBIG, it cannot be copied; …
 * After an error the file is where it was, and nothing of it is at the new name. After a crash it can be
 * beside its place: move_settle().
 */
int move_entry(const struct entry *from, const struct entry *to, const struct stat *seen,
	       const char **ret_step);

/* Put back what a move that was killed has left aside; 0 for any other name. -errno. */
int move_settle(int directory, const char *name);
