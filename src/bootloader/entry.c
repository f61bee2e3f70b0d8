/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The boot loader specification: entries, and how systemd-boot orders and chooses among them. */
#include "config.h"

#include <ctype.h>
#include <fnmatch.h>

#include "bootloader/entry.h"
#include "util/util.h"

/* "KEY  VALUE" of a line; false for another key, a comment or an empty value. */
static bool line_value(const char *line, const char *key, char *ret, size_t size)
{
	const char *value = line + strspn(line, " \t");
	size_t length;

	if (!text_starts(value, key))
		return false;
	value += strlen(key);
	if (*value != ' ' && *value != '\t')
		return false;
	value += strspn(value, " \t");
	length = text_line_length(value, " \t\r\v\f");
	if (length > 0)
		snprintf(ret, size, "%.*s", (int)length, value);
	return length > 0;
}

void boot_entry_id(const char *file, struct boot_entry *ret)
{
	const char *dot = strrchr(file, '.'), *plus = strrchr(file, '+');
	const char *c = plus ? plus + 1 : "";
	char *end;
	unsigned long left;

	ret->tries_left = -1;
	snprintf(ret->id, sizeof(ret->id), "%s", file);
	if (!dot || !isdigit((unsigned char)*c))
		return;
	left = strtoul(c, &end, 10);
	if (*end == '-' && isdigit((unsigned char)end[1]))
		strtoul(end + 1, &end, 10);
	if (end != dot)
		return;
	ret->tries_left = left > 1000 ? 1000 : (int)left;
	snprintf(ret->id, sizeof(ret->id), "%.*s%s", (int)(plus - file), file, dot);
}

void boot_entry_parse(const char *file, const char *text, struct boot_entry *ret)
{
	struct boot_entry entry = {0};

	boot_entry_id(file, &entry);
	for (; *text; text = text_next_line(text)) {
		line_value(text, "version", entry.version, sizeof(entry.version));
		line_value(text, "sort-key", entry.sort_key, sizeof(entry.sort_key));
		line_value(text, "machine-id", entry.machine_id, sizeof(entry.machine_id));
		line_value(text, "linux", entry.image, sizeof(entry.image));
		line_value(text, "uki", entry.image, sizeof(entry.image));
		line_value(text, "efi", entry.image, sizeof(entry.image));
	}
	/* "version" is free text: it counts only where the image has no release. */
	if (!kernel_image_release(entry.image, entry.release) &&
	    isdigit((unsigned char)entry.version[0]) && kernel_release_valid(entry.version))
		snprintf(entry.release, sizeof(entry.release), "%s", entry.version);
	*ret = entry;
}

static int compare_entries(const void *first, const void *second)
{
	const struct boot_entry *a = first, *b = second;
	int order = (a->tries_left == 0) - (b->tries_left == 0);

	if (!order)
		order = !a->sort_key[0] - !b->sort_key[0];
	if (!order && a->sort_key[0]) {
		order = strcmp(a->sort_key, b->sort_key);
		order = order ? order : strcmp(a->machine_id, b->machine_id);
		order = order ? order : strverscmp(b->version, a->version);
	}
	return order ? order : strverscmp(b->id, a->id);
}

void boot_entries_sort(struct boot_entry *entries, size_t count)
{
	if (count > 0)
		qsort(entries, count, sizeof(*entries), compare_entries);
}

const struct boot_entry *boot_entries_match(const struct boot_entry *entries, size_t count,
					    const char *pattern)
{
	for (size_t i = 0; i < count; i++) {
		char stem[sizeof(entries[i].id)];
		char *dot;

		memcpy(stem, entries[i].id, sizeof(stem));
		dot = strrchr(stem, '.');
		if (dot)
			*dot = '\0';
		/* systemd-boot before 246 named entries without their ending. */
		if (fnmatch(pattern, entries[i].id, FNM_CASEFOLD) == 0 || text_equal(pattern, stem))
			return &entries[i];
	}
	return NULL;
}

bool loader_conf_default(const char *text, char *ret, size_t size)
{
	bool found = false;

	for (; *text; text = text_next_line(text))
		found |= line_value(text, "default", ret, size);
	return found;
}
