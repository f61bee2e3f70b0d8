/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The quarantine: where files go that would keep this node from working. Nothing is deleted. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>

#include "formats/origin.h"
#include "system/move.h"
#include "system/quarantine.h"
#include "util.h"

#define PARENT "/var/lib"
#define STATE  PARENT "/kubelet-preflight"

static const char step_enter[] = "this cannot be opened as a directory";

/* Names of one second and one origin; no node makes two. */
#define NAMES_MAX 64

/* "PATH: STEP: error" for a message; without the path when it is the file that was to be moved. */
static int complain(const struct sysroot *root, const char *path, const char *step, int error,
		    char **ret_fault)
{
	_cleanup_free_ char *whole = path ? sysroot_display(root, path) : strdup("");
	const char *words = sysroot_strerror(error);

	if (error == -ELOOP)
		words = "it is a symbolic link";
	if (error == -ESTALE)
		words = "it was changed just now";
	*ret_fault = whole ? format_text("%s%s%s: %s", whole, path ? ": " : "", step, words) : NULL;
	return error;
}

/* Ours alone, whatever the umask and an administrator's mkdir made of it. */
static int make_private(int directory, const char **ret_step)
{
	struct stat status;

	if (fstat(directory, &status) < 0)
		return -errno;
	if (status.st_uid != geteuid()) {
		*ret_step = "this directory belongs to another user";
		return -EPERM;
	}
	*ret_step = "this directory cannot be closed to other users";
	if ((status.st_mode & 07777) != 0700 && fchmod(directory, 0700) < 0)
		return -errno;
	return 0;
}

/*
 * Open parent/name, made when it is not there, by us or by another gate just now. The descriptor; or
 * -errno, and ret_step says of what.
 */
static int enter(int parent, const char *name, const char **ret_step)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	struct stat status;
	int fd = openat(parent, name, flags), r = -errno;

	*ret_step = "this directory is not there (systemd-tmpfiles --create makes it), and making it "
		    "failed";
	if (fd < 0 && r == -ENOENT) {
		if ((mkdirat(parent, name, 0700) < 0 && errno != EEXIST) || fsync(parent) < 0)
			return -errno;
		fd = openat(parent, name, flags);
		r = -errno;
	}
	if (fd < 0) {
		*ret_step = step_enter;
		if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISLNK(status.st_mode))
			return -ELOOP;
		return r;
	}
	r = make_private(fd, ret_step);
	if (r < 0) {
		close(fd);
		return r;
	}
	return fd;
}

/* The descriptor, or -errno with *ret_fault. */
static int open_quarantine(const struct sysroot *root, char **ret_fault)
{
	_cleanup_close_ int parent = sysroot_open_directory(root, PARENT), state = -1;
	const char *step = "this directory cannot be opened";
	int fd;

	if (parent < 0)
		return complain(root, PARENT, step, parent, ret_fault);
	state = enter(parent, strrchr(STATE, '/') + 1, &step);
	if (state < 0)
		return complain(root, STATE, step, state, ret_fault);
	fd = enter(state, strrchr(QUARANTINE_DIRECTORY, '/') + 1, &step);
	return fd < 0 ? complain(root, QUARANTINE_DIRECTORY, step, fd, ret_fault) : fd;
}

/* Move under the first name that is not taken. */
static int move_to(int quarantine, const struct entry *from, const char *origin,
		   const struct stat *seen, time_t now, char **ret_path, const char **ret_step)
{
	int r = -EEXIST;

	for (unsigned int counter = 0; r == -EEXIST && counter < NAMES_MAX; counter++) {
		_cleanup_free_ char *name = origin_name(origin, now, counter);
		_cleanup_free_ char *path =
			name ? format_text(QUARANTINE_DIRECTORY "/%s", name) : NULL;
		const struct entry to = {quarantine, name};

		*ret_step = "it could not be named";
		if (!path)
			return -ENOMEM;
		r = move_entry(from, &to, seen, ret_step);
		if (r == 0) {
			*ret_path = path;
			path = NULL;
		}
	}
	return r;
}

/* What cannot be seen is not certain. */
static int foresee_directory(const struct sysroot *root, const char *path, char **ret_fault)
{
	struct stat status;

	if (sysroot_lstat(root, path, &status) < 0 || S_ISDIR(status.st_mode))
		return 0;
	return complain(root, path, step_enter, S_ISLNK(status.st_mode) ? -ELOOP : -ENOTDIR,
			ret_fault);
}

int quarantine_foresee(const struct sysroot *root, const struct stat *seen, char **ret_fault)
{
	const char *step = "";
	int r = foresee_directory(root, STATE, ret_fault);

	if (r == 0)
		r = foresee_directory(root, QUARANTINE_DIRECTORY, ret_fault);
	if (r < 0)
		return r;
	r = move_can_copy(seen, &step);
	return r < 0 ? complain(root, NULL, step, r, ret_fault) : 0;
}

void quarantine_settle(const struct sysroot *root, const char *directory)
{
	_cleanup_close_ int fd = sysroot_open_directory(root, directory);
	_cleanup_strv_ char **names = NULL;

	/* What cannot be listed is said by who judges it. */
	if (fd < 0 || sysroot_list(root, directory, SYSROOT_ENTRIES_MAX, &names) < 0)
		return;
	for (char **name = names; *name; name++)
		(void)move_settle(fd, *name);
}

/* A link stays as it is when what it leads to is written, or comes to be. */
static bool leads_elsewhere(const struct sysroot *root, const char *path, const struct stat *target)
{
	struct stat status = {0};

	if (sysroot_stat(root, path, &status) < 0)
		status = (struct stat){0};
	return status.st_dev != target->st_dev || status.st_ino != target->st_ino ||
	       status.st_size != target->st_size ||
	       status.st_mtim.tv_sec != target->st_mtim.tv_sec ||
	       status.st_mtim.tv_nsec != target->st_mtim.tv_nsec;
}

int quarantine_move(const struct sysroot *root, const char *path, const struct stat *seen,
		    const struct stat *target, time_t now, char **ret_path, char **ret_fault)
{
	const char *slash = strrchr(path, '/'), *step = "";
	_cleanup_free_ char *parent = format_text("%.*s", (int)(slash - path), path);
	_cleanup_close_ int directory = -1, quarantine = -1;
	struct entry from = {-1, slash + 1};
	int r;

	*ret_fault = NULL;
	if (!parent)
		return -ENOMEM;
	quarantine = open_quarantine(root, ret_fault);
	if (quarantine < 0)
		return quarantine;
	directory = sysroot_open_directory(root, parent);
	if (directory < 0)
		return complain(root, parent, "this directory cannot be opened", directory,
				ret_fault);
	from.directory = directory;
	if (S_ISLNK(seen->st_mode) && leads_elsewhere(root, path, target))
		return complain(root, NULL, "what it leads to was not what was judged any more",
				-ESTALE, ret_fault);
	r = move_to(quarantine, &from, path, seen, now, ret_path, &step);
	return r < 0 ? complain(root, NULL, step, r, ret_fault) : 0;
}
