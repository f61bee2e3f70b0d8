/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The trail: what was looked at is noted by the looking, and a repair changes the fingerprint. */
#include "config.h"

#include <fcntl.h>

#include "fixture.h"
#include "system/fingerprint.h"

/* Every way to look leaves its path. */
static void test_looking_notes(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **names = NULL;
	char *text = NULL;
	struct stat status;

	for (int way = 0; way < 7; way++) {
		_cleanup_strv_ char **trail = NULL;
		uint64_t before;

		fixture->root.trail = &trail;
		if (way == 0)
			sysroot_read(&fixture->root, "/x", 10, &text, NULL);
		else if (way == 1)
			sysroot_stat(&fixture->root, "/x", &status);
		else if (way == 2)
			sysroot_lstat(&fixture->root, "/x", &status);
		else if (way == 3)
			sysroot_exists(&fixture->root, "/x");
		else if (way == 4)
			sysroot_readlink(&fixture->root, "/x", &text);
		else if (way == 5)
			sysroot_find_socket(&fixture->root, "/x");
		else
			sysroot_list(&fixture->root, "/x", 10, &names);
		before = trail_fingerprint(trail, &fixture->root);
		fixture_write(fixture, "/x", "");
		if (trail_fingerprint(trail, &fixture->root) == before)
			fail_msg("way %d of looking was not noted", way);
		fixture_remove(fixture, "/x");
		fixture->root.trail = NULL;
	}
}

/* As of an image, by other calls: what is there, and what is not. */
static void test_live_looking_notes(void **state)
{
	static const char *const paths[] = {"/proc", "/nowhere/at/all", "/dev"};
	_cleanup_strv_ char **trail = NULL;
	struct sysroot live;
	struct stat status;

	assert_int_equal(sysroot_open(&live, "/"), 0);
	assert_false(live.confined);
	live.trail = &trail;
	assert_int_equal(sysroot_stat(&live, paths[0], &status), 0);
	assert_false(sysroot_exists(&live, paths[1]));
	assert_int_equal(sysroot_lstat(&live, paths[2], &status), 0);
	sysroot_close(&live);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		assert_non_null(trail[i]);
		assert_string_equal(trail[i], paths[i]);
	}
	assert_null(trail[ARRAY_SIZE(paths)]);
}

/* In the order of the looks, each once, and nothing beyond the last. */
static void test_paths(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **trail = NULL;

	fixture->root.trail = &trail;
	sysroot_exists(&fixture->root, "/b");
	sysroot_exists(&fixture->root, "/a");
	sysroot_exists(&fixture->root, "/b");
	fixture->root.trail = NULL;
	assert_string_equal(trail[0], "/b");
	assert_string_equal(trail[1], "/a");
	assert_null(trail[2]);
}

enum change { COME, WRITE, REPLACE, TOUCH, MODE, LINK, TARGET, GO };

static void change(struct fixture *fixture, enum change change)
{
	static const struct timespec past[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
	_cleanup_free_ char *other = strdup(fixture_path(fixture, "/other"));

	switch (change) {
	case COME:
		fixture_write(fixture, "/file", "1");
		break;
	case WRITE:
		fixture_write(fixture, "/file", "12");
		break;
	case REPLACE: /* the same size, as editors do it */
		fixture_write(fixture, "/other", "ab");
		assert_int_equal(rename(other, fixture_path(fixture, "/file")), 0);
		break;
	case TOUCH:
		assert_int_equal(utimensat(AT_FDCWD, fixture_path(fixture, "/file"), past, 0), 0);
		break;
	case MODE:
		assert_int_equal(chmod(fixture_path(fixture, "/file"), 0755), 0);
		break;
	case LINK:
		fixture_remove(fixture, "/file");
		fixture_write(fixture, "/target", "ab");
		fixture_link(fixture, "/file", "/target");
		break;
	case TARGET: /* the link is as it was, what it leads to is not */
		fixture_write(fixture, "/target", "abc");
		break;
	case GO:
		fixture_remove(fixture, "/file");
		break;
	}
}

static void test_every_change_is_seen(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **trail = NULL;
	uint64_t seen[GO + 2];

	trail_note(&trail, "/file");
	seen[0] = trail_fingerprint(trail, &fixture->root);
	for (int i = COME; i <= GO; i++) {
		change(fixture, (enum change)i);
		seen[i + 1] = trail_fingerprint(trail, &fixture->root);
		if (seen[i + 1] == seen[i])
			fail_msg("change %d was not seen", i);
		assert_int_equal(trail_fingerprint(trail, &fixture->root), seen[i + 1]);
	}
	assert_int_equal(seen[GO + 1], seen[0]); /* as if it had never been */
}

/* A link that leads nowhere is more than nothing: it is how files are masked in an image. */
static void test_a_dangling_link(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **trail = NULL;
	uint64_t before;

	trail_note(&trail, "/link");
	before = trail_fingerprint(trail, &fixture->root);
	fixture_link(fixture, "/link", "/dev/null");
	assert_int_not_equal(trail_fingerprint(trail, &fixture->root), before);
}

static void test_a_new_name_in_a_directory(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **trail = NULL;
	uint64_t before;

	fixture_directory(fixture, "/etc");
	trail_note(&trail, "/etc");
	before = trail_fingerprint(trail, &fixture->root);
	fixture_write(fixture, "/etc/new", "");
	assert_int_not_equal(trail_fingerprint(trail, &fixture->root), before);
}

/* Files of /proc and /sys have a new inode at each look: only whether they exist counts. */
static void test_proc_and_sys(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **trail = NULL;
	uint64_t before;

	fixture_write(fixture, "/proc/cmdline", "quiet");
	trail_note(&trail, "/proc/cmdline");
	trail_note(&trail, "/sys/module/vxlan");
	before = trail_fingerprint(trail, &fixture->root);
	fixture_write(fixture, "/proc/cmdline", "quiet module_blacklist=vxlan");
	assert_int_equal(trail_fingerprint(trail, &fixture->root), before);
	fixture_directory(fixture, "/sys");
	fixture_directory(fixture, "/sys/module");
	fixture_directory(fixture, "/sys/module/vxlan");
	assert_int_not_equal(trail_fingerprint(trail, &fixture->root), before);
}

static void test_doubles_and_bounds(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **once = NULL, **twice = NULL;

	trail_note(&once, "/a");
	trail_note(&once, "/b");
	for (int i = 0; i < 3; i++) {
		trail_note(&twice, "/a");
		trail_note(&twice, "/b");
	}
	assert_int_equal(trail_fingerprint(once, &fixture->root),
			 trail_fingerprint(twice, &fixture->root));
	for (int i = 0; i < 5000; i++) {
		_cleanup_free_ char *path = format_text("/file-%d", i);

		trail_note(&once, path);
	}
	trail_fingerprint(once, &fixture->root);
}

/* To take a fingerprint is not to look: the trail does not grow by it. */
static void test_fingerprint_notes_nothing(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **trail = NULL, **other = NULL;
	uint64_t before;

	fixture->root.trail = &trail;
	trail_note(&other, "/x");
	trail_fingerprint(other, &fixture->root);
	before = trail_fingerprint(trail, &fixture->root);
	fixture_write(fixture, "/x", "");
	assert_int_equal(trail_fingerprint(trail, &fixture->root), before);
	fixture->root.trail = NULL;
}

static void test_no_trail(void **state)
{
	struct fixture *fixture = *state;

	trail_note(NULL, "/a");
	assert_int_equal(trail_fingerprint(NULL, &fixture->root),
			 trail_fingerprint(NULL, &fixture->root));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_looking_notes),
		cmocka_unit_test(test_live_looking_notes),
		FIXTURE_TEST(test_every_change_is_seen),
		FIXTURE_TEST(test_a_dangling_link),
		FIXTURE_TEST(test_a_new_name_in_a_directory),
		FIXTURE_TEST(test_proc_and_sys),
		FIXTURE_TEST(test_doubles_and_bounds),
		FIXTURE_TEST(test_fingerprint_notes_nothing),
		FIXTURE_TEST(test_no_trail),
		FIXTURE_TEST(test_paths),
	};

	return RUN_GROUP("trail", tests);
}
