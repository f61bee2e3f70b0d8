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
	{"{", "line 1, column 2: a name in double quotes is expected, and the file ends here"},
	{"{\n  \"a\": 1\n  \"b\": 2\n}",
	 "line 3, column 3: a comma or } is expected, and here is \""},
	{"{\"a\":1,}", "line 1, column 8: a name in double quotes is expected, and here is }"},
	{"[1,]", "line 1, column 4: a value is expected, and here is ]"},
	{"[1}", "line 1, column 3: a comma or ] is expected, and here is }"},
	{"{\"a\" 1}", "a colon behind the name is expected, and here is 1"},
	{"{\"a\":__MTU__}", "a value is expected, and here is _"},
	{"{a:1}", "a name in double quotes is expected, and here is a"},
	{"{'a':1}", "a name in double quotes is expected, and here is '"},
	{"['a']", "a string stands in single quotes, not in double ones"},
	{"// x\n{}", "line 1, column 1: a value is expected, and here is a comment"},
	{"# x", "here is a comment"},
	{"\xef\xbb\xbf{}", "here is a byte order mark"},
	{"{}{}", "line 1, column 3: the end of the file is expected, and here is {"},
	{"[1.]", "line 1, column 4: a digit is expected, and here is ]"},
	{"[.5]", "a value is expected"},
	{"[+1]", "a value is expected"},
	{"[-]", "a digit is expected"},
	{"[1e]", "a digit is expected"},
	{"[01500]", "a number begins with 0"},
	{"[NaN]", "a value is expected, and here is N"},
	{"[-Infinity]", "a digit is expected, and here is I"},
	{"[Infinity]", "a value is expected, and here is I"},
	{"[1e999]", "line 1, column 2: a number is too large for a 64-bit float"},
	{"[1.5e999]", "a number is too large for a 64-bit float"},
	{"[nul]", "a value is expected, and here is n"},
	{"[truex]", "a comma or ] is expected, and here is x"},
	{"\"abc", "line 1, column 1: the string that begins here does not end"},
	{"\"a\nb\"", "line 1, column 3: the line ends here, in the middle of a string"},
	{"\"a\tb\"", "here is byte 0x09, in the middle of a string"},
	{"\"\\x41\"", "behind the backslash is expected, and here is x"},
	{"\"\\u00g0\"", "a hexadecimal digit behind \\u is expected, and here is g"},
	{"\"\\", "behind the backslash is expected, and the file ends here"},
	{"\"\\u00", "a hexadecimal digit behind \\u is expected, and the file ends here"},
	{"[\"\xc3\xa4\xc3\xa4\" 1]", "line 1, column 7: a comma or ] is expected"},
	{"[\x1b]", "here is byte 0x1b"},
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
	       "line 1, column 1: a value is expected, and here is a NUL byte");
	expect("{}\0", 3, "the end of the file is expected, and here is a NUL byte");
	expect("{}\0{", 4, "here is a NUL byte");
	expect("\"a\0b\"", 5, "here is a NUL byte, as a power loss leaves them, in the middle");
	expect("tru\0", 4, "a value is expected");
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
