/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* grubenv, GRUB's environment block. */
#include "config.h"

#include <errno.h>

#include "bootloader/grubenv.h"
#include "util/util.h"

#define SIZE_MIN 1024 /* what grub-editenv makes; GRUB takes a longer one too */

static const char signature[] = "# GRUB Environment Block\n";

/* The length of the line; a line end after a backslash belongs to it. */
static size_t line_length(const char *line, const char *end)
{
	size_t length = 0;

	while (line + length < end && line[length] != '\n')
		length += line[length] == '\\' && line + length + 1 < end ? 2 : 1;
	return length;
}

static char *unescape(const char *text, size_t length)
{
	char *value = xmalloc(length + 1);
	size_t out = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\' && i + 1 < length)
			i++;
		value[out++] = text[i];
	}
	value[out] = '\0';
	return value;
}

int grubenv_get(const char *block, size_t size, const char *name, char **ret_value)
{
	const char *line = block + strlen(signature), *end = block + size;
	size_t wanted = strlen(name);

	if (size < SIZE_MIN || memcmp(block, signature, strlen(signature)) != 0 ||
	    memchr(block, '\0', size))
		return -EBADMSG;
	*ret_value = NULL;
	while (line < end) {
		size_t length = line_length(line, end);

		if (length > wanted + 1 && line[wanted] == '=' && strncmp(line, name, wanted) == 0) {
			*ret_value = unescape(line + wanted + 1, length - wanted - 1);
			return 0;
		}
		line += length + 1;
	}
	return 0;
}
