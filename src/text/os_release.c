/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* os-release(5): which distribution this node has. */
#include "config.h"

#include <ctype.h>

#include "text/os_release.h"
#include "util/util.h"

/* The value up to the line's end, without its quotes, backslashes and control characters. */
static void unquote(const char *value, size_t length, char *ret, size_t size)
{
	size_t out = 0;
	char quote = 0;

	for (size_t i = 0; i < length && out < size - 1; i++) {
		char c = value[i];

		if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? 0 : c;
			continue;
		}
		if (c == '\\' && quote != '\'' && i + 1 < length)
			c = value[++i];
		if (!quote && isspace((unsigned char)c))
			break;
		if (isprint((unsigned char)c))
			ret[out++] = c;
	}
	ret[out] = '\0';
}

void os_release_parse(const char *text, struct os_release *ret)
{
	struct os_release os = {.id = "linux"};
	const struct {
		const char *key;
		char *value;
		size_t size;
	} fields[] = {
		{"ID=", os.id, sizeof(os.id)},
		{"ID_LIKE=", os.id_like, sizeof(os.id_like)},
		{"VERSION_ID=", os.version_id, sizeof(os.version_id)},
		{"VARIANT_ID=", os.variant_id, sizeof(os.variant_id)},
		{"PRETTY_NAME=", os.name, sizeof(os.name)},
	};

	while (*text) {
		size_t line = strcspn(text, "\n");

		for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
			size_t key = strlen(fields[i].key);

			if (line > key && strncmp(text, fields[i].key, key) == 0)
				unquote(text + key, line - key, fields[i].value, fields[i].size);
		}
		text += line + (text[line] == '\n');
	}
	*ret = os;
}

bool os_release_is(const struct os_release *os, const char *id)
{
	_cleanup_strv_ char **like = strv_split(os->id_like);

	return text_equal(os->id, id) || strv_contains(like, id);
}
