/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: grub.cfg: the default, the entries, what an entry boots. */
#include "config.h"

#include "bootloader/grub_menu.h"
#include "target.h"
#include "util/util.h"

/* The first line is also the entry that is looked up. */
void target_grub(const char *text, size_t size)
{
	_cleanup_free_ char *entry = strndup(text, strcspn(text, "\n"));
	_cleanup_free_ char *found = grub_menu_entry(text, "6.1.0-50-amd64");
	char image[GRUB_IMAGE_SIZE] = "", id[GRUB_IMAGE_SIZE] = "";
	struct grub_menu menu;

	CLAIM(entry);
	grub_menu_parse(text, &menu);
	claim_ends(menu.fallback, sizeof(menu.fallback));
	if (grub_menu_image(text, entry, image, id))
		CLAIM(*image && strlen(image) < sizeof(image) && strlen(id) < sizeof(id));
	if (grub_menu_image(text, menu.fallback, image, id))
		CLAIM(*image);
	if (found)
		CLAIM(strstr(found, "gnulinux-6.1.0-50-amd64-advanced-") && !strchr(found, '\n'));
}
