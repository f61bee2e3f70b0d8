/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: EFI variables as efivarfs shows them. */
#include "config.h"

#include <errno.h>

#include "bootloader/next_boot.h"
#include "target.h"
#include "text/quote.h"
#include "util/util.h"

void target_efi_variable(const char *text, size_t size)
{
	char *value = UNTOUCHED;
	int r = efi_variable_text(text, size, &value);

	CLAIM(r == 0 || r == -EBADMSG);
	if (r < 0) {
		CLAIM(value == UNTOUCHED);
		return;
	}
	CLAIM(*value && strlen(value) <= size * 3 / 2);
	for (const char *c = value; *c; c += utf8_length(c))
		CLAIM(utf8_length(c) > 0);
	free(value);
}
