/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A move: whole, or not at all, and never over another file. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "fixture.h"
#include "system/move.h"

#define BYTES "{ \"name\": \"k8s\0"
#define SIZE  (sizeof(BYTES) - 1)

/* In a child of fixture_in_own_mounts(): what is not so is said, and ends the act. */
#define STEP(condition)                                                                            \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "# line %d: %s\n", __LINE__, #condition);                  \
			return 1;                                                                  \
		}                                                                                  \
	} while (0)

static void lay(struct fixture *fixture)
{
	fixture_write_bytes(fixture, "/from/name", BYTES, SIZE);
	assert_int_equal(chmod(fixture_path(fixture, "/from/name"), 0640), 0);
	(void)mkdir(fixture_path(fixture, "/to"), 0755);
}

/* Move /from/name to /to/moved as it is seen now, or as seen says. */
static int move_seen(struct fixture *fixture, const struct stat *seen)
{
	_cleanup_close_ int source = sysroot_open_directory(&fixture->root, "/from");
	_cleanup_close_ int target = sysroot_open_directory(&fixture->root, "/to");
	const struct entry from = {source, "name"}, to = {target, "moved"};
	const char *step = NULL;
	int r = move_entry(&from, &to, seen, &step);

	return r < 0 && (!step || !*step) ? -ENOTRECOVERABLE : r;
}

static int move_now(struct fixture *fixture)
{
	struct stat seen = {0};

	(void)sysroot_lstat(&fixture->root, "/from/name", &seen);
	return move_seen(fixture, &seen);
}

/* The names in a directory, joined by a blank: "" for none. */
static bool holds(struct fixture *fixture, const char *directory, const char *expected)
{
	_cleanup_strv_ char **names = NULL;
	_cleanup_free_ char *joined = NULL;

	if (sysroot_list(&fixture->root, directory, 16, &names) < 0)
		return false;
	joined = strv_join(names, " ");
	return joined && text_equal(joined, expected);
}

static bool is_whole(struct fixture *fixture, const char *path)
{
	_cleanup_free_ char *text = NULL;
	struct stat status;
	size_t size = 0;

	return sysroot_read(&fixture->root, path, 4096, &text, &size) == 0 && size == SIZE &&
	       memcmp(text, BYTES, SIZE) == 0 &&
	       sysroot_lstat(&fixture->root, path, &status) == 0 &&
	       (status.st_mode & 07777) == 0640;
}

static bool is_moved(struct fixture *fixture)
{
	return is_whole(fixture, "/to/moved") && holds(fixture, "/from", "") &&
	       holds(fixture, "/to", "moved");
}

static bool is_as_it_was(struct fixture *fixture, const char *target)
{
	return is_whole(fixture, "/from/name") && holds(fixture, "/from", "name") &&
	       holds(fixture, "/to", target);
}

/* From here on the system call fails in this process. False: there is no seccomp here. */
static bool deny(unsigned int number, unsigned int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {ARRAY_SIZE(filter), filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void test_rename(void **state)
{
	struct fixture *fixture = *state;
	struct stat before, after;

	lay(fixture);
	assert_int_equal(sysroot_lstat(&fixture->root, "/from/name", &before), 0);
	assert_int_equal(move_now(fixture), 0);
	assert_true(is_moved(fixture));
	assert_int_equal(sysroot_lstat(&fixture->root, "/to/moved", &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(move_seen(fixture, &before), -ENOENT);
	assert_true(is_moved(fixture));
}

static void test_rename_of_other_kinds(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *target = NULL;
	struct stat status;

	fixture_link(fixture, "/from/name", "/to/kept");
	fixture_write(fixture, "/to/kept", "theirs");
	assert_int_equal(move_now(fixture), 0);
	assert_int_equal(sysroot_readlink(&fixture->root, "/to/moved", &target), 0);
	assert_string_equal(target, "/to/kept");
	fixture_remove(fixture, "/to/moved");
	fixture_fifo(fixture, "/from/name");
	assert_int_equal(move_now(fixture), 0);
	assert_int_equal(sysroot_lstat(&fixture->root, "/to/moved", &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	assert_true(holds(fixture, "/to", "kept moved"));
}

/* By a file, a link to nothing, a directory. */
static void test_name_taken(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *text = NULL;

	lay(fixture);
	fixture_write(fixture, "/to/moved", "theirs");
	assert_int_equal(move_now(fixture), -EEXIST);
	assert_true(is_as_it_was(fixture, "moved"));
	assert_int_equal(sysroot_read(&fixture->root, "/to/moved", 16, &text, NULL), 0);
	assert_string_equal(text, "theirs");
	fixture_remove(fixture, "/to/moved");
	fixture_link(fixture, "/to/moved", "nowhere");
	assert_int_equal(move_now(fixture), -EEXIST);
	fixture_remove(fixture, "/to/moved");
	fixture_directory(fixture, "/to/moved");
	assert_int_equal(move_now(fixture), -EEXIST);
	assert_true(is_as_it_was(fixture, "moved"));
}

/* Written to, put in place of, touched: each after the look. */
static void test_changed_since(void **state)
{
	struct fixture *fixture = *state;
	struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, {0}};
	struct stat seen, after;

	fixture_write(fixture, "/from/name", "x");
	assert_int_equal(sysroot_lstat(&fixture->root, "/from/name", &seen), 0);
	lay(fixture);
	assert_int_equal(move_seen(fixture, &seen), -ESTALE);
	assert_true(is_as_it_was(fixture, ""));

	fixture_write_bytes(fixture, "/from/new", BYTES, SIZE);
	assert_int_equal(sysroot_lstat(&fixture->root, "/from/name", &seen), 0);
	fixture_remove(fixture, "/from/name");
	fixture_link(fixture, "/from/name", "new");
	assert_int_equal(move_seen(fixture, &seen), -ESTALE);
	assert_true(holds(fixture, "/to", ""));
	fixture_remove(fixture, "/from/name");
	fixture_remove(fixture, "/from/new");

	lay(fixture);
	assert_int_equal(sysroot_lstat(&fixture->root, "/from/name", &seen), 0);
	times[1] = seen.st_mtim;
	times[1].tv_sec--;
	assert_int_equal(utimensat(AT_FDCWD, fixture_path(fixture, "/from/name"), times, 0), 0);
	assert_int_equal(move_seen(fixture, &seen), -ESTALE);
	assert_true(is_as_it_was(fixture, ""));

	/* It is not even moved and taken back: that would be seen in its ctime. */
	assert_int_equal(sysroot_lstat(&fixture->root, "/from/name", &seen), 0);
	seen.st_size++;
	assert_int_equal(move_seen(fixture, &seen), -ESTALE);
	assert_int_equal(sysroot_lstat(&fixture->root, "/from/name", &after), 0);
	assert_memory_equal(&after.st_ctim, &seen.st_ctim, sizeof(seen.st_ctim));
}

/* A file system without RENAME_NOREPLACE. */
static int act_no_replace(struct fixture *fixture)
{
	if (!deny(SYS_renameat2, EINVAL))
		return OWN_MOUNTS_DENIED;
	STEP(move_now(fixture) == 0);
	STEP(is_moved(fixture));
	lay(fixture);
	STEP(move_now(fixture) == -EEXIST);
	STEP(is_as_it_was(fixture, "moved"));
	return 0;
}

static int act_no_links(struct fixture *fixture)
{
	if (!deny(SYS_renameat2, EINVAL) || !deny(SYS_linkat, EPERM))
		return OWN_MOUNTS_DENIED;
	STEP(move_now(fixture) == -EPERM);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

/* The disk fails just when the move shall last: it is taken back. */
static int act_no_fsync(struct fixture *fixture)
{
	if (!deny(SYS_fsync, EIO))
		return OWN_MOUNTS_DENIED;
	STEP(move_now(fixture) == -EIO);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

static int act_rename_read_only(struct fixture *fixture)
{
	const char *path = fixture->path;

	STEP(mount(path, path, NULL, MS_BIND, NULL) == 0);
	STEP(mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) == 0);
	STEP(sysroot_open(&fixture->root, path) == 0);
	STEP(move_now(fixture) == -EROFS);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

static void test_rename_fails(void **state)
{
	static int (*const acts[])(struct fixture *) = {
		act_no_replace, act_no_links, act_no_fsync, act_rename_read_only,
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		lay(fixture);
		fixture_in_own_mounts(fixture, acts[i]);
		(void)remove(fixture_path(fixture, "/to/moved"));
		(void)remove(fixture_path(fixture, "/to"));
	}
}

/* The unit's sandbox: /to is another mount. */
static int mount_to(struct fixture *fixture, const char *options)
{
	return mount("tmpfs", fixture_path(fixture, "/to"), "tmpfs", 0, options) < 0
		       ? OWN_MOUNTS_DENIED : 0;
}

static int act_copy(struct fixture *fixture)
{
	const struct timespec old[] = {{.tv_sec = 5}, {.tv_sec = 1000, .tv_nsec = 42}};
	struct stat status;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(chown(fixture_path(fixture, "/from/name"), 1234, 567) == 0);
	STEP(utimensat(AT_FDCWD, fixture_path(fixture, "/from/name"), old, 0) == 0);
	fixture_write(fixture, "/to/.moving", "what a killed run left");
	STEP(move_now(fixture) == 0);
	STEP(is_moved(fixture));
	STEP(sysroot_lstat(&fixture->root, "/to/moved", &status) == 0);
	STEP(status.st_uid == 1234 && status.st_gid == 567);
	STEP(status.st_mtim.tv_sec == 1000 && status.st_mtim.tv_nsec == 42);
	lay(fixture);
	STEP(move_now(fixture) == -EEXIST);
	STEP(is_as_it_was(fixture, "moved"));
	return 0;
}

static int act_copy_nothing(struct fixture *fixture)
{
	struct stat status;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(truncate(fixture_path(fixture, "/from/name"), 0) == 0);
	STEP(move_now(fixture) == 0);
	STEP(sysroot_lstat(&fixture->root, "/to/moved", &status) == 0 && status.st_size == 0);
	STEP(holds(fixture, "/from", "") && holds(fixture, "/to", "moved"));
	return 0;
}

static int act_copy_other_kinds(struct fixture *fixture)
{
	_cleanup_free_ char *target = NULL;
	struct stat status;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	fixture_remove(fixture, "/from/name");
	fixture_link(fixture, "/from/name", "../nowhere \033");
	STEP(move_now(fixture) == 0);
	STEP(sysroot_readlink(&fixture->root, "/to/moved", &target) == 0);
	STEP(text_equal(target, "../nowhere \033") && holds(fixture, "/from", ""));
	fixture_link(fixture, "/from/name", "second");
	STEP(move_now(fixture) == -EEXIST);
	STEP(holds(fixture, "/from", "name") && holds(fixture, "/to", "moved"));
	fixture_remove(fixture, "/from/name");
	fixture_fifo(fixture, "/from/name");
	STEP(move_now(fixture) == -EMEDIUMTYPE);
	STEP(sysroot_lstat(&fixture->root, "/from/name", &status) == 0 && S_ISFIFO(status.st_mode));
	STEP(holds(fixture, "/to", "moved"));
	return 0;
}

static int act_copy_too_large(struct fixture *fixture)
{
	_cleanup_free_ char *path = strdup(fixture_path(fixture, "/from/name"));
	struct stat status;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(truncate(path, MOVE_COPY_MAX + 1) == 0);
	STEP(move_now(fixture) == -EFBIG);
	STEP(truncate(path, MOVE_COPY_MAX) == 0);
	STEP(move_now(fixture) == -ENOSPC);
	STEP(stat(path, &status) == 0 && status.st_size == MOVE_COPY_MAX);
	STEP(holds(fixture, "/from", "name") && holds(fixture, "/to", ""));
	return 0;
}

static int act_copy_read_only(struct fixture *fixture)
{
	_cleanup_free_ char *from = strdup(fixture_path(fixture, "/from"));

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(mount(from, from, NULL, MS_BIND, NULL) == 0);
	STEP(mount(NULL, from, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) == 0);
	STEP(move_now(fixture) == -EROFS);
	STEP(is_as_it_was(fixture, ""));
	STEP(mount(NULL, from, NULL, MS_BIND | MS_REMOUNT, NULL) == 0);
	STEP(mount(NULL, fixture_path(fixture, "/to"), NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	STEP(move_now(fixture) == -EROFS);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

/* As in the unit, which has no right to give a file away. */
static int act_copy_no_owner(struct fixture *fixture)
{
	if (mount_to(fixture, "size=1m") || !deny(SYS_fchown, EPERM))
		return OWN_MOUNTS_DENIED;
	STEP(chown(fixture_path(fixture, "/from/name"), 1234, 567) == 0);
	STEP(move_now(fixture) == -EPERM);
	STEP(is_as_it_was(fixture, ""));
	STEP(chown(fixture_path(fixture, "/from/name"), geteuid(), getegid()) == 0);
	STEP(move_now(fixture) == 0);
	STEP(is_moved(fixture));
	return 0;
}

static int act_copy_no_fsync(struct fixture *fixture)
{
	if (mount_to(fixture, "size=1m") || !deny(SYS_fsync, EIO))
		return OWN_MOUNTS_DENIED;
	STEP(move_now(fixture) == -EIO);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

static int act_copy_changed(struct fixture *fixture)
{
	struct stat seen;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(sysroot_lstat(&fixture->root, "/from/name", &seen) == 0);
	seen.st_ino++;
	STEP(move_seen(fixture, &seen) == -ESTALE);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

static void test_copy(void **state)
{
	static int (*const acts[])(struct fixture *) = {
		act_copy,           act_copy_nothing,  act_copy_other_kinds, act_copy_too_large,
		act_copy_read_only, act_copy_no_owner, act_copy_no_fsync,    act_copy_changed,
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		(void)remove(fixture_path(fixture, "/from/name"));
		(void)remove(fixture_path(fixture, "/to"));
		lay(fixture);
		fixture_in_own_mounts(fixture, acts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_rename),       FIXTURE_TEST(test_rename_of_other_kinds),
		FIXTURE_TEST(test_name_taken),   FIXTURE_TEST(test_changed_since),
		FIXTURE_TEST(test_rename_fails), FIXTURE_TEST(test_copy),
	};

	return RUN_GROUP("move", tests);
}
