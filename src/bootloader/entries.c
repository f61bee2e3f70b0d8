/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The entries of the boot loader specification on this node. */
#include "config.h"

#include <ctype.h>

#include "bootloader/entries.h"
#include "bootloader/pe.h"

#define ENTRIES_MAX 128
#define ENTRY_MAX   (64 * 1024) /* bytes of an entry's file */

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

	boot_entry_id(name, &entry);
	snprintf(entry.image, sizeof(entry.image), "%s/EFI/Linux/%s", partition, name);
	read_uname(ctx, &entry);
	add_entry(entries, &entry);
}

static void read_directory(const struct context *ctx, const char *partition, const char *below,
			   const char *ending,
			   void (*take)(const struct context *ctx, const char *partition,
					const char *name, struct boot_entries *entries),
			   struct boot_entries *entries)
{
	_cleanup_free_ char *path = format_text("%s/%s", partition, below);
	_cleanup_strv_ char **names = NULL;

	if (sysroot_list(ctx->root, path, SYSROOT_ENTRIES_MAX, &names) < 0)
		return;
	for (char **name = names; *name; name++)
		if (text_ends(*name, ending))
			take(ctx, partition, *name, entries);
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

/* The same file seen through two mount points, or through a link, is one entry. */
static void drop_twins(struct boot_entries *entries)
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
		read_directory(ctx, partitions[i], "loader/entries", ".conf", read_entry, ret);
		read_directory(ctx, partitions[i], "EFI/Linux", ".efi", read_image, ret);
		read_loader_conf(ctx, partitions[i], ret);
	}
	boot_entries_sort(ret->list, ret->count);
	drop_twins(ret);
}
