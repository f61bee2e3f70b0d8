/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Patterns below a root. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "system/glob.h"

static void expect(struct fixture *fixture, const char *pattern, const char *expected)
{
	_cleanup_strv_ char **paths = NULL;
	_cleanup_free_ char *joined = NULL;

	assert_int_equal(sysroot_glob(&fixture->root, pattern, 8, &paths), 0);
	joined = strv_join(paths, " ");
	assert_string_equal(joined, expected);
}

static void test_patterns(void **state)
{
	struct fixture *fixture = *state;

	fixture_touch(fixture, "/a/10-x.toml", "/a/.hidden.toml", "/a/9-y.toml", "/a/z.toml~",
		      "/b/10-x.toml");
	fixture_link(fixture, "/a/gone.toml", "nowhere");
	fixture_link(fixture, "/out", "/..");
	expect(fixture, "/a/*.toml", "/a/.hidden.toml /a/10-x.toml /a/9-y.toml /a/gone.toml");
	expect(fixture, "/*/10*", "/a/10-x.toml /b/10-x.toml");
	expect(fixture, "/?/[19]-*", "/a/9-y.toml");
	expect(fixture, "/*/9-y.toml", "/a/9-y.toml");
	expect(fixture, "/a/9-y.toml/*", "");
	expect(fixture, "/none/*", "");
	expect(fixture, "/a/9-y.toml", "/a/9-y.toml");
	expect(fixture, "/out/b/*", "/out/b/10-x.toml");
}

static void test_limit(void **state)
{
	struct fixture *fixture = *state;
	char **paths;

	for (int i = 0; i < 9; i++) {
		_cleanup_free_ char *path = format_text("/d/%d", i);

		fixture_write(fixture, path, "");
	}
	assert_int_equal(sysroot_glob(&fixture->root, "/d/*", 8, &paths), -E2BIG);
	expect(fixture, "/d/[1-8]", "/d/1 /d/2 /d/3 /d/4 /d/5 /d/6 /d/7 /d/8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {FIXTURE_TEST(test_patterns), FIXTURE_TEST(test_limit)};

	return RUN_GROUP("glob", tests);
}
