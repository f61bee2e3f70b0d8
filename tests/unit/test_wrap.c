/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text in lines of a width, and the nearest of some names. */
#include "config.h"

#include <locale.h>

#include "fixture.h"
#include "text/nearest.h"
#include "text/wrap.h"

static void test_wrap(void **state)
{
	static const struct {
		const char *text;
		size_t width;
		const char *wrapped;
	} rows[] = {
		{"", 10, ""},
		{"one two", 0, "one two"},
		{"one two", 7, "one two"},
		{"one two", 6, "one\ntwo"},
		{"one two", 3, "one\ntwo"},
		{"one two three", 7, "one two\nthree"},
		{"one  two", 4, "one \ntwo"},
		{"a\n\nb c", 1, "a\n\nb\nc"},
		/* a word that is too long: behind a slash, else at the width */
		{"abcdef", 3, "abc\ndef"},
		{"/ab/cdef/g", 5, "/ab/\ncdef/\ng"},
		{"x /ab/cdef/g", 5, "x\n/ab/\ncdef/\ng"},
		{"x /ab/cd", 5, "x\n/ab/\ncd"},
		{"abc", 1, "a\nb\nc"},
		/* a colour has no width */
		{"\033[31mab\033[0m cd", 2, "\033[31mab\033[0m\ncd"},
		{"a \033[1;31mb", 3, "a \033[1;31mb"},
		{"ab\033", 2, "ab\033"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *wrapped = text_wrap(rows[i].text, rows[i].width);

		assert_non_null(wrapped);
		if (!text_equal(wrapped, rows[i].wrapped))
			fail_msg("\"%s\" at %zu: \"%s\"", rows[i].text, rows[i].width, wrapped);
	}
}

/* Nothing is lost and no line is over the width, whatever the text. */
static void test_every_width(void **state)
{
	static const char text[] =
		"kernel 6.1.0-50-cloud-amd64 has no vxlan: not built in, and no "
		"vxlan.ko in /lib/modules/6.1.0-50-cloud-amd64/kernel/drivers/net";

	for (size_t width = 1; width < sizeof(text) + 2; width++) {
		_cleanup_free_ char *wrapped = text_wrap(text, width);
		const char *original = text;

		assert_non_null(wrapped);
		assert_true(text_columns(wrapped) <= width);
		for (const char *c = wrapped; *c; c++) {
			if (*c == '\n' && *original != ' ')
				continue; /* within a word */
			assert_true(*c == *original || (*c == '\n' && *original == ' '));
			original++;
		}
		assert_int_equal(*original, '\0');
	}
}

/* In a UTF-8 locale a character counts as it is shown, else as the escapes that stand for it. */
static void test_columns(void **state)
{
	assert_int_equal(text_columns("a\nbcd\ne"), 3);
	assert_int_equal(text_columns("\033[31mab\033[0m"), 2);
	assert_non_null(setlocale(LC_CTYPE, "C"));
	assert_int_equal(text_columns("\xc3\xa4"), 8);
	assert_int_equal(text_columns("\xff"), 4);
	if (!setlocale(LC_CTYPE, "C.UTF-8")) {
		print_message("# SKIP of the UTF-8 rows: there is no locale C.UTF-8\n");
		return;
	}
	assert_int_equal(text_columns("\xc3\xa4"), 1);
	assert_int_equal(text_columns("\xe6\xbc\xa2"), 2);
	assert_int_equal(text_columns("\xff"), 4);
	setlocale(LC_CTYPE, "C");
}

static void test_distance(void **state)
{
	static const struct {
		const char *word, *name;
		size_t distance;
	} rows[] = {
		{"", "", 0},
		{"abc", "abc", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"modul", "module", 1},
		{"module", "modul", 1},
		{"modale", "module", 1},
		{"kitten", "sitting", 3},
		{"ab", "ba", 2},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (nearest_distance(rows[i].word, rows[i].name) != rows[i].distance)
			fail_msg("%s, %s: %zu", rows[i].word, rows[i].name,
				 nearest_distance(rows[i].word, rows[i].name));
}

/* A word of any length costs no more than that of the longest name. */
static void test_distance_of_a_long_word(void **state)
{
	char word[4096];

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_int_equal(nearest_distance(word, "module"), NEAREST_MAX);
	assert_int_equal(nearest_distance("module", word), NEAREST_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_every_width),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_distance_of_a_long_word),
	};

	return RUN_GROUP("wrap", tests);
}
