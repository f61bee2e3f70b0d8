/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file in the making, beside its place. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "system/aside.h"
#include "util/util.h"

#define WAIT_LIMIT_MS 2000
#define WAIT_STEP_MS  10

/* 0, -EBUSY when somebody else has it, -errno. On a file system without locks everybody is alone. */
static int lock(int fd)
{
	int r;

	do
		r = flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
	while (r == -EINTR);
	switch (r) {
	case -EWOULDBLOCK:
		return -EBUSY;
	case -ENOLCK:
	case -ENOSYS:
	case -EOPNOTSUPP:
		return 0;
	default:
		return r;
	}
}

/* That the name is still the file of fd, or -errno. */
static int is_named(int directory, const char *name, int fd)
{
	struct stat named, opened;

	if (fstat(fd, &opened) < 0)
		return -errno;
	if (fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

static int take_away(int directory, const char *name)
{
	return unlinkat(directory, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

/*
 * 0 when the name is free, or another has just changed it; -EBUSY, -errno. For writing, because of NFS:
 * there flock() gives no lock of that kind for another descriptor (EBADF).
 */
static int remove_stale(int directory, const char *name)
{
	_cleanup_close_ int fd = openat(directory, name,
					O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int r;

	if (fd < 0) {
		/* A symlink, a socket, a file that we must not read: no writer's. */
		if (errno == ELOOP || errno == ENXIO || errno == EACCES)
			return take_away(directory, name);
		return errno == ENOENT ? 0 : -errno;
	}
	r = lock(fd);
	if (r < 0)
		return r;
	r = is_named(directory, name, fd);
	return r > 0 ? take_away(directory, name) : r;
}

/* -EBUSY when another takes it for the rest of a dead writer, just before it is locked. */
static int create(int directory, const char *name, int *ret_fd)
{
	_cleanup_close_ int fd = openat(directory, name,
					O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = lock(fd);
	if (r == 0)
		r = is_named(directory, name, fd);
	if (r == 0 || r == -EBUSY)
		return -EBUSY;
	if (r < 0) {
		(void)take_away(directory, name);
		return r;
	}
	*ret_fd = fd;
	fd = -1;
	return 0;
}

int aside_create(int directory, const char *name, int *ret_fd)
{
	uint64_t deadline = now_ms() + WAIT_LIMIT_MS;

	for (;;) {
		int r = create(directory, name, ret_fd);

		if (r == 0)
			return 0;
		if (r == -EEXIST)
			r = remove_stale(directory, name);
		if (r < 0 && r != -EBUSY)
			return r;
		if (now_ms() >= deadline)
			return -EBUSY;
		if (r == -EBUSY)
			poll(NULL, 0, WAIT_STEP_MS);
	}
}
