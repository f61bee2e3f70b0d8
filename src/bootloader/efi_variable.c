/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* EFI variables as efivarfs shows them. */
#include "config.h"

#include <errno.h>

#include "bootloader/efi_variable.h"
#include "text/quote.h"
#include "util/util.h"

#define ATTRIBUTES 4 /* bytes */

static uint32_t unit_at(const unsigned char *bytes, size_t index)
{
	return bytes[2 * index] | (uint32_t)bytes[2 * index + 1] << 8;
}

int efi_variable_text(const char *bytes, size_t size, char **ret_text)
{
	const unsigned char *units = (const unsigned char *)bytes + ATTRIBUTES;
	size_t count = size > ATTRIBUTES ? (size - ATTRIBUTES) / 2 : 0;
	_cleanup_free_ char *text = xmalloc(3 * count + 1);
	char *out = text;

	if (size <= ATTRIBUTES || size % 2)
		return -EBADMSG;
	for (size_t i = 0; i < count && unit_at(units, i); i++) {
		uint32_t c = unit_at(units, i);

		if (c >= 0xd800 && c < 0xdc00 && i + 1 < count && (unit_at(units, i + 1) & 0xfc00) == 0xdc00)
			c = 0x10000 + ((c & 0x3ff) << 10) + (unit_at(units, ++i) & 0x3ff);
		else if (c >= 0xd800 && c < 0xe000)
			return -EBADMSG;
		out = utf8_put(out, c);
	}
	*out = '\0';
	if (!*text)
		return -EBADMSG;
	*ret_text = TAKE(text);
	return 0;
}
