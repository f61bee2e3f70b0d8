/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The menu in grub.cfg, and which of its entries GRUB boots by itself. Source: GRUB 2.12,
 * util/grub.d/00_header.in (where the default comes from) and grub-core/normal/menu.c (how it is
 * looked up: a number, an identifier or a title at each level, "SUBMENU>ENTRY"; what is not found
 * is the first entry).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define GRUB_IMAGE_SIZE 256
#define GRUB_CFG_MAX    (4 * 1024 * 1024)

/* Where grub.cfg and grubenv are: on Debian and its like; on SUSE and Red Hat. */
#define GRUB_DIRECTORY  "/boot/grub"
#define GRUB2_DIRECTORY "/boot/grub2"

struct grub_menu {
	bool saved;        /* the default is what grubenv has as saved_entry */
	bool blscfg;       /* the entries are those of the boot loader specification */
	char fallback[256]; /* else the default, as it is written: "0", "1>2", an identifier */
};

/* What grub.cfg says of the default. Never fails: without a word it is the first entry, "0". */
void grub_menu_parse(const char *text, struct grub_menu *ret);

/*
 * The kernel image that an entry boots, as its "linux" line has it. True and the path; false when
 * the menu has no entry, or the entry boots no Linux, or is larger than any menu. ret_id receives
 * the identifier of the entry, or its title; it and ret_image have GRUB_IMAGE_SIZE bytes.
 */
bool grub_menu_image(const char *text, const char *entry, char *ret_image, char *ret_id);

/*
 * The entry of a kernel release in a menu that grub-mkconfig has written, by identifiers: "ENTRY",
 * or "SUBMENU>ENTRY" in a submenu. An entry is "gnulinux-RELEASE-advanced-UUID"; recovery entries
 * are left out. NULL when there is none. The caller owns it.
 */
char *grub_menu_entry(const char *text, const char *release);

/*
 * The value of a variable of grubenv, GRUB's environment block: 1024 bytes or more that begin with
 * "# GRUB Environment Block", lines NAME=VALUE in which a backslash stands before a backslash and a
 * line end, and '#' up to the end (GRUB 2.12, grub-core/lib/envblk.c). 0 with *ret_value NULL when
 * it is not set, or is empty, which is the same to GRUB's scripts; -EBADMSG when this is no
 * environment block: GRUB does not read it either. The caller owns *ret_value.
 */
int grubenv_get(const char *block, size_t size, const char *name, char **ret_value);
