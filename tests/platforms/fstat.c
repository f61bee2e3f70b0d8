/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fstat() for programs that qemu-user runs for s390x, linked into each of them. What qemu (up to 11.1) answers
 * to that system call has no nanoseconds, so that no file is what it was a moment ago; to statx() it has them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int fstat(int fd, struct stat *ret)
{
	struct statx status;

	if (fd < 0) {
		errno = EBADF;
		return -1;
	}
	if (statx(fd, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT, STATX_BASIC_STATS, &status) < 0)
		return -1;
	*ret = (struct stat){
		.st_dev = makedev(status.stx_dev_major, status.stx_dev_minor),
		.st_ino = status.stx_ino,
		.st_nlink = status.stx_nlink,
		.st_mode = status.stx_mode,
		.st_uid = status.stx_uid,
		.st_gid = status.stx_gid,
		.st_rdev = makedev(status.stx_rdev_major, status.stx_rdev_minor),
		.st_size = (off_t)status.stx_size,
		.st_blksize = status.stx_blksize,
		.st_blocks = (blkcnt_t)status.stx_blocks,
		.st_atim = {status.stx_atime.tv_sec, status.stx_atime.tv_nsec},
		.st_mtim = {status.stx_mtime.tv_sec, status.stx_mtime.tv_nsec},
		.st_ctim = {status.stx_ctime.tv_sec, status.stx_ctime.tv_nsec},
	};
	return 0;
}
