/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file is put aside by a rename in its directory: nothing is copied, overwritten or deleted. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>

#include "system/quarantine.h"
#include "util/util.h"

struct judged {
	const struct sysroot *root;
	int directory;                    /* where it is; stays the caller's */
	const struct stat *seen, *target; /* as for quarantine_file() */
};

bool quarantine_is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_mode == b->st_mode &&
	       a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static char *numbered(const char *path, unsigned int number)
{
	return number == 0 ? format_text("%s" QUARANTINE_SUFFIX, path)
			   : format_text("%s" QUARANTINE_SUFFIX ".%u", path, number);
}

/* 0 when the path is what was judged, else -ESTALE; -errno. */
static int expect(const struct judged *judged, const char *path)
{
	struct stat status;

	if (fstatat(judged->directory, basename(path), &status, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (!quarantine_is_same(&status, judged->seen))
		return -ESTALE;
	if (!S_ISLNK(status.st_mode))
		return 0;
	/* A symlink stays the same when the file it leads to is written or created. */
	if (sysroot_stat(judged->root, path, &status) < 0)
		status = (struct stat){0};
	return quarantine_is_same(&status, judged->target) ? 0 : -ESTALE;
}

/*
 * Create an empty file of that name, and rename over it, so that no file of another process is
 * overwritten. The empty file is closed first, because NFS renames an open file to .nfsXXXX. NFS
 * can return an error for a rename that it has made: the name is removed only while it is still the
 * empty file.
 */
static int rename_onto_own(int directory, const char *from, const char *to)
{
	int fd = openat(directory, to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat own = {0}, status;
	int r;

	if (fd < 0)
		return -errno;
	(void)fstat(fd, &own);
	close(fd);
	if (renameat(directory, from, directory, to) == 0)
		return 0;
	r = -errno;
	if (fstatat(directory, to, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	    quarantine_is_same(&status, &own))
		(void)unlinkat(directory, to, 0);
	return r;
}

/* Not by rename_onto_own(): the runtime would read the empty file in the old place. */
static int rename_by_link(int directory, const char *from, const char *to)
{
	if (linkat(directory, from, directory, to, 0) < 0)
		return -errno;
	(void)unlinkat(directory, from, 0);
	return 0;
}

/* Never over another file: -EEXIST. NFS, 9p and others answer EINVAL to the flag. */
static int rename_free(int directory, const char *from, const char *to,
		       int (*otherwise)(int, const char *, const char *))
{
	if (renameat2(directory, from, directory, to, RENAME_NOREPLACE) == 0)
		return 0;
	return errno == EINVAL ? otherwise(directory, from, to) : -errno;
}

/* Under the first free name; as quarantine_file(). */
static int rename_aside(const struct judged *judged, const char *path, char **ret_path)
{
	int r = expect(judged, path);

	if (r < 0)
		return r;
	for (unsigned int number = 0; number < QUARANTINE_NAMES_MAX; number++) {
		_cleanup_free_ char *to = numbered(path, number);

		r = rename_free(judged->directory, basename(path), basename(to), rename_onto_own);
		if (r == -EEXIST)
			continue;
		if (r < 0)
			return r;
		r = expect(judged, to);
		if (r < 0 && rename_free(judged->directory, basename(to), basename(path),
					 rename_by_link) == 0)
			return r;
		*ret_path = TAKE(to);
		return r < 0;
	}
	return -EEXIST;
}

int quarantine_file(const struct sysroot *root, const char *path, const struct stat *seen,
		    const struct stat *target, char **ret_path)
{
	_cleanup_free_ char *parent = xstrndup(path, (size_t)(basename(path) - path));
	_cleanup_close_ int directory = sysroot_open_directory(root, parent);
	const struct judged judged = {root, directory, seen, target};
	int r;

	if (directory < 0)
		return directory;
	r = rename_aside(&judged, path, ret_path);
	/* Without it the file is back after a power cut, and is judged again: no error. */
	(void)fsync(directory);
	return r;
}

int quarantine_foresee(const struct sysroot *root, const char *path, char **ret_path)
{
	for (unsigned int number = 0; number < QUARANTINE_NAMES_MAX; number++) {
		_cleanup_free_ char *to = numbered(path, number);
		struct stat status;
		int r = sysroot_lstat(root, to, &status);

		if (r == 0)
			continue;
		if (r == -ENAMETOOLONG)
			return r;
		*ret_path = TAKE(to);
		return 0;
	}
	return -EEXIST;
}

const char *quarantine_strerror(int error)
{
	if (error == -EEXIST)
		return "too many files are quarantined under its name";
	if (error == -ENAMETOOLONG)
		return "its name is too long to append \"" QUARANTINE_SUFFIX "\"";
	return error == -ESTALE ? "it changed after it was checked" : sysroot_strerror(error);
}
