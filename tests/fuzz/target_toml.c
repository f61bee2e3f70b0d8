/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: TOML. What is sound to the letter, the lax dialect takes too. */
#include "config.h"

#include <errno.h>

#include "target.h"
#include "text/toml.h"
#include "util/util.h"

static size_t count_values(const struct toml *value, unsigned int depth)
{
	size_t count = 1;

	CLAIM(depth <= TOML_DEPTH_MAX + 1);
	CLAIM(value->kind != TOML_TEXT || value->text);
	for (size_t i = 0; i < value->count; i++) {
		CLAIM((value->kind == TOML_TABLE) == (value->members[i].key != NULL));
		count += count_values(&value->members[i], depth + 1);
	}
	return count;
}

static int parse(const char *text, size_t size, enum toml_dialect dialect)
{
	struct toml_fault fault = {.words = NULL};
	struct toml document = {.key = UNTOUCHED};
	int r = toml_parse(text, size, dialect, &document, &fault);

	CLAIM(r == 0 || r == -EBADMSG);
	CLAIM((r == -EBADMSG) == (fault.words != NULL));
	if (r == 0) {
		CLAIM(count_values(&document, 0) <= TOML_VALUES_MAX + 1);
		toml_free(&document);
	} else {
		CLAIM(document.key == UNTOUCHED);
		claim_message(fault.words);
	}
	free(fault.words);
	return r;
}

void target_toml(const char *text, size_t size)
{
	int strict = parse(text, size, TOML_STRICT), lax = parse(text, size, TOML_LAX);

	CLAIM(strict < 0 || lax == 0);
}
