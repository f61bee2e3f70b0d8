/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The entries of the boot loader specification on this node, and how systemd-boot orders and
 * chooses among them.
 */
#include "config.h"

#include <ctype.h>
#include <fnmatch.h>

#include "bootloader/entries.h"

#define ENTRIES_MAX 128
#define ENTRY_MAX   (64 * 1024) /* bytes of an entry's file */

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

/* The identifier of a file's name: "foo+3-1.conf" is "foo.conf" with 3 tries left. */
static void put_id(const char *file, struct boot_entry *ret)
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

	put_id(file, &entry);
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

/* PE/COFF, the form of EFI programs (Microsoft's PE format): offsets of the headers. */
#define POINTER_AT     0x3c /* in the DOS header: where the PE header lies */
#define COFF_SIZE      24   /* "PE\0\0" and the COFF header */
#define SECTIONS_AT    6    /* in the PE header: how many sections */
#define OPTIONAL_AT    20   /* … and how long the optional header is */
#define SECTION_SIZE   40
#define VIRTUAL_AT     8    /* in a section's header: its length, … */
#define RAW_AT         16   /* … that in the file, padded, … */
#define RAW_POINTER_AT 20   /* … and where it lies in the file */
#define NAME_SIZE      8

static uint32_t read_16(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t read_32(const unsigned char *at)
{
	return read_16(at) | read_16(at + 2) << 16;
}

bool pe_section(const unsigned char *head, size_t size, const char *name, uint32_t *ret_offset,
		uint32_t *ret_length)
{
	size_t pe, table, sections;

	if (size < POINTER_AT + 4 || memcmp(head, "MZ", 2) != 0)
		return false;
	pe = read_32(head + POINTER_AT);
	if (pe > size || size - pe < COFF_SIZE || memcmp(head + pe, "PE\0\0", 4) != 0)
		return false;
	sections = read_16(head + pe + SECTIONS_AT);
	table = pe + COFF_SIZE + read_16(head + pe + OPTIONAL_AT);
	for (; sections > 0 && table + SECTION_SIZE <= size; sections--, table += SECTION_SIZE) {
		uint32_t length = read_32(head + table + VIRTUAL_AT);
		uint32_t raw = read_32(head + table + RAW_AT);

		if (strncmp((const char *)head + table, name, NAME_SIZE) != 0)
			continue;
		*ret_offset = read_32(head + table + RAW_POINTER_AT);
		*ret_length = length < raw ? length : raw;
		return true;
	}
	return false;
}

/* The XBOOTLDR partition, then where the EFI system partition is mounted. */
static const char *const partitions[] = {"/boot", "/efi", "/boot/efi"};

void boot_entries_free(struct boot_entries *entries)
{
	free(entries->list);
	free(entries->loader_default);
	*entries = (struct boot_entries){0};
}

static void add_entry(struct boot_entries *entries, const struct boot_entry *entry)
{
	if (entries->count == ENTRIES_MAX)
		return;
	entries->list = xreallocarray(entries->list, entries->count + 1, sizeof(*entry));
	entries->list[entries->count++] = *entry;
}

/* Where the image of an entry lies below the root; as it stands there when it is not found. */
static void place_image(const struct context *ctx, const char *partition, struct boot_entry *entry)
{
	_cleanup_free_ char *path = format_text("%s%s%s", partition,
						entry->image[0] == '/' ? "" : "/", entry->image);

	if (entry->image[0] && sysroot_exists(ctx->root, path))
		snprintf(entry->image, sizeof(entry->image), "%s", path);
	else if (!sysroot_exists(ctx->root, entry->image))
		entry->image[0] = '\0';
}

static void read_entry(const struct context *ctx, const char *partition, const char *name,
		       struct boot_entries *entries)
{
	_cleanup_free_ char *path = format_text("%s/loader/entries/%s", partition, name);
	_cleanup_free_ char *text = NULL;
	struct boot_entry entry;

	if (sysroot_read(ctx->root, path, ENTRY_MAX, &text, NULL) < 0)
		return;
	boot_entry_parse(name, text, &entry);
	place_image(ctx, partition, &entry);
	add_entry(entries, &entry);
}

/* The release that a unified kernel image has in its section ".uname". */
static void read_uname(const struct context *ctx, struct boot_entry *entry)
{
	_cleanup_close_ int fd = sysroot_open_file(ctx->root, entry->image);
	unsigned char head[PE_HEAD_SIZE];
	char release[KERNEL_RELEASE_SIZE] = "";
	uint32_t offset, length;
	ssize_t got = fd >= 0 ? pread(fd, head, sizeof(head), 0) : -1;

	if (got < 0 || !pe_section(head, (size_t)got, ".uname", &offset, &length) ||
	    length >= sizeof(release) || pread(fd, release, length, offset) != (ssize_t)length)
		return;
	release[strcspn(release, "\r\n")] = '\0';
	if (isdigit((unsigned char)*release) && kernel_release_valid(release))
		memcpy(entry->release, release, sizeof(release));
}

static void read_image(const struct context *ctx, const char *partition, const char *name,
		       struct boot_entries *entries)
{
	struct boot_entry entry = {0};

	put_id(name, &entry);
	snprintf(entry.image, sizeof(entry.image), "%s/EFI/Linux/%s", partition, name);
	read_uname(ctx, &entry);
	add_entry(entries, &entry);
}

/* The entries of type 1, or the images of type 2. */
static void read_directory(const struct context *ctx, const char *partition, bool images,
			   struct boot_entries *entries)
{
	_cleanup_free_ char *path =
		format_text("%s/%s", partition, images ? "EFI/Linux" : "loader/entries");
	_cleanup_strv_ char **names = NULL;

	if (sysroot_list(ctx->root, path, SYSROOT_ENTRIES_MAX, &names) < 0)
		return;
	for (char **name = names; *name; name++)
		if (text_ends(*name, images ? ".efi" : ".conf"))
			(images ? read_image : read_entry)(ctx, partition, *name, entries);
}

static void read_loader_conf(const struct context *ctx, const char *partition,
			     struct boot_entries *entries)
{
	_cleanup_free_ char *path = format_text("%s/loader/loader.conf", partition), *text = NULL;
	char value[256];

	if (sysroot_read(ctx->root, path, ENTRY_MAX, &text, NULL) < 0)
		return;
	entries->loader_conf = true;
	if (!entries->loader_default && loader_conf_default(text, value, sizeof(value)))
		entries->loader_default = xstrdup(value);
}

/* One file can be seen through two mount points, or through a link: keep one entry of each name. */
static void drop_duplicates(struct boot_entries *entries)
{
	size_t kept = 0;

	for (size_t i = 0; i < entries->count; i++)
		if (kept == 0 || !text_equal(entries->list[i].id, entries->list[kept - 1].id))
			entries->list[kept++] = entries->list[i];
	entries->count = kept;
}

void boot_entries_read(const struct context *ctx, struct boot_entries *ret)
{
	*ret = (struct boot_entries){0};
	for (size_t i = 0; i < ARRAY_SIZE(partitions); i++) {
		read_directory(ctx, partitions[i], false, ret);
		read_directory(ctx, partitions[i], true, ret);
		read_loader_conf(ctx, partitions[i], ret);
	}
	boot_entries_sort(ret->list, ret->count);
	drop_duplicates(ret);
}
