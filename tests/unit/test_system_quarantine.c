/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A file is put aside under a free name, and only the one that was judged: whatever an installer or
 * another gate does just before and just after the rename, also on a file system that does not know
 * RENAME_NOREPLACE.
 */
#include "config.h"

#include <sys/wait.h>

#include "quarantine_fixture.h"

#define MOVERS 4
#define TURNS  50

/* --- what others do, beside writing in place --- */

/* As most installers. */
static void replace(struct fixture *fixture)
{
	_cleanup_free_ char *from = NULL;

	fixture_write(fixture, FILE_ ".tmp", "sound, renamed");
	from = strdup(fixture_path(fixture, FILE_ ".tmp"));
	if (rename(from, fixture_path(fixture, FILE_)) < 0)
		abort();
}

static void change_mode(struct fixture *fixture)
{
	if (chmod(fixture_path(fixture, FILE_), 0600) < 0)
		abort();
}

static void take_away(struct fixture *fixture)
{
	fixture_remove(fixture, FILE_);
}

static void write_target(struct fixture *fixture)
{
	fixture_write(fixture, TARGET, "sound, behind the link");
}

/* --- looking --- */

static ino_t inode_of(struct fixture *fixture, const char *path)
{
	struct stat status;

	assert_int_equal(sysroot_lstat(&fixture->root, path, &status), 0);
	return status.st_ino;
}

/* --- the tests --- */

static void test_plain(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *moved = NULL;
	ino_t inode;

	fixture_write(fixture, FILE_, "broken");
	inode = inode_of(fixture, FILE_);
	assert_int_equal(put_aside(fixture, FILE_, &moved), 0);
	assert_string_equal(moved, MOVED);
	expect_files(fixture, NULL, "broken");
	assert_int_equal(inode_of(fixture, MOVED), inode);
}

/* By a file, a link to nothing, a directory; and when all are taken the file stays. */
static void test_numbered(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *moved = NULL;

	fixture_write(fixture, MOVED, "first");
	fixture_link(fixture, MOVED ".1", "nowhere");
	fixture_directory(fixture, MOVED ".2");
	fixture_write(fixture, FILE_, "broken");
	assert_int_equal(put_aside(fixture, FILE_, &moved), 0);
	assert_string_equal(moved, MOVED ".3");
	expect_text(fixture, MOVED, "first");
	expect_text(fixture, MOVED ".3", "broken");
	for (int i = 4; i < QUARANTINE_NAMES_MAX; i++) {
		_cleanup_free_ char *name = format_text(MOVED ".%d", i);

		fixture_link(fixture, name, "nowhere");
	}
	fixture_write(fixture, FILE_, "broken");
	assert_int_equal(put_aside(fixture, FILE_, NULL), -EEXIST);
	assert_string_equal(quarantine_strerror(-EEXIST),
			    "too many files are quarantined under its name");
	expect_text(fixture, FILE_, "broken");
}

/* A link, to nothing and to itself, is renamed as such; a FIFO, which is not opened. */
static void test_kinds(void **state)
{
	static const char *const targets[] = {"gone", "10-calico.conflist", "/opt"};
	struct fixture *fixture = *state;
	struct stat status;

	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		_cleanup_free_ char *moved = NULL, *target = NULL;

		fixture_link(fixture, FILE_, targets[i]);
		assert_int_equal(put_aside(fixture, FILE_, &moved), 0);
		assert_int_equal(sysroot_readlink(&fixture->root, moved, &target), 0);
		assert_string_equal(target, targets[i]);
	}
	fixture_fifo(fixture, FILE_);
	assert_int_equal(put_aside(fixture, FILE_, NULL), 0);
	assert_int_equal(sysroot_lstat(&fixture->root, MOVED ".3", &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	assert_int_equal(sysroot_lstat(&fixture->root, FILE_, &status), -ENOENT);
}

/* With the suffix, and with suffix and number: 255 bytes are the limit, and are none too many. */
static void test_long_names(void **state)
{
	const size_t longest = NAME_MAX - strlen(QUARANTINE_SUFFIX);
	struct fixture *fixture = *state;

	for (size_t length = longest; length <= NAME_MAX; length++) {
		char path[sizeof(NET) + 1 + NAME_MAX] = NET "/";

		memset(path + strlen(path), 'x', length - strlen(".conf"));
		strcat(path, ".conf");
		fixture_write(fixture, path, "broken");
		assert_int_equal(put_aside(fixture, path, NULL),
				 length == longest ? 0 : -ENAMETOOLONG);
		fixture_write(fixture, path, "broken");
		assert_int_equal(put_aside(fixture, path, NULL), -ENAMETOOLONG);
		expect_text(fixture, path, "broken");
	}
	assert_non_null(strstr(quarantine_strerror(-ENAMETOOLONG), "its name is too long"));
}

static void test_hostile_name(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, NET "/a\033[2J\n'$(x) .conf", "broken");
	assert_int_equal(put_aside(fixture, NET "/a\033[2J\n'$(x) .conf", NULL), 0);
	expect_text(fixture, NET "/a\033[2J\n'$(x) .conf" QUARANTINE_SUFFIX, "broken");
}

/* Written to, replaced, touched before the rename: it is not even renamed and taken back. */
static void test_changed_before(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *moved = NULL;
	const struct stat none = {0};
	struct stat seen, after;

	for (int i = 0; i < 4; i++) {
		fixture_write(fixture, FILE_, "broken");
		assert_int_equal(sysroot_lstat(&fixture->root, FILE_, &seen), 0);
		seen.st_ino += i == 0;
		seen.st_size += i == 1;
		seen.st_mtim.tv_sec -= i == 2;
		seen.st_mode ^= i == 3;
		assert_int_equal(quarantine_file(&fixture->root, FILE_, &seen, &none, &moved),
				 -ESTALE);
		assert_int_equal(sysroot_lstat(&fixture->root, FILE_, &after), 0);
		assert_memory_equal(&after.st_ctim, &seen.st_ctim, sizeof(seen.st_ctim));
	}
	expect_files(fixture, "broken", NULL);
	take_away(fixture);
	assert_int_equal(quarantine_file(&fixture->root, FILE_, &seen, &none, &moved), -ENOENT);
	fixture_remove(fixture, NET);
	assert_int_equal(quarantine_file(&fixture->root, FILE_, &seen, &none, &moved), -ENOENT);
}

/* Between the comparison and the rename: the installer's file is in its place again. */
static void test_changed_at_the_rename(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, FILE_, "broken");
	world.before = write_in_place;
	assert_int_equal(put_aside(fixture, FILE_, NULL), -ESTALE);
	expect_files(fixture, "sound, in place", NULL);

	fixture_write(fixture, FILE_, "broken");
	world.before = replace;
	assert_int_equal(put_aside(fixture, FILE_, NULL), -ESTALE);
	expect_files(fixture, "sound, renamed", NULL);

	fixture_write(fixture, FILE_, "broken");
	world.before = change_mode;
	assert_int_equal(put_aside(fixture, FILE_, NULL), -ESTALE);
	expect_files(fixture, "broken", NULL);

	/* Another gate. */
	world.before = take_away;
	assert_int_equal(put_aside(fixture, FILE_, NULL), -ENOENT);
	expect_files(fixture, NULL, NULL);
	assert_null(world.before);
}

/* The file has its new name, and the installer writes its own: both stay. */
static void test_new_file_after(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, FILE_, "broken");
	world.after = replace;
	assert_int_equal(put_aside(fixture, FILE_, NULL), 0);
	expect_files(fixture, "sound, renamed", "broken");
}

/* It cannot go back, because its place has been taken: then neither is lost. */
static void test_new_file_in_the_way_back(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, FILE_, "broken");
	world.before = write_in_place;
	world.before_back = replace;
	assert_int_equal(put_aside(fixture, FILE_, NULL), 1);
	expect_files(fixture, "sound, renamed", "sound, in place");
}

/* The link is the same, and what it leads to is not. */
static void test_target_written(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *moved = NULL, *target = NULL;
	struct stat seen, none = {0};

	for (int i = 0; i < 2; i++) {
		if (i == 1)
			fixture_write(fixture, TARGET, "broken");
		fixture_link(fixture, FILE_, "../../../opt/10-calico.conflist");
		world.before = write_target;
		assert_int_equal(put_aside(fixture, FILE_, NULL), -ESTALE);
		expect_files(fixture, "sound, behind the link", NULL);
		fixture_remove(fixture, FILE_);
		fixture_remove(fixture, TARGET);
	}
	/* Before the rename. */
	fixture_link(fixture, FILE_, "../../../opt/10-calico.conflist");
	assert_int_equal(sysroot_lstat(&fixture->root, FILE_, &seen), 0);
	write_target(fixture);
	assert_int_equal(quarantine_file(&fixture->root, FILE_, &seen, &none, &moved), -ESTALE);
	expect_files(fixture, "sound, behind the link", NULL);
	assert_int_equal(sysroot_readlink(&fixture->root, FILE_, &target), 0);
}

/* One of some that wait for start to close, and then put the same file aside; 0 when it was this
 * one. */
static int move_it(struct fixture *fixture, const struct stat *seen, const int start[2])
{
	const struct stat none = {0};
	char *moved = NULL, byte;
	int r;

	close(start[1]);
	if (read(start[0], &byte, 1) != 0)
		return 2;
	r = quarantine_file(&fixture->root, FILE_, seen, &none, &moved);
	if (r == -ENOENT || r == -ESTALE)
		return 1;
	if (r)
		fprintf(stderr, "# %s\n", quarantine_strerror(r));
	return r ? 2 : 0;
}

/* Gates that start at once, one of which has it. */
static void move_at_once(struct fixture *fixture)
{
	int start[2], status, had = 0;
	struct stat seen;

	fixture_write(fixture, FILE_, "broken");
	assert_int_equal(sysroot_lstat(&fixture->root, FILE_, &seen), 0);
	assert_int_equal(pipe(start), 0);
	for (int i = 0; i < MOVERS; i++)
		if (fork() == 0)
			_exit(move_it(fixture, &seen, start));
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < MOVERS; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
		had += WEXITSTATUS(status) == 0;
	}
	assert_int_equal(had, 1);
}

static void test_many_at_once(void **state)
{
	struct fixture *fixture = *state;

	for (int turn = 0; turn < TURNS; turn++) {
		_cleanup_strv_ char **names = NULL;

		move_at_once(fixture);
		assert_int_equal(sysroot_list(&fixture->root, NET, 16, &names), 0);
		assert_int_equal(strv_length(names), 1);
		for (char **name = names; *name; name++) {
			_cleanup_free_ char *path = format_text(NET "/%s", *name);

			expect_text(fixture, path, "broken");
			fixture_remove(fixture, path);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plain),
		NO_FLAG(test_plain),
		TEST(test_numbered),
		NO_FLAG(test_numbered),
		TEST(test_kinds),
		NO_FLAG(test_kinds),
		TEST(test_long_names),
		NO_FLAG(test_long_names),
		TEST(test_hostile_name),
		TEST(test_changed_before),
		TEST(test_changed_at_the_rename),
		NO_FLAG(test_changed_at_the_rename),
		TEST(test_new_file_after),
		NO_FLAG(test_new_file_after),
		TEST(test_new_file_in_the_way_back),
		NO_FLAG(test_new_file_in_the_way_back),
		TEST(test_target_written),
		NO_FLAG(test_target_written),
		TEST(test_many_at_once),
		NO_FLAG(test_many_at_once),
	};

	return RUN_GROUP("system_quarantine", tests);
}
