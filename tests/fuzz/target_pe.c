/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: sections of EFI programs. */
#include "config.h"

#include "bootloader/entries.h"
#include "target.h"
#include "util/util.h"

void target_pe(const char *text, size_t size)
{
	uint32_t offset = UINT32_MAX, length = UINT32_MAX;

	if (!pe_section((const unsigned char *)text, size, ".uname", &offset, &length))
		CLAIM(offset == UINT32_MAX && length == UINT32_MAX);
	else
		CLAIM(memmem(text, size, ".uname", strlen(".uname")));
}
