/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: entries of the boot loader specification, loader.conf, and the paths of kernels. */
#include "config.h"

#include "bootloader/entries.h"
#include "target.h"
#include "util/util.h"

/* The bytes up to the first line end are the name of the file and the pattern. */
void target_boot_entry(const char *text, size_t size)
{
	size_t first = strcspn(text, "\n");
	_cleanup_free_ char *name = strndup(text, first);
	struct boot_entry entries[2];
	char value[64], release[KERNEL_RELEASE_SIZE];
	const struct boot_entry *match;

	CLAIM(name);
	boot_entry_parse(name, text, &entries[0]);
	boot_entry_parse("debian-6.1.0-50-amd64+2-1.conf", text, &entries[1]);
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
		claim_ends(entries[i].id, sizeof(entries[i].id));
		claim_ends(entries[i].image, sizeof(entries[i].image));
		CLAIM(!entries[i].release[0] || kernel_release_valid(entries[i].release));
		CLAIM(entries[i].tries_left >= -1);
	}
	CLAIM(text_equal(entries[1].id, "debian-6.1.0-50-amd64.conf"));
	boot_entries_sort(entries, ARRAY_SIZE(entries));
	match = boot_entries_match(entries, ARRAY_SIZE(entries), name);
	CLAIM(!match || match == &entries[0] || match == &entries[1]);
	if (loader_conf_default(text, value, sizeof(value)))
		CLAIM(*value && strlen(value) < sizeof(value));
	if (kernel_image_release(name, release))
		CLAIM(kernel_release_valid(release));
}
