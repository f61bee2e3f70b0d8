/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The form of a settings file: what each line is, and where it stands. */
#include "config.h"

#include "fixture.h"
#include "text/ini.h"

static void test_lines(void **state)
{
	static const struct {
		const char *text;
		enum ini_kind kind;
		const char *name;
	} rows[] = {
		{"[Kernel]", INI_SECTION, "Kernel"},
		{"[Kernel]  \r", INI_SECTION, "Kernel"},
		{"[ a b ]", INI_SECTION, " a b"},
		{"[Kernel", INI_BAD, "[Kernel"},
		{"Kernel]", INI_BAD, "Kernel]"},
		{"[Kernel] x", INI_BAD, "[Kernel] x"},
		{"[]", INI_BAD, "[]"},
		{"[", INI_BAD, "["},
		{"[Kernel]=x", INI_BAD, "[Kernel]=x"},
		{"Modules=vxlan", INI_KEY, "Modules"},
		{"Modules \t= vxlan", INI_KEY, "Modules"},
		{"Modules=", INI_KEY, "Modules"},
		{"Modules=a=b", INI_KEY, "Modules"},
		{"Modules", INI_BAD, "Modules"},
		{"Modules vxlan", INI_BAD, "Modules vxlan"},
		{"=vxlan", INI_BAD, "=vxlan"},
		{" Modules=vxlan", INI_CONTINUATION, " Modules=vxlan"},
		{"\tgeneve", INI_CONTINUATION, "\tgeneve"},
		{" geneve # c", INI_CONTINUATION, " geneve # c"},
		{"\xef\xbb\xbf[Kernel]", INI_BAD, "\xef\xbb\xbf[Kernel]"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *text = rows[i].text;
		struct ini_line line = {0};

		print_message("# %zu\n", i);
		assert_true(ini_next(&text, &line));
		assert_int_equal(line.kind, rows[i].kind);
		assert_string_equal(line.name, rows[i].name);
		assert_int_equal(line.number, 1);
		assert_false(ini_next(&text, &line));
	}
}

/*
 * As kubelet-preflight.conf(5) has it: comments, and quotes, within which '#' and ';' are no
 * comment.
 */
static void test_values(void **state)
{
	static const struct {
		const char *text, *value;
	} rows[] = {
		{"A=x", "x"},
		{"A= x \t\r", "x"},
		{"A = x=y", "x=y"},
		{"A==b", "=b"},
		{"A=", ""},
		{"A= \t", ""},
		{"A=\"\"", ""},
		{"A=\"x\"", "x"},
		{"A=\" x \"", " x "},
		{"A=x # c", "x"},
		{"A=x#c", "x"},
		{"A=x ;c \"d\"", "x"},
		{"A=#c", ""},
		{"A= # c", ""},
		{"A=\"x\" # c", "x"},
		{"A=\"x\";c", "x"},
		{"A=\"x # c\"", "x # c"},
		{"A=\"/a#b /c;d\" # \"e\"", "/a#b /c;d"},
		{"A='x'", "'x'"},
		{"A=\"x", "\"x"},
		{"A=\"x # c", "\"x"},
		{"A=x\"", "x\""},
		{"A=\"x\" y", "\"x\" y"},
		{"A=\"a\" \"b\"", "\"a\" \"b\""},
		{"A=\"", "\""},
		{"A=a\\", "a\\"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = format_text("%s\nB=2\n", rows[i].text);
		const char *next = text;
		struct ini_line line = {0};
		_cleanup_free_ char *value = NULL;

		assert_true(ini_next(&next, &line));
		assert_int_equal(line.kind, INI_KEY);
		value = xstrndup(line.value, line.length);
		assert_string_equal(value, rows[i].value);
		assert_true(ini_next(&next, &line));
		assert_string_equal(line.name, "B");
	}
}

static void test_numbers(void **state)
{
	static const unsigned int numbers[] = {3, 6, 8};
	const char *text = "\n# comment\n[Kernel]\n; comment\n  \t\r\nProbe=no\r\n#\nbad";
	struct ini_line line = {0};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		assert_true(ini_next(&text, &line));
		assert_int_equal(line.number, numbers[i]);
	}
	assert_string_equal(line.name, "bad");
	assert_false(ini_next(&text, &line));
	assert_false(ini_next(&text, &line));
}

static void test_nothing(void **state)
{
	static const char *const texts[] = {"", "\n", "\n\n \n\t\r\n", "#", "# a\n;b\n", " # a\n\t;b\r\n"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *text = texts[i];
		struct ini_line line = {0};

		assert_false(ini_next(&text, &line));
		assert_int_equal(*text, '\0');
	}
}

/* A name that is cut is none that anybody knows. */
static void test_long_names(void **state)
{
	char buffer[1000], *end = buffer;
	const char *text = buffer;
	struct ini_line line = {0};

	memset(end, 'k', 500);
	strcpy(end + 500, "=1\nx=2\n");
	assert_true(ini_next(&text, &line));
	assert_int_equal(line.kind, INI_KEY);
	assert_int_equal(strlen(line.name), sizeof(line.name) - 1);
	assert_true(ini_next(&text, &line));
	assert_string_equal(line.name, "x");
	assert_int_equal(line.number, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_long_names),
	};

	return RUN_GROUP("ini", tests);
}
