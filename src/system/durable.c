/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files written so that a crash at any moment leaves the old state or the new one. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "system/durable.h"
#include "util/util.h"

/*
 * The name of the temporary file. The process that holds the lock of the directory writes
 * .NAME.new, so that the next writer finds and removes what a killed one left; the lock ends with
 * the descriptor. Every process that may read the directory can hold that lock, and some file
 * systems have none (NFS answers EBADF to a descriptor for reading): so nothing waits for it, and
 * without it the name has the process number of the writer. The caller owns it.
 */
static char *temporary_name(int directory, const char *name)
{
	if (flock(directory, LOCK_EX | LOCK_NB) == 0)
		return format_text(".%s.new", name);
	return format_text(".%s.%ld.new", name, (long)getpid());
}

/* A file of that name was left by a writer that was killed. */
static int create(int directory, const char *name)
{
	int fd;

	if (unlinkat(directory, name, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

static int fill(int fd, const char *text, size_t size, mode_t mode)
{
	while (size > 0) {
		ssize_t wrote = write(fd, text, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return -errno;
		text += wrote;
		size -= (size_t)wrote;
	}
	return fchmod(fd, mode) < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int replace(int directory, const char *temporary, const char *name)
{
	struct stat status;

	/* A rename would put the file in place of a symlink, which is how administrators mask. */
	if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode))
		return -ELOOP;
	if (renameat(directory, temporary, directory, name) < 0)
		return -errno;
	return fsync(directory) < 0 ? -errno : 0;
}

int durable_write(const struct sysroot *root, const char *directory, const char *name,
		  const char *text, size_t size, mode_t mode)
{
	_cleanup_close_ int directory_fd = sysroot_open_directory(root, directory);
	_cleanup_close_ int fd = -1;
	_cleanup_free_ char *temporary = NULL;
	int r;

	if (directory_fd < 0)
		return directory_fd;
	temporary = temporary_name(directory_fd, name);
	fd = create(directory_fd, temporary);
	if (fd < 0)
		return fd;
	r = fill(fd, text, size, mode);
	if (r == 0)
		r = replace(directory_fd, temporary, name);
	if (r < 0)
		(void)unlinkat(directory_fd, temporary, 0);
	return r;
}
