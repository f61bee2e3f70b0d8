/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TOML 1.0: what is in a document, what is none and in which line, and hostile ones. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "text/toml.h"

/* The document in one line, as a test can be written down: {a=1 b="x" c=[1 2]}. */
static void render(FILE *out, const struct toml *value)
{
	const char *ends = value->kind == TOML_ARRAY ? "[]" : "{}";

	if (value->key)
		fprintf(out, "%s=", value->key);
	switch (value->kind) {
	case TOML_TABLE:
	case TOML_ARRAY:
		fputc(ends[0], out);
		for (size_t i = 0; i < value->count; i++) {
			if (i > 0)
				fputc(' ', out);
			render(out, &value->members[i]);
		}
		fputc(ends[1], out);
		break;
	case TOML_TEXT:
		fprintf(out, "\"%s\"", value->text);
		break;
	case TOML_INTEGER:
		fprintf(out, "%lld", (long long)value->number);
		break;
	case TOML_BOOLEAN:
		fputs(value->number ? "true" : "false", out);
		break;
	case TOML_FLOAT:
		fputs("float", out);
		break;
	case TOML_DATE:
		fputs("date", out);
		break;
	}
}

static void expect_document(const char *text, enum toml_dialect dialect, const char *expected)
{
	_cleanup_(toml_free) struct toml root = {0};
	_cleanup_free_ char *got = NULL;
	struct toml_fault fault = {0};
	size_t size;
	FILE *out;

	if (toml_parse(text, strlen(text), dialect, &root, &fault) < 0)
		fail_msg("line %u: %s: %s", fault.line, fault.words, text);
	out = open_memstream(&got, &size);
	render(out, &root);
	fclose(out);
	assert_string_equal(got, expected);
}

static void expect_fault_of(const char *text, size_t size, unsigned int line, const char *words)
{
	struct toml root = {.count = 7};
	struct toml_fault fault = {0};
	int r = toml_parse(text, size, TOML_STRICT, &root, &fault);

	if (r != -EBADMSG || fault.line != line || !strstr(fault.words, words))
		fail_msg("%d, line %u: \"%s\" and not %u: \"%s\": %s", r, fault.line,
			 fault.words ? fault.words : "", line, words, text);
	assert_int_equal(root.count, 7);
	free(fault.words);
}

static void test_good(void **state)
{
	static const char *const rows[][2] = {
		{"", "{}"},
		{"\xef\xbb\xbf# c\n\n \t\r\n", "{}"},
		{"a = 1 # c\nb=-2\r\nc = +3_000", "{a=1 b=-2 c=3000}"},
		{"a=0x_1", NULL},
		{"a=0xdead_BEEF\nb=0o17\nc=0b101\nd=-0", "{a=3735928559 b=15 c=5 d=0}"},
		{"a=9223372036854775807\nb=-9223372036854775808",
		 "{a=9223372036854775807 b=-9223372036854775808}"},
		{"a=1.0\nb=1e6\nc=-1.5E-3\nd=inf\ne=-nan\nf=1_0.0_1",
		 "{a=float b=float c=float d=float e=float f=float}"},
		{"a=true\nb=false", "{a=true b=false}"},
		{"a=1979-05-27T07:32:00Z\nb=1979-05-27 07:32:00.99+01:00\nc=1979-05-27\nd=07:32:00",
		 "{a=date b=date c=date d=date}"},
		{"a=\"\"\nb='a\\b'\nc=\"\\t\\\"\\\\\\u00e9\\U0001F600\"",
		 "{a=\"\" b=\"a\\b\" c=\"\t\"\\\xc3\xa9\xf0\x9f\x98\x80\"}"},
		{"a=\"\"\"\nx\\\n   y\"\"z\"\"\"\"\"", "{a=\"xy\"\"z\"\"\"}"},
		{"a='''\nx\\\n'y''''", "{a=\"x\\\n'y'\"}"},
		{"a=\"\"\"x\r\ny\"\"\"", "{a=\"x\ny\"}"},
		{"\"a b\".'c.d' . e-1_ = 1", "{a b={c.d={e-1_=1}}}"},
		{"\"\"=1\n1.2=3", "{=1 1={2=3}}"},
		{"[a]\nx=1\n[a.b]\ny=2\n[c.d]\n[c]\nz=3", "{a={x=1 b={y=2}} c={d={} z=3}}"},
		{"[ a . \"b.c\" ]\nx=1", "{a={b.c={x=1}}}"},
		{"a.b=1\na.c=2\n[d]\ne.f=1\n[d.e.g]", "{a={b=1 c=2} d={e={f=1 g={}}}}"},
		{"[[a]]\nx=1\n[[a]]\n[a.b]\ny=2\n[[a.c]]\n[[a.c]]",
		 "{a=[{x=1} {b={y=2} c=[{} {}]}]}"},
		{"a=[1, 'x', # c\n [true],\n]\nb=[]\nc=[\n\n]", "{a=[1 \"x\" [true]] b=[] c=[]}"},
		{"a={}\nb={ x = 1, y.z=[{}] }", "{a={} b={x=1 y={z=[{}]}}}"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i][1])
			expect_document(rows[i][0], TOML_STRICT, rows[i][1]);
		else
			expect_fault_of(rows[i][0], strlen(rows[i][0]), 1, "is not a value");
}

static void test_bad(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *words;
	} rows[] = {
		{"a=1\na=2", 2, "a is already set in line 1"},
		{"[a]\nb=1\n\n[a]", 4, "a is already set in line 1"},
		{"[a]\n[b]\n[a]", 3, "a is already set in line 1"},
		{"a=1\n[a]", 2, "already"},
		{"a=1\n[a.b]", 2, "already"},
		{"a.b=1\n[a]", 2, "already"},
		{"a.b=1\na.b.c=2", 2, "already"},
		{"[a.b.c]\n[a]\nb.c.d=1", 3, "already"},
		{"[a.b]\n[a]\nb.c=1", 3, "already"},
		{"a={b=1}\n[a.c]", 2, "already"},
		{"a={b=1}\na.c=1", 2, "already"},
		{"a={b=1, b=2}", 1, "already"},
		{"a=[]\n[[a]]", 2, "already"},
		{"[[a]]\n[a]", 2, "already"},
		{"[a]\n[[a]]", 2, "already"},
		{"[a.b]\n[[a]]", 2, "already"},
		{"a=[{}]\n[a.b]", 2, "already"},
		{"a", 1, "without '='"},
		{"a =", 1, "expected a value"},
		{"= 1", 1, "expected a key"},
		{"a. = 1", 1, "expected a key"},
		{"a b = 1", 1, "without '='"},
		{"\"\"\"a\"\"\"=1", 1, "three quotes"},
		{"\n\na=x", 3, "\"x\" is not a value: a string needs quotes"},
		{"a=/opt/cni/bin", 1, "expected a value"},
		{"a=1 b=2", 1, "'b' where the line should end"},
		{"[a] b=1", 1, "'b' where the line should end"},
		{"[a", 1, "header"},
		{"[[a]", 1, "header"},
		{"[]", 1, "expected a key"},
		{"a=\"x", 1, "the text ends within a string"},
		{"a=\"x\nb=1", 1, "the line ends within a string"},
		{"a='x", 1, "the text ends within a string"},
		{"a=\"\"\"x\n\n", 3, "the text ends within a string"},
		{"a='''x\n", 2, "the text ends within a string"},
		{"a=\"\\x41\"", 1, "backslash"},
		{"a=\"\\u00\"", 1, "digits"},
		{"a=\"\\ud800\"", 1, "not a character"},
		{"a=\"\\u0000\"", 1, "NUL"},
		{"a=\"\\U00110000\"", 1, "not a character"},
		{"a=\"x\x01\"", 1, "control character in a string"},
		{"a='x\x7f'", 1, "control character in a string"},
		{"# x\x01\n", 1, "control character in a comment"},
		{"a=1\rb=2", 1, "where the line should end"},
		{"a=[1,\n2", 2, "a list without its ']'"},
		{"a=[1 2]", 1, "a list without its ']'"},
		{"a=[,]", 1, "expected a value"},
		{"a={b=1,}", 1, "expected a key"},
		{"a={b=1\n}", 1, "in the same line"},
		{"a={", 1, "expected a key"},
		{"a=01", 1, "is not a value"},
		{"a=1__0", 1, "is not a value"},
		{"a=1_", 1, "is not a value"},
		{"a=+0x1", 1, "is not a value"},
		{"a=0x", 1, "is not a value"},
		{"a=0b2", 1, "is not a value"},
		{"a=9223372036854775808", 1, "is not a value"},
		{"a=1.", 1, "is not a value"},
		{"a=.5", 1, "is not a value"},
		{"a=1e", 1, "is not a value"},
		{"a=1979-13-01", 1, "is not a value"},
		{"a=1979-05-27T25:00:00Z", 1, "is not a value"},
		{"a=1979-05-27T", 1, "is not a value"},
		{"a=True", 1, "is not a value"},
		{"a=1\nb='\xff'", 2, "not UTF-8"},
		{"a=1\nb='\xed\xa0\x80'", 2, "not UTF-8"},
		{"a=1\nb='\xc0\xaf'", 2, "not UTF-8"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_fault_of(rows[i].text, strlen(rows[i].text), rows[i].line, rows[i].words);
}

/* What containerd 1.6.20 was seen to read. */
static void test_lax(void **state)
{
	expect_document("c={\na=1,\nb=2\n}", TOML_LAX, "{c={a=1 b=2}}");
	expect_document("a=03", TOML_LAX, "{a=3}");
	expect_document("[a.b.c]\nz=9\n[a]\nb.c.t=1", TOML_LAX, "{a={b={c={z=9 t=1}}}}");
	expect_document("[a]\nb.c=1\n[a.b]\nd=2", TOML_LAX, "{a={b={c=1 d=2}}}");
	expect_document("# \xff\nx='\xff'", TOML_LAX, "{x=\"\xff\"}");
}

static char *repeat(const char *before, const char *piece, size_t times, const char *after)
{
	size_t length = strlen(piece);
	char *text = malloc(strlen(before) + length * times + strlen(after) + 1);
	char *end = stpcpy(text, before);

	for (size_t i = 0; i < times; i++)
		end = stpcpy(end, piece);
	stpcpy(end, after);
	return text;
}

static void expect_hostile(char *text, unsigned int line, const char *words)
{
	expect_fault_of(text, strlen(text), line, words);
	free(text);
}

static void test_hostile(void **state)
{
	_cleanup_free_ char *deep = repeat("a=", "[", TOML_DEPTH_MAX, "");
	_cleanup_free_ char *whole = repeat(deep, "]", TOML_DEPTH_MAX, "");
	_cleanup_free_ char *megabyte = repeat("a='", "xxxxxxxxxxxxxxxx", 65536, "'");
	struct toml root;
	struct toml_fault fault = {0};

	expect_hostile(repeat("a=", "[", 1000000, ""), 1, "nested too deeply");
	expect_hostile(repeat("a=", "{a=", 300000, ""), 1, "nested too deeply");
	expect_hostile(repeat("a", ".a", 300000, "=1"), 1, "too many dots");
	expect_hostile(repeat("[a", ".a", 300000, "]"), 1, "too many dots");
	expect_hostile(repeat("", "[[a]]\n", 100000, ""), TOML_VALUES_MAX, "too many values");
	expect_hostile(repeat("a=[", "1,\n", 100000, "]"), TOML_VALUES_MAX, "too many values");
	expect_hostile(repeat("a=", "9", 500000, ""), 1, "neither a string nor a number");
	expect_hostile(repeat("a=\"\"\"", "\\\n", 300000, ""), 300001, "ends within a string");
	expect_fault_of("a=1\n\0b=1\n", 9, 2, "NUL");
	expect_fault_of("\0", 1, 1, "NUL");
	assert_int_equal(toml_parse(whole, strlen(whole), TOML_STRICT, &root, &fault), 0);
	toml_free(&root);
	assert_int_equal(toml_parse(megabyte, strlen(megabyte), TOML_STRICT, &root, &fault), 0);
	assert_int_equal(strlen(toml_get(&root, "a")->text), 1048576);
	toml_free(&root);
}

static void test_take(void **state)
{
	static const char text[] = "s='x'\nn=3\nb=true\nl=['a','b']\nm=['a',\n1]\n[t]\nk=1\n";
	_cleanup_(toml_free) struct toml root = {0};
	_cleanup_strv_ char **list = NULL;
	struct toml_fault fault = {0};
	const char *string = "before";
	int64_t number = 7;
	bool flag = false;

	assert_int_equal(toml_parse(text, strlen(text), TOML_STRICT, &root, &fault), 0);
	assert_int_equal(toml_take_text(&root, "none", &string, &fault), 0);
	assert_string_equal(string, "before");
	assert_int_equal(toml_take_text(&root, "s", &string, &fault), 0);
	assert_string_equal(string, "x");
	assert_int_equal(toml_take_integer(&root, "n", &number, &fault), 0);
	assert_int_equal(number, 3);
	assert_int_equal(toml_take_boolean(&root, "b", &flag, &fault), 0);
	assert_true(flag);
	assert_int_equal(toml_take_texts(&root, "l", &list, &fault), 0);
	assert_int_equal(strv_length(list), 2);
	assert_int_equal(toml_take_texts(&root, "m", &list, &fault), -EBADMSG);
	assert_int_equal(fault.line, 6);
	assert_string_equal(fault.words, "entry 2 of m is an integer, not a string");
	assert_int_equal(strv_length(list), 2);
	assert_int_equal(toml_take_integer(&root, "s", &number, &fault), -EBADMSG);
	assert_string_equal(fault.words, "s is a string, not an integer");
	assert_int_equal(toml_take_text(toml_get(&root, "n"), "x", &string, &fault), -EBADMSG);
	assert_string_equal(fault.words, "n is an integer, not a table");
	assert_int_equal(toml_take_text(NULL, "x", &string, &fault), 0);
	free(fault.words);
}

static void test_merge(void **state)
{
	static const char first[] = "[a]\nx=1\ny=1\n[a.t]\np=1\n[b]\nq=1\n";
	static const char second[] = "[a]\ny=2\nz=2\n[a.t]\nr=2\n[c]\n";
	_cleanup_(toml_free) struct toml into = {0}, from = {0};
	struct toml_fault fault = {0};
	_cleanup_free_ char *got = NULL;
	size_t size;
	FILE *out;

	assert_int_equal(toml_parse(first, strlen(first), TOML_STRICT, &into, &fault), 0);
	assert_int_equal(toml_parse(second, strlen(second), TOML_STRICT, &from, &fault), 0);
	toml_merge(&into, &from);
	assert_int_equal(from.count, 0);
	out = open_memstream(&got, &size);
	render(out, &into);
	fclose(out);
	assert_string_equal(got, "{a={x=1 y=2 t={p=1 r=2} z=2} b={q=1} c={}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_bad),
		cmocka_unit_test(test_lax),  cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_take), cmocka_unit_test(test_merge),
	};

	return RUN_GROUP("toml", tests);
}
