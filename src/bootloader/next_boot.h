/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which kernel boots next, by the boot loader that this node has. */
#pragma once

#include "bootloader/entries.h"

/*
 * Which kernel boots next, as far as the boot loader's files and variables tell. The texts are fit
 * to be printed.
 */
struct next_boot {
	const char *loader; /* "GRUB", "systemd-boot"; NULL when none was found */
	char *release;      /* NULL when it is not known */
	char *entry;        /* as the boot loader names it, or NULL */
	char *why;          /* what decides, or why it is not known; a phrase */
};

/*
 * GRUB: next_entry, saved_entry or the default of grub.cfg; with the boot loader specification its
 * entries. systemd-boot: the EFI variables, loader.conf, the order of the entries. What
 * cannot be known is said in ret->why. The caller owns what ret points at.
 */
void next_boot_find(const struct context *ctx, const struct boot_entries *entries,
		    struct next_boot *ret);

/*
 * The text of an EFI variable as efivarfs shows it, 4 bytes of attributes, then UTF-16LE: in UTF-8,
 * up to its NUL. 0; -EBADMSG when it is not text: cut off, empty, or not UTF-16. The caller owns
 * *ret_text.
 */
int efi_variable_text(const char *bytes, size_t size, char **ret_text);
