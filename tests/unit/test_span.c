/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers and spans of time in the settings. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "text/span.h"

static void test_spans(void **state)
{
	static const struct {
		const char *text;
		long seconds; /* -1: none */
	} rows[] = {
		{"1", 1},        {"90s", 90},    {"10min", 600},   {"1h", 3600},    {"24h", 86400},
		{"86400", 86400}, {"86401", -1},  {"25h", -1},      {"1441min", -1}, {"0", -1},
		{"0s", -1},      {"", -1},       {"s", -1},        {"min", -1},     {"-1", -1},
		{"+1", -1},      {"1.5h", -1},   {"1 h", -1},      {"1m", -1},      {"1hh", -1},
		{" 1", -1},      {"0x10", -1},   {"9999999999", -1}, {"99999999999999999999h", -1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		long seconds = -1;
		int r = parse_span(rows[i].text, 86400, &seconds);

		if (r != (rows[i].seconds < 0 ? -EINVAL : 0) || seconds != rows[i].seconds)
			fail_msg("\"%s\": %d, %ld s", rows[i].text, r, seconds);
	}
}

static void test_numbers(void **state)
{
	long number = -1;

	assert_int_equal(parse_number("0", 65535, &number), 0);
	assert_int_equal(number, 0);
	assert_int_equal(parse_number("65535", 65535, &number), 0);
	assert_int_equal(number, 65535);
	assert_int_equal(parse_number("65536", 65535, &number), -EINVAL);
	assert_int_equal(parse_number("4789x", 65535, &number), -EINVAL);
	assert_int_equal(parse_number("", 65535, &number), -EINVAL);
	assert_int_equal(number, 65535);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_numbers),
	};

	return RUN_GROUP("span", tests);
}
