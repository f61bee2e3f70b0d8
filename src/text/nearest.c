/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The name that a mistyped word is nearest to: the distance of Levenshtein, row by row. */
#include "config.h"

#include <string.h>

#include "text/nearest.h"

static size_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

size_t nearest_distance(const char *word, const char *name)
{
	size_t row[NEAREST_MAX + 1], length = strnlen(name, NEAREST_MAX);

	for (size_t i = 0; i <= length; i++)
		row[i] = i;
	for (size_t w = 0; w < NEAREST_MAX && word[w]; w++) {
		size_t diagonal = row[0];

		row[0] = w + 1;
		for (size_t i = 1; i <= length; i++) {
			size_t above = row[i];
			size_t changed = diagonal + (word[w] != name[i - 1]);

			row[i] = least(above + 1, row[i - 1] + 1, changed);
			diagonal = above;
		}
	}
	return row[length];
}

const char *nearest_name(const char *word, const char *const *names)
{
	const char *nearest = NULL;
	size_t least_distance = (strnlen(word, NEAREST_MAX) + 1) / 2 + 1;

	for (; *names; names++) {
		size_t distance = nearest_distance(word, *names);

		if (distance < least_distance) {
			nearest = *names;
			least_distance = distance;
		}
	}
	return nearest;
}
