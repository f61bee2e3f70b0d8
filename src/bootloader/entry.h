/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The boot loader specification (uapi-group.org): entries in loader/entries/ID.conf, and how
 * systemd-boot (systemd 257, systemd-boot(7) and loader.conf(5)) orders and chooses among them.
 */
#pragma once

#include <stddef.h>

#include "text/kernel_release.h"

struct boot_entry {
	char id[256];       /* the file's name without its boot counter: "debian-6.1.0-50.conf" */
	char release[KERNEL_RELEASE_SIZE]; /* of the kernel; "" when neither version nor image tells */
	char image[512];    /* "linux", or "efi", as it stands there; "" for none */
	char sort_key[64], version[64], machine_id[33]; /* "" when not given */
	int tries_left;     /* of its boot counter; -1 without one */
};

/* Read an entry. file is its name. Never fails: what is not there is "". */
void boot_entry_parse(const char *file, const char *text, struct boot_entry *ret);

/* The identifier of a file's name: "foo+3-1.conf" is "foo.conf" with 3 tries left. */
void boot_entry_id(const char *file, struct boot_entry *ret);

/* Sort as systemd-boot does: the entry that it boots without further word comes first. */
void boot_entries_sort(struct boot_entry *entries, size_t count);

/* The first entry that a pattern (loader.conf, an EFI variable) chooses; NULL when there is none. */
const struct boot_entry *boot_entries_match(const struct boot_entry *entries, size_t count,
					    const char *pattern);

/* The value of "default" in loader.conf; false when it has none. */
bool loader_conf_default(const char *text, char *ret, size_t size);
