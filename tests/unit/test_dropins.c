/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which drop-in files are in force: one name, one winner, sorted by name over all directories. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "system/dropins.h"

static const char *const directories[] = {"/etc/x.d", "/run/x.d", "/usr/lib/x.d", NULL};

/* The files in force, each followed by a blank. */
static void assert_files(struct fixture *fixture, const char *expected)
{
	_cleanup_strv_ char **paths = NULL;
	_cleanup_free_ char *joined = NULL;

	assert_int_equal(dropins_list(&fixture->root, directories, ".conf", &paths), 0);
	assert_non_null(paths);
	joined = strv_join(paths, " ");
	assert_string_equal(joined, expected);
}

static void test_no_directories(void **state)
{
	struct fixture *fixture = *state;

	assert_files(fixture, "");
	fixture_directory(fixture, "/etc");
	fixture_directory(fixture, "/etc/x.d");
	assert_files(fixture, "");
	fixture_write(fixture, "/usr/lib/x.d", "a file");
	assert_files(fixture, "");
}

static void test_order_and_precedence(void **state)
{
	struct fixture *fixture = *state;

	fixture_touch(fixture, "/usr/lib/x.d/20-b.conf", "/usr/lib/x.d/10-a.conf",
		      "/usr/lib/x.d/50-c.conf", "/run/x.d/20-b.conf", "/run/x.d/50-c.conf",
		      "/etc/x.d/50-c.conf", "/etc/x.d/05-z.conf", "/etc/x.d/9-byte-order.conf",
		      "/etc/x.d/Z.conf");
	assert_files(fixture, "/etc/x.d/05-z.conf /usr/lib/x.d/10-a.conf /run/x.d/20-b.conf "
			      "/etc/x.d/50-c.conf /etc/x.d/9-byte-order.conf /etc/x.d/Z.conf");
}

static void test_suffix(void **state)
{
	struct fixture *fixture = *state;

	fixture_touch(fixture, "/etc/x.d/a.conf", "/etc/x.d/a.conf~", "/etc/x.d/a.conf.dpkg-old",
		      "/etc/x.d/aconf", "/etc/x.d/README");
	assert_files(fixture, "/etc/x.d/a.conf");
}

/* systemd and kmod read no hidden file: an editor's swap file, a file half written. */
static void test_hidden_files(void **state)
{
	struct fixture *fixture = *state;

	fixture_touch(fixture, "/etc/x.d/.conf", "/etc/x.d/.a.conf", "/etc/x.d/b.conf");
	assert_files(fixture, "/etc/x.d/b.conf");
}

/* A mask is a file like the others here: it hides the vendor's, and its reader sees what it is. */
static void test_masks_win(void **state)
{
	struct fixture *fixture = *state;

	fixture_touch(fixture, "/usr/lib/x.d/a.conf", "/usr/lib/x.d/b.conf");
	fixture_link(fixture, "/etc/x.d/a.conf", "/dev/null");
	fixture_write(fixture, "/etc/x.d/b.conf", "");
	assert_files(fixture, "/etc/x.d/a.conf /etc/x.d/b.conf");
}

static void test_directory_that_cannot_be_listed(void **state)
{
	struct fixture *fixture = *state;
	char **paths = NULL;

	fixture_write(fixture, "/etc/x.d/a.conf", "");
	fixture_link(fixture, "/run/x.d", "x.d");
	assert_int_equal(dropins_list(&fixture->root, directories, ".conf", &paths), -ELOOP);
	assert_null(paths); /* set only on success */
}

static void test_linked_directory(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/lib/x.d/a.conf", "");
	fixture_link(fixture, "/etc/x.d", "/usr/lib/x.d");
	fixture_link(fixture, "/run/x.d", "/nowhere");
	assert_files(fixture, "/etc/x.d/a.conf");
}

static void test_many_files(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **paths = NULL;

	fixture_directory(fixture, "/etc");
	fixture_directory(fixture, "/etc/x.d");
	for (int i = 0; i < 10000; i++) {
		_cleanup_free_ char *path = format_text("/etc/x.d/%05d.conf", i);

		fixture_write(fixture, path, "");
	}
	assert_int_equal(dropins_list(&fixture->root, directories, ".conf", &paths), 0);
	assert_int_equal(strv_length(paths), 10000);
	assert_string_equal(paths[0], "/etc/x.d/00000.conf");
	assert_string_equal(paths[9999], "/etc/x.d/09999.conf");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_no_directories),
		FIXTURE_TEST(test_order_and_precedence),
		FIXTURE_TEST(test_suffix),
		FIXTURE_TEST(test_hidden_files),
		FIXTURE_TEST(test_masks_win),
		FIXTURE_TEST(test_directory_that_cannot_be_listed),
		FIXTURE_TEST(test_linked_directory),
		FIXTURE_TEST(test_many_files),
	};

	return RUN_GROUP("dropins", tests);
}
