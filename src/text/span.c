/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers and spans of time in the settings. */
#include "config.h"

#include <errno.h>

#include "text/span.h"
#include "util/util.h"

#define DIGITS_MAX 9 /* more is beyond every max, and a long holds them on every machine */

static const struct {
	const char *name;
	long seconds;
} units[] = {{"", 1}, {"s", 1}, {"min", 60}, {"h", 60 * 60}};

int parse_number(const char *text, long max, long *ret)
{
	size_t length = strspn(text, DIGITS);
	long number;

	if (length == 0 || length > DIGITS_MAX || text[length])
		return -EINVAL;
	number = strtol(text, NULL, 10);
	if (number > max)
		return -EINVAL;
	*ret = number;
	return 0;
}

int parse_span(const char *text, long max, long *ret)
{
	size_t length = strspn(text, DIGITS);
	_cleanup_free_ char *digits = xstrndup(text, length);
	long number;

	if (parse_number(digits, max, &number) < 0 || number == 0)
		return -EINVAL;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (text_equal(text + length, units[i].name)) {
			if (number > max / units[i].seconds)
				return -EINVAL;
			*ret = number * units[i].seconds;
			return 0;
		}
	return -EINVAL;
}
