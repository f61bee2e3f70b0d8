/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One key of a YAML mapping, and what is no YAML. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "text/yaml.h"

static void test_values(void **state)
{
	static const char *const rows[][2] = {
		{"", NULL},
		{"# nothing\n---\n", NULL},
		{"k: v\n", "v"},
		{"a: 1\nk: \"unix:///run/x.sock\" # c\nb: 2\n", "unix:///run/x.sock"},
		{"{\"a\": [1, {\"k\": \"no\"}], \"k\": \"json\"}", "json"},
		{"a:\n  k: no\nb: [k, no]\nk: v\n", "v"},
		{"a:\n  k: no\n", NULL},
		{"k: ''\n", NULL},
		{"k: [a]\n", NULL},
		{"k: {a: b}\nc: d\n", NULL},
		{"a: k\nk: v\n", "v"},
		{"? [k, x]\n: y\nk: v\n", "v"},
		{"a: &x 1\nb: *x\nk: v\n", "v"},
		{"k: v\n---\nk: w\n", "v"},
		{"k: |\n  long\n", "long\n"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *value = NULL;
		char *fault = NULL;
		unsigned int line;

		assert_int_equal(
			yaml_take_text(rows[i][0], strlen(rows[i][0]), "k", &value, &fault, &line),
			0);
		if (rows[i][1])
			assert_string_equal(value, rows[i][1]);
		else
			assert_null(value);
	}
}

static void expect_fault(const char *text, size_t size, unsigned int expected, const char *words)
{
	_cleanup_free_ char *fault = NULL;
	unsigned int line = 0;
	char *value;

	assert_int_equal(yaml_take_text(text, size, "k", &value, &fault, &line), -EBADMSG);
	assert_int_equal(line, expected);
	if (!strstr(fault, words))
		fail_msg("'%s' is not in '%s'", words, fault);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *words;
	} rows[] = {
		{"- a\n", 1, "a list, not a mapping"},
		{"word\n", 1, "a word, not a mapping"},
		{"k: v\n\tx: y\n", 2, "tab character"},
		{"k: v\na: 'x\n", 3, "unexpected end of stream"},
		{"k: v\n}\n", 2, ""},
		{"k: [a\n", 2, ""},
		{"k: \xff\n", 1, "UTF-8"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_fault(rows[i].text, strlen(rows[i].text), rows[i].line, rows[i].words);
	expect_fault("k: v\0\n", 6, 1, "control characters");
}

static void test_hostile(void **state)
{
	static char text[SYSROOT_TEXT_MAX];

	memset(text, '[', sizeof(text));
	memcpy(text, "a: ", 3);
	expect_fault(text, sizeof(text), 1, "nested too deeply");
	memcpy(text, "a: [b, ", 7);
	for (size_t i = 7; i + 2 <= sizeof(text); i += 2)
		memcpy(text + i, "b,", 2);
	expect_fault(text, sizeof(text), 1, "too many values");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_hostile),
	};

	return RUN_GROUP("yaml", tests);
}
