/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of the system that is looked at. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include "system/sysroot.h"
#include "util/util.h"

#define NAMED_TRIES 16 /* of a file that comes and goes */

void trail_note(char ***trail, const char *path)
{
	if (trail && strv_length(*trail) < TRAIL_MAX && !strv_contains(*trail, path))
		strv_append(trail, path);
}

int sysroot_open(struct sysroot *root, const char *path)
{
	_cleanup_close_ int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat given, slash;

	if (fd < 0 || fstat(fd, &given) < 0 || stat("/", &slash) < 0)
		return -errno;
	*root = (struct sysroot){
		.path = path,
		.fd = TAKE_FD(fd),
		.confined = given.st_dev != slash.st_dev || given.st_ino != slash.st_ino,
	};
	return 0;
}

void sysroot_close(struct sysroot *root)
{
	cleanup_close(&root->fd);
	root->fd = -1;
}

/* The path as openat() takes it, relative to the descriptor of the root. */
static const char *below(const char *path)
{
	path += strspn(path, "/");
	return *path ? path : ".";
}

/*
 * openat2() came with Linux 5.6. The live "/" needs no confinement, so that the gate runs on older
 * kernels; an image is not looked at there.
 */
static int open_below(const struct sysroot *root, const char *path, int flags)
{
	int fd;

	trail_note(root->trail, path);
	path = below(path);
	/* openat2() refuses every flag that O_PATH does not use. */
	flags |= flags & O_PATH ? O_CLOEXEC : O_CLOEXEC | O_NOCTTY;
	if (root->confined) {
		struct open_how how = {
			.flags = (uint64_t)(unsigned int)flags,
			.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
		};

		do
			fd = (int)syscall(__NR_openat2, root->fd, path, &how, sizeof(how));
		while (fd < 0 && (errno == EINTR || errno == EAGAIN));
		if (fd < 0 && errno == ENOSYS)
			return -EOPNOTSUPP;
	} else {
		fd = openat(root->fd, path, flags);
	}
	return fd < 0 ? -errno : fd;
}

/*
 * follow: the last name too, when it is a symlink. Nothing is mounted by it. Below "/" one call
 * does it; the kernel has no such call that stays inside a root.
 */
static int stat_below(const struct sysroot *root, const char *path, bool follow, struct stat *ret)
{
	_cleanup_close_ int fd = -1;

	if (!root->confined) {
		int flags = AT_NO_AUTOMOUNT | (follow ? 0 : AT_SYMLINK_NOFOLLOW);

		trail_note(root->trail, path);
		return fstatat(root->fd, below(path), ret, flags) < 0 ? -errno : 0;
	}
	fd = open_below(root, path, O_PATH | (follow ? 0 : O_NOFOLLOW));
	if (fd < 0)
		return fd;
	return fstat(fd, ret) < 0 ? -errno : 0;
}

static int require_regular(const struct stat *status)
{
	if (S_ISDIR(status->st_mode))
		return -EISDIR;
	return S_ISREG(status->st_mode) ? 0 : -EMEDIUMTYPE;
}

static int require_socket(const struct stat *status)
{
	return S_ISSOCK(status->st_mode) ? 0 : -ENOTSOCK;
}

/*
 * The descriptor when its file is what is required; else it is closed. -errno, also that of opened.
 */
static int check_opened(int opened, int (*require)(const struct stat *status))
{
	_cleanup_close_ int fd = opened;
	struct stat status;
	int r;

	if (fd < 0)
		return fd;
	r = fstat(fd, &status) < 0 ? -errno : require(&status);
	return r < 0 ? r : TAKE_FD(fd);
}

int sysroot_open_file(const struct sysroot *root, const char *path)
{
	struct stat status;
	/* open() of a device can have effects (a watchdog, a tape): look at the inode first. */
	int r = stat_below(root, path, true, &status);

	if (r == 0)
		r = require_regular(&status);
	if (r < 0)
		return r;
	return check_opened(open_below(root, path, O_RDONLY | O_NONBLOCK), require_regular);
}

int sysroot_open_directory(const struct sysroot *root, const char *path)
{
	return open_below(root, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
}

int sysroot_find_socket(const struct sysroot *root, const char *path)
{
	return check_opened(open_below(root, path, O_PATH), require_socket);
}

int sysroot_read(const struct sysroot *root, const char *path, size_t limit, char **ret_text,
		 size_t *ret_size)
{
	_cleanup_close_ int fd = sysroot_open_file(root, path);
	_cleanup_free_ char *text = NULL;
	size_t size = 0, room = 0;

	if (fd < 0)
		return fd;
	/* st_size is 0 in /proc and /sys: read until the end, at most one byte over the limit. */
	for (;;) {
		ssize_t got;

		if (size == room) {
			room = room ? room * 2 : 4096;
			if (room > limit + 1)
				room = limit + 1;
			text = xreallocarray(text, room + 1, 1);
		}
		got = read(fd, text + size, room - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		size += (size_t)got;
		if (size > limit)
			return -EFBIG;
	}
	text[size] = '\0';
	*ret_text = TAKE(text);
	if (ret_size)
		*ret_size = size;
	return 0;
}

int sysroot_read_named(const struct sysroot *root, const char *path, size_t limit, char **ret_text,
		       size_t *ret_size)
{
	for (int tries = 0; tries < NAMED_TRIES; tries++) {
		int r = sysroot_read(root, path, limit, ret_text, ret_size);
		struct stat status;

		if (r != -ENOENT || sysroot_lstat(root, path, &status) < 0)
			return r;
		if (S_ISLNK(status.st_mode) && sysroot_stat(root, path, &status) < 0)
			return -ENOLINK;
	}
	return -ENOENT;
}

int sysroot_stat(const struct sysroot *root, const char *path, struct stat *ret)
{
	return stat_below(root, path, true, ret);
}

int sysroot_lstat(const struct sysroot *root, const char *path, struct stat *ret)
{
	return stat_below(root, path, false, ret);
}

bool sysroot_exists(const struct sysroot *root, const char *path)
{
	struct stat status;

	return sysroot_stat(root, path, &status) == 0;
}

bool sysroot_is_automount(const struct sysroot *root, const char *path)
{
	_cleanup_close_ int fd = open_below(root, path, O_PATH);
	struct statfs status;

	return fd >= 0 && fstatfs(fd, &status) == 0 && status.f_type == AUTOFS_SUPER_MAGIC;
}

int sysroot_readlink(const struct sysroot *root, const char *path, char **ret_target)
{
	_cleanup_close_ int fd = open_below(root, path, O_PATH | O_NOFOLLOW);
	char target[PATH_MAX];
	struct stat status;
	ssize_t length;

	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISLNK(status.st_mode))
		return -EINVAL;
	length = readlinkat(fd, "", target, sizeof(target));
	if (length < 0)
		return -errno;
	*ret_target = xstrndup(target, (size_t)length);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

DEFINE_CLEANUP(closedir, DIR *, closedir)

int sysroot_list(const struct sysroot *root, const char *path, size_t limit, char ***ret_names)
{
	_cleanup_strv_ char **names = xgrow(NULL, 0, sizeof(*names));
	_cleanup_(cleanup_closedir) DIR *directory = NULL;
	_cleanup_close_ int fd = sysroot_open_directory(root, path);
	struct dirent *entry;
	size_t count = 0;

	*names = NULL;
	if (fd < 0)
		return fd;
	directory = fdopendir(fd);
	if (!directory)
		return -errno;
	(void)TAKE_FD(fd); /* it is the directory's now */
	while (errno = 0, (entry = readdir(directory))) {
		if (text_equal(entry->d_name, ".") || text_equal(entry->d_name, ".."))
			continue;
		if (count >= limit)
			return -E2BIG;
		names = xgrow(names, count + 1, sizeof(*names));
		names[count++] = xstrdup(entry->d_name);
		names[count] = NULL;
	}
	if (errno)
		return -errno;
	qsort(names, count, sizeof(*names), compare_names);
	*ret_names = TAKE(names);
	return 0;
}

char *sysroot_display(const struct sysroot *root, const char *path)
{
	size_t length = strlen(root->path);

	while (length > 0 && root->path[length - 1] == '/')
		length--;
	return format_text("%.*s%s", (int)length, root->path, path);
}

/* The path of the descriptor, from /proc/self/fd; false when it has none. */
static bool real_path(int fd, char ret[static PATH_MAX])
{
	_cleanup_free_ char *handle = format_text("/proc/self/fd/%d", fd);
	ssize_t length = readlink(handle, ret, PATH_MAX);

	if (length <= 0 || length >= PATH_MAX)
		return false;
	ret[length] = '\0';
	return true;
}

/* The path below the root without a link in it; NULL when there is nothing of that path. */
static char *resolve(const struct sysroot *root, const char *path)
{
	_cleanup_close_ int fd = open_below(root, path, O_PATH);
	char of_root[PATH_MAX], found[PATH_MAX];

	if (fd < 0 || !real_path(root->fd, of_root) || !real_path(fd, found) ||
	    !text_starts(found, of_root))
		return NULL;
	return xstrdup(found + strlen(of_root));
}

char *sysroot_outside(const struct sysroot *root, const char *path, bool follow)
{
	_cleanup_free_ char *above = xstrdup(path), *whole = NULL;
	char *slash;

	if (root->confined && follow)
		whole = resolve(root, path);
	/* The nearest directory that exists: a command can create the others. */
	while (root->confined && !whole && (slash = strrchr(above, '/'))) {
		_cleanup_free_ char *directory = NULL;

		*slash = '\0';
		directory = resolve(root, above);
		if (directory)
			whole = format_text("%s%s", directory, path + (slash - above));
	}
	return sysroot_display(root, whole ? whole : path);
}

bool sysroot_error_is_ours(int error)
{
	return error == -ENOMEM || error == -EMFILE || error == -ENFILE || error == -EOPNOTSUPP;
}

bool sysroot_error_is_denied(int error)
{
	return error == -EACCES || error == -EPERM;
}

const char *sysroot_strerror(int error)
{
	static const char no_openat2[] =
		"this kernel has no openat2() (Linux 5.6), which is needed to check an image";
	static const char no_library[] =
		"libkmod.so.2, which is needed to look up modules, or a library that it needs "
		"cannot be opened, or lacks a function that this program calls: it is in the "
		"package libkmod2 (Debian, Ubuntu, SUSE) or kmod-libs (Fedora, Enterprise Linux)";
	static const char *const words[] = {
		[EMEDIUMTYPE] = "it is a FIFO, a socket or a device, not a regular file",
		[EISDIR] = "it is a directory",
		[ENOLINK] = "it is a dangling symbolic link",
		[EFBIG] = "it exceeds the size limit",
		[E2BIG] = "it has too many entries",
		[ELOOP] = "it has too many levels of symbolic links",
		[EOPNOTSUPP] = no_openat2,
		[ELIBACC] = no_library,
	};
	size_t number = (size_t)abs(error);

	return number < ARRAY_SIZE(words) && words[number] ? words[number] : strerror((int)number);
}
