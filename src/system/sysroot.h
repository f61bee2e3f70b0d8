/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files of the system that is looked at: "/", an image, a fixture. All reads of files go
 * through here, so that no path leads out of the root, no open() can block, and every input has a
 * limit.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct sysroot {
	const char *path; /* as the user gave it: for messages; not owned */
	int fd;           /* O_PATH of the directory */
	bool confined;    /* not "/": resolve every path, its symlinks too, inside the root */
	char ***trail;    /* the list where trail_note() puts each path; NULL: nowhere; not owned */
};

/* Limits: generous to every real file of its kind, small to a hostile one. */
#define SYSROOT_ENTRIES_MAX 4096           /* names in a directory that is listed whole */
#define SYSROOT_TEXT_MAX    (1024 * 1024)  /* bytes of a configuration file */

/*
 * The trail: the list (strv_free) of every path that was looked at, in the order of the looks.
 * Recovery watches these paths for a repair (system/fingerprint.h), so that it needs no list of its
 * own. Add a path, unless it is in the list already, or the list has TRAIL_MAX paths.
 */
#define TRAIL_MAX 1024 /* a fit node looks at some 60 paths, a hostile image at any number */
void trail_note(char ***trail, const char *path);

/*
 * 0 or -errno; -EOPNOTSUPP when the root is not "/" and the kernel has no openat2() (before 5.6).
 */
int sysroot_open(struct sysroot *root, const char *path);
void sysroot_close(struct sysroot *root);

/*
 * Open a regular file for reading. The caller owns the descriptor. -EMEDIUMTYPE when it is a FIFO,
 * a socket or a device, -EISDIR, -ENOENT, -ELOOP, -EACCES, ... Never blocks.
 */
int sysroot_open_file(const struct sysroot *root, const char *path);

/* Open a directory (O_RDONLY). The caller owns the descriptor. -ENOTDIR, -ENOENT, ... */
int sysroot_open_directory(const struct sysroot *root, const char *path);

/*
 * Find a socket, for a connect() to /proc/self/fd/N: the caller owns the descriptor (O_PATH).
 * -ENOTSOCK for anything else, -ENOENT, -ELOOP, ...
 */
int sysroot_find_socket(const struct sysroot *root, const char *path);

/*
 * Read a whole regular file of at most limit bytes; one NUL is added behind it. The caller owns
 * *ret_text. ret_size may be NULL. As sysroot_open_file(), and -EFBIG when it is larger.
 */
int sysroot_read(const struct sysroot *root, const char *path, size_t limit, char **ret_text,
		 size_t *ret_size);

/*
 * The same for a file that need not be there: -ENOENT when there is nothing of that name, and
 * -ENOLINK for a dangling link. A file that was missing for a moment is read: editors rename the
 * old file first.
 */
int sysroot_read_named(const struct sysroot *root, const char *path, size_t limit, char **ret_text,
		       size_t *ret_size);

/* Like stat(), and like lstat(), below the root. -errno as those. */
int sysroot_stat(const struct sysroot *root, const char *path, struct stat *ret);
int sysroot_lstat(const struct sysroot *root, const char *path, struct stat *ret);

/* True when the path exists (symlinks followed). */
bool sysroot_exists(const struct sysroot *root, const char *path);

/*
 * True when the path is a place where something is mounted on demand (systemd.automount), and is
 * not mounted now. To look below it would mount it, and wait for that; this does not (open(2),
 * O_PATH).
 */
bool sysroot_is_automount(const struct sysroot *root, const char *path);

/*
 * The target of a symlink, as it is written in it. The caller owns *ret_target. -EINVAL when the
 * path is no symlink.
 */
int sysroot_readlink(const struct sysroot *root, const char *path, char **ret_target);

/*
 * The names in a directory, "." and ".." left out, sorted in byte order, NULL-terminated
 * (strv_free). -ENOENT when there is no such directory, -E2BIG with more than limit names.
 */
int sysroot_list(const struct sysroot *root, const char *path, size_t limit, char ***ret_names);

/*
 * The path as a person on the machine that runs us would type it: the root and the path. The caller
 * owns it.
 */
char *sysroot_display(const struct sysroot *root, const char *path);

/*
 * The path for a command that runs on that machine, outside of the root: as sysroot_display(), but
 * with the symbolic links of an image resolved, because one to an absolute path would lead the
 * command out of the image. follow: the last name, too, for a command that would follow it. The
 * caller owns it.
 */
char *sysroot_outside(const struct sysroot *root, const char *path, bool follow);

/*
 * Words for the errors above, clearer than those of strerror() ("it is a FIFO, a socket or a
 * device, …").
 */
const char *sysroot_strerror(int error);

/* Whether an error is about us (memory, descriptors, the kernel) and says nothing of the node. */
bool sysroot_error_is_ours(int error);

/* Whether we lack the right: root may. */
bool sysroot_error_is_denied(int error);
