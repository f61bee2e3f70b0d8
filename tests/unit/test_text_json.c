/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The strict JSON reader takes what Go's encoding/json takes, and says where a fault is. */
#include "config.h"

#include <errno.h>

#include <json-c/json.h>

#include "group.h"
#include "text/json.h"
#include "util/util.h"

struct row {
	const char *text;
	const char *fault; /* NULL: it is JSON */
};

static const struct row rows[] = {
	{"{}", NULL},
	{" \t\r\n[ ] \n", NULL},
	{"[1,-0,0.5,1e5,1E-5,1.25e+10,12345678901234567890]", NULL},
	{"\"\\u0041\\\"\\\\\\/\\b\\f\\n\\r\\t\"", NULL},
	{"\"\\ud800\"", NULL},
	{"\"\xff\"", NULL},
	{"\"\x7f\"", NULL},
	{"1e-999", NULL},
	{"true", NULL},
	{"", "line 1, column 1: the file is empty"},
	{" \n ", "line 1, column 1: the file is blank"},
	{"{", "line 1, column 2: expected a name in double quotes, found the end of the file"},
	{"{\n  \"a\": 1\n  \"b\": 2\n}",
	 "line 3, column 3: expected a comma or }, found \""},
	{"{\"a\":1,}", "line 1, column 8: expected a name in double quotes, found }"},
	{"[1,]", "line 1, column 4: expected a value, found ]"},
	{"[1}", "line 1, column 3: expected a comma or ], found }"},
	{"{\"a\" 1}", "expected a colon after the name, found 1"},
	{"{\"a\":__MTU__}", "expected a value, found _"},
	{"{a:1}", "expected a name in double quotes, found a"},
	{"{'a':1}", "expected a name in double quotes, found '"},
	{"['a']", "a string is in single quotes, not in double quotes"},
	{"// x\n{}", "line 1, column 1: expected a value, found a comment"},
	{"# x", "found a comment"},
	{"\xef\xbb\xbf{}", "a byte order mark"},
	{"{}{}", "line 1, column 3: expected the end of the file, found {"},
	{"[1.]", "line 1, column 4: expected a digit, found ]"},
	{"[.5]", "expected a value"},
	{"[+1]", "expected a value"},
	{"[-]", "expected a digit"},
	{"[1e]", "expected a digit"},
	{"[01500]", "a number begins with 0"},
	{"[NaN]", "expected a value, found N"},
	{"[-Infinity]", "expected a digit, found I"},
	{"[Infinity]", "expected a value, found I"},
	{"[1e999]", "line 1, column 2: a number is too large for a 64-bit float"},
	{"[1.5e999]", "a number is too large for a 64-bit float"},
	{"[nul]", "expected a value, found n"},
	{"[truex]", "expected a comma or ], found x"},
	{"\"abc", "line 1, column 1: the string that begins here does not end"},
	{"\"a\nb\"", "line 1, column 3: found the end of the line, within a string"},
	{"\"a\tb\"", "found byte 0x09, within a string"},
	{"\"\\x41\"", "after the backslash, found x"},
	{"\"\\u00g0\"", "expected a hexadecimal digit after \\u, found g"},
	{"\"\\", "after the backslash, found the end of the file"},
	{"\"\\u00", "expected a hexadecimal digit after \\u, found the end of the file"},
	{"[\"\xc3\xa4\xc3\xa4\" 1]", "line 1, column 7: expected a comma or ]"},
	{"[\x1b]", "found byte 0x1b"},
};

static void expect(const char *text, size_t size, const char *words)
{
	struct json_object *object = NULL;
	char *fault = NULL;
	/* Without the NUL, so that a sanitizer sees a read behind the end. */
	char *exact = memcpy(calloc(1, size ? size : 1), text, size);
	int r = json_parse(exact, size, &object, &fault);

	if (words && (r != -EBADMSG || !strstr(fault, words)))
		fail_msg("%s: %d, '%s', not '%s'", text, r, fault ? fault : "", words);
	if (!words && r != 0)
		fail_msg("%s: %d, '%s'", text, r, fault ? fault : "");
	json_object_put(object);
	free(fault);
	free(exact);
}

static void test_table(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect(rows[i].text, strlen(rows[i].text), rows[i].fault);
}

static void test_nul(void **state)
{
	static const char zeros[600];

	expect(zeros, sizeof(zeros),
	       "line 1, column 1: expected a value, found a NUL byte");
	expect("{}\0", 3, "expected the end of the file, found a NUL byte");
	expect("{}\0{", 4, "found a NUL byte");
	expect("\"a\0b\"", 5, "found a NUL byte, as a power loss leaves them, within a string");
	expect("tru\0", 4, "expected a value");
}

static void test_null(void **state)
{
	struct json_object *object = (struct json_object *)state;
	char *fault = NULL;

	assert_int_equal(json_parse("null", 4, &object, &fault), 0);
	assert_null(object);
}

static void nest(size_t depth, const char *words)
{
	size_t size = depth * 2;
	char *text = malloc(size + 1);

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	text[size] = '\0';
	expect(text, size, words);
	free(text);
}

static void test_depth(void **state)
{
	nest(JSON_DEPTH_MAX, NULL);
	nest(JSON_DEPTH_MAX + 1, "column 10001: more than 10000 levels are nested");
}

/* A NUL in a key must not make it another key; in a value it stays. */
static void test_nul_in_key(void **state)
{
	static const char text[] = "{\"type\\u0000x\":1,\"v\":\"a\\u0000b\"}";
	struct json_object *object, *value;
	char *fault;

	assert_int_equal(json_parse(text, strlen(text), &object, &fault), 0);
	assert_false(json_object_object_get_ex(object, "type", NULL));
	assert_true(json_object_object_get_ex(object, "v", &value));
	assert_int_equal(json_object_get_string_len(value), 3);
	json_object_put(object);
}

static void test_last_key_wins(void **state)
{
	static const char text[] = "{\"a\":1,\"a\":2}";
	struct json_object *object, *value;
	char *fault;

	assert_int_equal(json_parse(text, strlen(text), &object, &fault), 0);
	assert_true(json_object_object_get_ex(object, "a", &value));
	assert_int_equal(json_object_get_int(value), 2);
	json_object_put(object);
}

/* With numbered names each member is kept, in the order of the text and with its kind. */
static void test_numbered(void **state)
{
	static const char text[] = "{\"a\":1,\"b\":{\"a\":[]},\"a\":{}}";
	static const char *const names[] = {"1:a", "2:b", "4:a"};
	struct json_object *object;
	size_t at = 0;
	char *fault;

	assert_int_equal(json_parse_as(text, strlen(text), JSON_NAMES_NUMBERED, 3, &object, &fault),
			 0);
	json_object_object_foreach (object, key, value) {
		assert_string_equal(key, names[at++]);
		assert_non_null(value);
	}
	assert_int_equal(at, ARRAY_SIZE(names));
	json_object_put(object);
	assert_int_equal(json_parse_as(text, strlen(text), JSON_NAMES_NUMBERED, 2, &object, &fault),
			 -EBADMSG);
	assert_non_null(strstr(fault, "more than 2 levels"));
	free(fault);
}

/* What a small text can make of our memory has a limit. */
static void test_weight(void **state)
{
	const size_t pairs = JSON_WEIGHT_MAX / 16;
	char *text = malloc(pairs * 3 + 8), *end = text, *fault = NULL;
	struct json_object *object;

	*end++ = '[';
	for (size_t i = 0; i < pairs; i++)
		end = stpcpy(end, "[],");
	strcpy(end - 1, "]");
	assert_int_equal(json_parse(text, strlen(text), &object, &fault), -E2BIG);
	strcpy(text + strlen(text) - 4, "]");
	assert_int_equal(json_parse(text, strlen(text), &object, &fault), 0);
	json_object_put(object);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),         cmocka_unit_test(test_nul),
		cmocka_unit_test(test_null),          cmocka_unit_test(test_depth),
		cmocka_unit_test(test_nul_in_key),    cmocka_unit_test(test_last_key_wins),
		cmocka_unit_test(test_numbered),      cmocka_unit_test(test_weight),
	};

	return RUN_GROUP("text_json", tests);
}
