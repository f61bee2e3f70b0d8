/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* grubenv, GRUB's environment block. */
#include "config.h"

#include <errno.h>

#include "bootloader/grubenv.h"
#include "util/util.h"

#define SIZE_MIN 1024 /* what grub-editenv makes; GRUB takes a longer one too */

static const char signature[] = "# GRUB Environment Block\n";

int grubenv_get(const char *block, size_t size, const char *name, char **ret_value)
{
	_cleanup_free_ char *line = xmalloc(size + 1);
	const char *end = block + size;
	size_t prefix = strlen(name) + 1;

	if (size < SIZE_MIN || memcmp(block, signature, strlen(signature)) != 0 ||
	    memchr(block, '\0', size))
		return -EBADMSG;
	*ret_value = NULL;
	for (const char *c = block + strlen(signature); c < end && !*ret_value; c++) {
		bool wanted = (size_t)(end - c) > prefix && c[prefix - 1] == '=' &&
			      c[prefix] != '\n' && strncmp(c, name, prefix - 1) == 0;
		size_t length = 0;

		/* What stands behind a backslash, a line end too, belongs to the line. */
		for (; c < end && *c != '\n'; c++) {
			c += *c == '\\' && c + 1 < end;
			line[length++] = *c;
		}
		line[length] = '\0';
		if (wanted)
			*ret_value = xstrdup(line + prefix);
	}
	return 0;
}
