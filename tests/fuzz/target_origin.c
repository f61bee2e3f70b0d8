/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the name of a file that was moved away. */
#include "config.h"

#include <limits.h>

#include "formats/origin.h"
#include "formats/quote.h"
#include "target.h"
#include "util.h"

/* The first bytes are the time and the counter. */
void target_origin(const char *text, size_t size)
{
	_cleanup_free_ char *name = NULL, *quoted = NULL;
	struct {
		int64_t when;
		unsigned int counter;
	} head = {0};
	size_t skip = size < sizeof(head) ? 0 : sizeof(head);

	memcpy(&head, text, skip);
	name = origin_name(text + skip, (time_t)head.when, head.counter);
	CLAIM(name && *name && strlen(name) <= NAME_MAX && !strchr(name, '/'));
	claim_message(name);
	for (const char *c = name; *c; c++)
		CLAIM(*c == '%' || !strchr(" \t'\"\\$`;&|<>(){}*?[]!#~", *c));
	/* A '%' stands for itself and two digits, and no cut leaves the rest of one. */
	for (const char *c = strchr(name, '%'); c; c = strchr(c + 1, '%'))
		CLAIM(strspn(c + 1, "0123456789abcdef") >= 2);
	quoted = quote_shell(name);
	CLAIM(quoted && text_equal(quoted, name));
}
