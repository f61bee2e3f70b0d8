/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: GRUB's environment block. */
#include "config.h"

#include <errno.h>

#include "bootloader/grub_menu.h"
#include "target.h"
#include "util/util.h"

#define BLOCK_SIZE 1024

static void look(const char *block, size_t size, const char *name)
{
	char *value = UNTOUCHED;
	int r = grubenv_get(block, size, name, &value);

	CLAIM(r == 0 || r == -EBADMSG);
	if (r < 0)
		CLAIM(value == UNTOUCHED);
	else if (value)
		CLAIM(*value && strlen(value) < size);
	if (r == 0)
		free(value);
}

/* As it is, and made as long as a block is: a fuzzer would not come to it by itself. */
void target_grubenv(const char *text, size_t size)
{
	static const char signature[] = "# GRUB Environment Block\n";
	char block[BLOCK_SIZE];
	size_t length = strlen(signature);
	size_t room = size < sizeof(block) - length ? size : sizeof(block) - length;

	look(text, size, "saved_entry");
	memset(block, '#', sizeof(block));
	memcpy(block, signature, length);
	memcpy(block + length, text, room);
	look(block, sizeof(block), "saved_entry");
	look(block, sizeof(block), "next_entry");
}
