/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of files in the quarantine: when, and from where, whatever the path holds. */
#include "config.h"

#include <limits.h>

#include "fixture.h"
#include "formats/origin.h"

#define WHEN 1795421700 /* 2026-11-23 08:15:00 UTC */

static void test_names(void **state)
{
	static const struct {
		const char *path;
		unsigned int counter;
		const char *name;
	} rows[] = {
		{"/etc/cni/net.d/10-calico.conflist", 0,
		 "20261123T081500Z-etc-cni-net.d-10-calico.conflist"},
		{"/etc/cni/net.d/10-calico.conflist", 7,
		 "20261123T081500Z.7-etc-cni-net.d-10-calico.conflist"},
		{"/etc/cni/net.d/.x.conf", 0, "20261123T081500Z-etc-cni-net.d-.x.conf"},
		{"/..", 0, "20261123T081500Z-.."},
		{"/d/a b'\\*\n\033\xff%41~.conf", 0,
		 "20261123T081500Z-d-a%20b%27%5c%2a%0a%1b%ff%2541%7e.conf"},
		{"/d/\xc3\xa4.conf", 0, "20261123T081500Z-d-%c3%a4.conf"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *name = origin_name(rows[i].path, WHEN, rows[i].counter);

		assert_string_equal(name, rows[i].name);
	}
}

/* A clock that was never set, and one that was set to nonsense. */
static void test_times(void **state)
{
	static const struct {
		time_t when;
		const char *name;
	} rows[] = {
		{0, "19700101T000000Z-x"},
		{-1, "19691231T235959Z-x"},
		{(time_t)1 << 62, "unknown-time-x"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *name = origin_name("/x", rows[i].when, 0);

		assert_string_equal(name, rows[i].name);
	}
}

/* Of each length and each byte: never longer than a name can be, and no escape that is cut. */
static void test_long_paths(void **state)
{
	static const char bytes[] = "a\n";

	for (const char *byte = bytes; *byte; byte++)
		for (size_t length = 1; length < 3 * NAME_MAX; length++) {
			char path[3 * NAME_MAX + sizeof("/.conflist")] = "/";
			_cleanup_free_ char *name = NULL;

			memset(path + 1, *byte, length);
			strcpy(path + 1 + length, ".conflist");
			name = origin_name(path, WHEN, UINT32_MAX);
			assert_true(strlen(name) <= NAME_MAX);
			assert_true(text_starts(name, "20261123T081500Z.4294967295-"));
			assert_true(text_ends(name, ".conflist"));
			if (strlen(name) > NAME_MAX - 3)
				assert_non_null(strstr(name, *byte == 'a' ? "aaaa" : "%0a%0a"));
			if (strstr(name, "-..."))
				assert_true(text_starts(strstr(name, "-..."),
							*byte == 'a' ? "-...a" : "-...%0a"));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_long_paths),
	};

	return RUN_GROUP("origin", tests);
}
