/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A file is put aside where the file system cannot do all of it: without RENAME_NOREPLACE there are
 * no links either, or the answer is lost; it cannot sync, is read-only, is a mount of its own.
 */
#include "config.h"

#include <sys/mount.h>

#include "quarantine_fixture.h"

/* Without RENAME_NOREPLACE and without links nothing takes it back safely: it stays so. */
static void test_no_links(void **state)
{
	struct fixture *fixture = *state;

	world.no_links = true;
	fixture_write(fixture, FILE_, "broken");
	assert_int_equal(put_aside(fixture, FILE_, NULL), 0);
	expect_files(fixture, NULL, "broken");
	fixture_remove(fixture, MOVED);

	fixture_write(fixture, FILE_, "broken");
	world.before = write_in_place;
	assert_int_equal(put_aside(fixture, FILE_, NULL), 1);
	expect_files(fixture, NULL, "sound, in place");
}

/* The rename fails, and the empty file goes; where a server has made it all the same, the file
 * stays. */
static void test_no_flag_and_an_error(void **state)
{
	struct fixture *fixture = *state;

	world.fails = true;
	fixture_write(fixture, FILE_, "broken");
	assert_int_equal(put_aside(fixture, FILE_, NULL), -EIO);
	expect_files(fixture, "broken", NULL);

	world.fails = false;
	world.fails_silently = true;
	assert_int_equal(put_aside(fixture, FILE_, NULL), -EIO);
	expect_files(fixture, NULL, "broken");
}

/* What cannot be made durable is back after a power cut, and is judged again. */
static void test_no_sync(void **state)
{
	struct fixture *fixture = *state;

	world.no_sync = true;
	fixture_write(fixture, FILE_, "broken");
	assert_int_equal(put_aside(fixture, FILE_, NULL), 0);
	expect_files(fixture, NULL, "broken");
}

/* In a child, where nothing is asserted: mount the directory on itself, and put the file aside. */
static int act_on_mount(struct fixture *fixture, unsigned long flags, int expected)
{
	const char *path = fixture_path(fixture, NET);
	_cleanup_free_ char *moved = NULL;
	const struct stat none = {0};
	struct stat seen;

	if (mount(path, path, NULL, MS_BIND, NULL) < 0 ||
	    mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | flags, NULL) < 0)
		return OWN_MOUNTS_DENIED;
	if (sysroot_lstat(&fixture->root, FILE_, &seen) < 0)
		return 1;
	return quarantine_file(&fixture->root, FILE_, &seen, &none, &moved) == expected ? 0 : 2;
}

static int act_read_only(struct fixture *fixture)
{
	return act_on_mount(fixture, MS_RDONLY, -EROFS);
}

static void test_read_only(void **state)
{
	fixture_write(*state, FILE_, "broken");
	fixture_in_own_mounts(*state, act_read_only);
	expect_files(*state, "broken", NULL);
	assert_string_equal(quarantine_strerror(-EROFS), "Read-only file system");
}

/* As in the unit. */
static int act_own_mount(struct fixture *fixture)
{
	return act_on_mount(fixture, 0, 0);
}

static void test_own_mount(void **state)
{
	fixture_write(*state, FILE_, "broken");
	fixture_in_own_mounts(*state, act_own_mount);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NO_FLAG(test_no_links), NO_FLAG(test_no_flag_and_an_error),
		TEST(test_no_sync),     TEST(test_read_only),
		TEST(test_own_mount),
	};

	return RUN_GROUP("system_quarantine_fallback", tests);
}
