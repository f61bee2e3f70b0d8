/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The entries of the boot loader specification on this node, from every place where they are kept. */
#pragma once

#include "bootloader/entry.h"
#include "core/check.h"

struct boot_entries {
	struct boot_entry *list; /* in the order of systemd-boot */
	size_t count;
	char *loader_default;    /* "default" of loader.conf, or NULL */
	bool loader_conf;        /* there is a loader.conf */
};

/*
 * Type 1 (loader/entries/ID.conf) and type 2 (EFI/Linux/ID.efi, unified kernel images) below
 * /boot, /efi and /boot/efi. What cannot be read is no entry. The caller ends with
 * boot_entries_free().
 */
void boot_entries_read(const struct context *ctx, struct boot_entries *ret);
void boot_entries_free(struct boot_entries *entries);
