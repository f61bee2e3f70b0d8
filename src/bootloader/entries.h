/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The boot loader specification (uapi-group.org): entries in loader/entries/ID.conf and unified
 * kernel images, and how systemd-boot (systemd 257, systemd-boot(7) and loader.conf(5)) orders and
 * chooses among them.
 */
#pragma once

#include "core/check.h"
#include "text/kernel_release.h"

struct boot_entry {
	char id[256];       /* the file's name without its boot counter: "debian-6.1.0-50.conf" */
	char release[KERNEL_RELEASE_SIZE]; /* "" when neither "version" nor the image has it */
	char image[512];    /* "linux", or "efi", as it stands there; "" for none */
	char sort_key[64], version[64], machine_id[33]; /* "" when not given */
	int tries_left;     /* of its boot counter; -1 without one */
};

/* Read an entry. file is its name. Never fails: what is not there is "". */
void boot_entry_parse(const char *file, const char *text, struct boot_entry *ret);

/* Sort as systemd-boot does: the entry that it boots without further word comes first. */
void boot_entries_sort(struct boot_entry *entries, size_t count);

/*
 * The first entry that a pattern (loader.conf, an EFI variable) chooses; NULL when there is none.
 */
const struct boot_entry *boot_entries_match(const struct boot_entry *entries, size_t count,
					    const char *pattern);

/* The value of "default" in loader.conf; false when it has none. */
bool loader_conf_default(const char *text, char *ret, size_t size);

/* Enough for the headers of every image that ukify, dracut and mkosi build. */
#define PE_HEAD_SIZE 8192

/*
 * Find a section by its name (at most 8 bytes) in the first bytes of a file. False when this is no
 * PE file, its headers are not within size, or it has no such section.
 */
bool pe_section(const unsigned char *head, size_t size, const char *name, uint32_t *ret_offset,
		uint32_t *ret_length);

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
