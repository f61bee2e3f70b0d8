/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One entry of a directory moved to another: durably, and never over what is there. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>

#include "system/aside.h"
#include "system/move.h"
#include "util.h"

/* What is being moved has it behind its name, and a dot before: for as long as it is looked at. */
static const char suffix[] = ".moving";

static const char step_copy[] = "the copy of it could not be written";
static const char step_look[] = "it was not what was judged any more";
static const char step_name[] = "it could not be given its new name";
static const char step_read[] = "it could not be read";
static const char step_remove[] = "it could not be taken out of its directory";
static const char step_sync[] = "the move could not be made durable";

static int step_failed(const char **ret_step, const char *step, int error)
{
	*ret_step = step;
	return error;
}

/* ctime is left out: a rename changes it. */
static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_mode == b->st_mode &&
	       a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* 0 when the entry is what was seen, else -ESTALE; -errno. */
static int expect(const struct entry *entry, const struct stat *seen)
{
	struct stat status;

	if (fstatat(entry->directory, entry->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return is_same(&status, seen) ? 0 : -ESTALE;
}

static int take_away(const struct entry *entry)
{
	return unlinkat(entry->directory, entry->name, 0) < 0 ? -errno : 0;
}

static int sync_directory(int directory)
{
	return fsync(directory) < 0 ? -errno : 0;
}

/* Back to its name; when that is taken, by what would have taken its place, it goes. */
static int put_back(const struct entry *aside, const struct entry *from)
{
	if (linkat(aside->directory, aside->name, from->directory, from->name, 0) < 0 &&
	    errno != EEXIST)
		return renameat(aside->directory, aside->name, from->directory, from->name) < 0
			       ? -errno : 0;
	return take_away(aside);
}

int move_settle(int directory, const char *name)
{
	size_t length = strlen(name);
	_cleanup_free_ char *place = NULL;

	if (*name != '.' || length <= 1 + strlen(suffix) || !text_ends(name, suffix))
		return 0;
	place = strndup(name + 1, length - 1 - strlen(suffix));
	if (!place)
		return -ENOMEM;
	return put_back(&(struct entry){directory, name}, &(struct entry){directory, place});
}

/* Not over what another gate has there. */
static int set_aside(const struct entry *from, const struct entry *aside)
{
	if (renameat2(from->directory, from->name, aside->directory, aside->name,
		      RENAME_NOREPLACE) == 0)
		return 0;
	if (errno == EINVAL &&
	    renameat(from->directory, from->name, aside->directory, aside->name) == 0)
		return 0;
	return errno == EEXIST ? -ESTALE : -errno;
}

/*
 * Take away what was seen, and not what an installer has put in its place: first out of its place, under
 * a name that is that of no configuration; move_settle() puts back what is left there by a crash.
 */
static int take_seen(const struct entry *from, const struct stat *seen, const char **ret_step)
{
	_cleanup_free_ char *name = format_text(".%s%s", from->name, suffix);
	const struct entry aside = {from->directory, name};
	int r;

	*ret_step = step_remove;
	if (!name)
		return -ENOMEM;
	r = set_aside(from, &aside);
	if (r < 0)
		return r;
	r = expect(&aside, seen);
	if (r < 0)
		*ret_step = step_look;
	else
		r = take_away(&aside);
	if (r < 0)
		(void)put_back(&aside, from);
	return r;
}

static int rename_by_link(const struct entry *from, const struct entry *to)
{
	const char *unused;
	struct stat linked;
	int r;

	if (linkat(from->directory, from->name, to->directory, to->name, 0) < 0)
		return -errno;
	r = fstatat(to->directory, to->name, &linked, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
	if (r == 0)
		r = take_seen(from, &linked, &unused);
	if (r < 0)
		(void)take_away(to);
	return r;
}

/* Within one file system, and never over another file: -EEXIST. */
static int rename_entry(const struct entry *from, const struct entry *to)
{
	if (renameat2(from->directory, from->name, to->directory, to->name, RENAME_NOREPLACE) == 0)
		return 0;
	return errno == EINVAL ? rename_by_link(from, to) : -errno;
}

static int pour(int source, int target, off_t size, const char **ret_step)
{
	char buffer[64 * 1024];
	off_t total = 0;

	while (total <= size) {
		ssize_t got = read(source, buffer, sizeof(buffer));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return step_failed(ret_step, step_read, -errno);
		if (got == 0)
			break;
		total += got;
		for (ssize_t done = 0, wrote; done < got; done += wrote) {
			wrote = write(target, buffer + done, (size_t)(got - done));
			if (wrote < 0 && errno == EINTR)
				wrote = 0;
			else if (wrote < 0)
				return step_failed(ret_step, step_copy, -errno);
		}
	}
	return total == size ? 0 : step_failed(ret_step, step_look, -ESTALE);
}

/* The unit has no right to give files away: the call is made only when there is need of it. */
static int keep_owner(int fd, const struct stat *seen)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (status.st_uid == seen->st_uid && status.st_gid == seen->st_gid)
		return 0;
	return fchown(fd, seen->st_uid, seen->st_gid) < 0 ? -errno : 0;
}

static int fill(int source, int target, const struct stat *seen, const char **ret_step)
{
	const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, seen->st_mtim};
	int r = pour(source, target, seen->st_size, ret_step);

	if (r < 0)
		return r;
	r = keep_owner(target, seen);
	if (r < 0)
		return step_failed(ret_step, "its owner could not be kept on the copy", r);
	if (fchmod(target, seen->st_mode & 07777) < 0 || futimens(target, times) < 0 ||
	    fsync(target) < 0)
		return step_failed(ret_step, step_copy, -errno);
	return 0;
}

static int copy_file(const struct entry *from, const struct entry *to, const struct stat *seen,
		     const char **ret_step)
{
	const struct entry aside = {to->directory, ".moving"};
	_cleanup_close_ int source = -1, target = -1;
	struct stat status;
	int r;

	source = openat(from->directory, from->name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (source < 0 || fstat(source, &status) < 0)
		return step_failed(ret_step, step_read, -errno);
	if (!is_same(&status, seen))
		return step_failed(ret_step, step_look, -ESTALE);
	r = aside_create(aside.directory, aside.name, &target);
	if (r < 0)
		return step_failed(ret_step, step_copy, r);
	r = fill(source, target, seen, ret_step);
	if (r == 0) {
		*ret_step = step_name;
		r = rename_entry(&aside, to);
	}
	if (r < 0)
		(void)take_away(&aside);
	return r;
}

static int copy_link(const struct entry *from, const struct entry *to, const char **ret_step)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(from->directory, from->name, target, sizeof(target) - 1);

	if (length < 0)
		return step_failed(ret_step, step_read, -errno);
	target[length] = '\0';
	if (symlinkat(target, to->directory, to->name) < 0)
		return step_failed(ret_step, step_copy, -errno);
	return 0;
}

int move_can_copy(const struct stat *seen, const char **ret_step)
{
	if (S_ISLNK(seen->st_mode))
		return 0;
	if (!S_ISREG(seen->st_mode))
		return step_failed(ret_step, "it cannot be copied to another mount", -EMEDIUMTYPE);
	return seen->st_size <= MOVE_COPY_MAX
		       ? 0
		       : step_failed(ret_step, "it is too large to be copied", -EFBIG);
}

static int copy_entry(const struct entry *from, const struct entry *to, const struct stat *seen,
		      const char **ret_step)
{
	int r = move_can_copy(seen, ret_step);

	if (r < 0)
		return r;
	return S_ISLNK(seen->st_mode) ? copy_link(from, to, ret_step)
				      : copy_file(from, to, seen, ret_step);
}

static int move_by_copy(const struct entry *from, const struct entry *to, const struct stat *seen,
			const char **ret_step)
{
	int r = copy_entry(from, to, seen, ret_step);

	if (r < 0)
		return r;
	*ret_step = step_sync;
	r = sync_directory(to->directory);
	if (r == 0)
		r = take_seen(from, seen, ret_step);
	if (r < 0) {
		(void)take_away(to);
		return r;
	}
	/* Were this lost in a crash, the file would be back beside its copy, and be judged anew. */
	(void)sync_directory(from->directory);
	return 0;
}

static int move_by_rename(const struct entry *from, const struct entry *to,
			  const struct stat *seen, const char **ret_step)
{
	int r = rename_entry(from, to);

	if (r < 0)
		return step_failed(ret_step, step_name, r);
	*ret_step = step_look;
	r = expect(to, seen);
	if (r == 0) {
		*ret_step = step_sync;
		r = sync_directory(to->directory);
	}
	if (r == 0)
		r = sync_directory(from->directory);
	if (r == 0)
		return 0;
	/* Where it cannot go back, it was moved: that is the truth, and the one to be told. */
	return rename_entry(to, from) < 0 ? 0 : r;
}

int move_entry(const struct entry *from, const struct entry *to, const struct stat *seen,
	       const char **ret_step)
{
	int r = expect(from, seen);

	if (r < 0)
		return step_failed(ret_step, step_look, r);
	r = move_by_rename(from, to, seen, ret_step);
	return r == -EXDEV ? move_by_copy(from, to, seen, ret_step) : r;
}
