/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A move within a file system: whole, or not at all, and never over another file. */
#include "config.h"

#include "move_fixture.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_rename),     FIXTURE_TEST(test_rename_of_other_kinds),
		FIXTURE_TEST(test_name_taken), FIXTURE_TEST(test_changed_since),
		FIXTURE_TEST(test_rename_fails),
	};

	return RUN_GROUP("move", tests);
}
