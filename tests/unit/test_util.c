/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* String lists, texts and the clock: what every floor relies on. */
#include "config.h"

#include <errno.h>

#include "fixture.h"

static void test_split(void **state)
{
	static const struct {
		const char *text, *joined;
		size_t length;
	} rows[] = {
		{"", "", 0},
		{" \t\r\n ", "", 0},
		{"vxlan", "vxlan", 1},
		{"  vxlan\tgeneve\r\n\nipip ", "vxlan|geneve|ipip", 3},
		{"a,b c", "a,b|c", 2},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_strv_ char **list = NULL;
		_cleanup_free_ char *joined = NULL;

		list = strv_split(rows[i].text);
		assert_non_null(list);
		assert_int_equal(strv_length(list), rows[i].length);
		joined = strv_join(list, "|");
		assert_string_equal(joined, rows[i].joined);
	}
}

static void test_append(void **state)
{
	_cleanup_strv_ char **list = NULL;
	char word[] = "first";

	strv_append(&list, word);
	word[0] = 'F';
	strv_append(&list, "second");
	assert_string_equal(list[0], "first"); /* a copy */
	assert_string_equal(list[1], "second");
	assert_null(list[2]);
}

static void test_empty_lists(void **state)
{
	_cleanup_free_ char *joined = strv_join(NULL, ", ");

	assert_int_equal(strv_length(NULL), 0);
	assert_false(strv_contains(NULL, ""));
	assert_string_equal(joined, "");
	strv_free(NULL);
}

static void test_contains(void **state)
{
	char *const list[] = {(char *)"module", (char *)"link", NULL};

	assert_true(strv_contains(list, "module"));
	assert_true(strv_contains(list, "link"));
	assert_false(strv_contains(list, "lin"));
	assert_false(strv_contains(list, "links"));
	assert_false(strv_contains(list, ""));
}

static void test_is_among(void **state)
{
	static const char *const list[] = {"a", "ab"};

	assert_true(text_is_among("ab", list, 2));
	assert_false(text_is_among("ab", list, 1));
	assert_false(text_is_among("b", list, 2));
	assert_false(text_is_among("a", list, 0));
}

static void test_join(void **state)
{
	char *const one[] = {(char *)"a", NULL};
	char *const three[] = {(char *)"a", (char *)"", (char *)"c", NULL};
	_cleanup_free_ char *first = strv_join(one, ", ");
	_cleanup_free_ char *second = strv_join(three, ", ");
	_cleanup_free_ char *bare = strv_join(three, "");

	assert_string_equal(first, "a");
	assert_string_equal(second, "a, , c");
	assert_string_equal(bare, "ac");
}

static void test_format(void **state)
{
	_cleanup_free_ char *text = format_text("%s %d%%", "vxlan", 42);
	_cleanup_free_ char *empty = format_text("%s", "");
	_cleanup_free_ char *broad = format_text("%*d", 100000, 7);

	assert_string_equal(text, "vxlan 42%");
	assert_string_equal(empty, "");
	assert_int_equal(strlen(broad), 100000);
}

static void test_text(void **state)
{
	assert_true(text_equal("", ""));
	assert_false(text_equal("a", "A"));
	assert_true(text_starts("vxlan", "vx"));
	assert_true(text_starts("vxlan", ""));
	assert_false(text_starts("vx", "vxlan"));
	assert_true(text_ends("10-calico.conf", ".conf"));
	assert_true(text_ends(".conf", ".conf"));
	assert_true(text_ends("", ""));
	assert_false(text_ends("conf", ".conf"));
	assert_false(text_ends("10-calico.conf~", ".conf"));
}

static void test_errno_names(void **state)
{
	static const int none[] = {-EIO, 0, 41, 524, INT_MAX}; /* 41 is left out; 524 is the kernel's own */

	assert_string_equal(errno_name(ENOEXEC), "ENOEXEC");
	assert_string_equal(errno_name(EKEYREJECTED), "EKEYREJECTED");
	assert_string_equal(errno_name(EOPNOTSUPP), "EOPNOTSUPP");
	assert_string_equal(errno_name(EWOULDBLOCK), "EAGAIN");
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_string_equal(errno_name(none[i]), "unknown");
#if defined(__GLIBC_PREREQ) && __GLIBC_PREREQ(2, 32)
	for (int error = 1; error <= EHWPOISON; error++)
		assert_string_equal(errno_name(error), strerrorname_np(error) ?: "unknown");
#endif
}

static void test_clock(void **state)
{
	uint64_t before = now_ms();

	usleep(2000);
	assert_true(now_ms() > before);
}

/* What the cleanup attributes do is seen by the sanitizers; that they take nothing, here. */
static void test_cleanup(void **state)
{
	int none = -1;
	char *text = NULL;
	char **list = NULL;

	cleanup_close(&none);
	cleanup_free(&text);
	cleanup_strv(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),    cmocka_unit_test(test_append),
		cmocka_unit_test(test_empty_lists), cmocka_unit_test(test_contains), cmocka_unit_test(test_is_among),
		cmocka_unit_test(test_join),     cmocka_unit_test(test_format),
		cmocka_unit_test(test_text),     cmocka_unit_test(test_errno_names),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_cleanup),
	};

	return RUN_GROUP("util", tests);
}
