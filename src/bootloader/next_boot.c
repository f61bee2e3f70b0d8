/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which kernel boots next, by the boot loader that this node has. */
#include "config.h"

#include <ctype.h>
#include <errno.h>

#include "bootloader/grub_menu.h"
#include "bootloader/next_boot.h"
#include "text/quote.h"

#define GRUBENV_MAX  (64 * 1024)
#define VARIABLE_MAX (64 * 1024)
#define EFIVARS      "/sys/firmware/efi/efivars/"
#define EFI_ATTRIBUTES 4 /* bytes before the text of a variable */
/* The GUID of systemd's boot loader interface, behind the names of its variables. */
#define LOADER_GUID "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

static const char *const grub_directories[] = {GRUB_DIRECTORY, GRUB2_DIRECTORY};

/* Takes words over. */
static void unknown_for(struct next_boot *ret, char *words)
{
	ret->why = quote_message(words);
	free(words);
}

#define unknown(ret, ...) unknown_for(ret, format_text(__VA_ARGS__))

/* Note the kernel that boots, its entry, and what decided for it. */
static void known(struct next_boot *ret, const char *release, const char *entry,
		  const char *why)
{
	ret->why = quote_message(why);
	ret->release = xstrdup(release);
	ret->entry = quote_message(entry);
}

/*
 * "/vmlinuz" is a link on Debian, and "/boot/vmlinuz" one on Ubuntu: the link's name has the
 * release.
 */
static bool image_release(const struct context *ctx, const char *image,
			  char ret[static KERNEL_RELEASE_SIZE])
{
	const char *slash = strrchr(image, '/');
	_cleanup_free_ char *target = NULL, *in_boot = NULL;

	if (kernel_image_release(image, ret))
		return true;
	/* A path of a boot partition of its own does not begin with /boot. */
	in_boot = format_text("/boot/%s", slash ? slash + 1 : image);
	if (sysroot_readlink(ctx->root, image, &target) < 0 &&
	    sysroot_readlink(ctx->root, in_boot, &target) < 0)
		return false;
	return kernel_image_release(target, ret);
}

/* One variable of grubenv; *ret NULL when it is not set. A block that is not there has none. */
static int read_grubenv(const struct context *ctx, const char *path, const char *name, char **ret)
{
	_cleanup_free_ char *block = NULL;
	size_t size = 0;
	int r = sysroot_read(ctx->root, path, GRUBENV_MAX, &block, &size);

	*ret = NULL;
	if (r == -ENOENT)
		return 0;
	return r < 0 ? r : grubenv_get(block, size, name, ret);
}

struct grub {
	const char *directory;
	const char *cfg;     /* the text of grub.cfg */
	const char *entry;   /* what boots, as it is written */
	const char *why;     /* what decided for that entry */
};

/* GRUB's own menu: the "linux" line of the entry. */
static void grub_own(const struct context *ctx, const struct grub *grub, struct next_boot *ret)
{
	char image[GRUB_IMAGE_SIZE], id[GRUB_IMAGE_SIZE], release[KERNEL_RELEASE_SIZE];

	if (!grub_menu_image(grub->cfg, grub->entry, image, id))
		unknown(ret, "the entry \"%s\" of %s/grub.cfg boots no kernel of this system",
			grub->entry, grub->directory);
	else if (!image_release(ctx, image, release))
		unknown(ret, "the entry \"%s\" of %s/grub.cfg boots %s, whose name contains no release",
			id, grub->directory, image);
	else
		known(ret, release, id, grub->why);
}

static int compare_ids(const void *first, const void *second)
{
	const struct boot_entry *a = first, *b = second;

	return strverscmp(b->id, a->id);
}

/*
 * blscfg of Red Hat's GRUB: an entry by its name or its number, where the newest name is the first.
 */
static void grub_bls(const struct boot_entries *entries, const struct grub *grub,
		     struct next_boot *ret)
{
	_cleanup_free_ struct boot_entry *order = xcalloc(entries->count, sizeof(*order));
	const struct boot_entry *entry =
		boot_entries_match(entries->list, entries->count, grub->entry);
	size_t index = isdigit((unsigned char)*grub->entry) ? strtoul(grub->entry, NULL, 10) : 0;

	memcpy(order, entries->list, entries->count * sizeof(*order));
	qsort(order, entries->count, sizeof(*order), compare_ids);
	if (!entry)
		entry = &order[index < entries->count ? index : 0];
	if (!entry->release[0])
		unknown(ret, "the entry \"%s\" names no kernel release", entry->id);
	else
		known(ret, entry->release, entry->id, grub->why);
}

/* next_entry, which grub-reboot sets for one boot, before saved_entry, before the default. */
static void grub_next(const struct context *ctx, const char *directory, const char *cfg,
		      const struct boot_entries *entries, struct next_boot *ret)
{
	_cleanup_free_ char *env = format_text("%s/grubenv", directory);
	_cleanup_free_ char *next = NULL, *saved = NULL, *why = NULL;
	struct grub grub = {.directory = directory, .cfg = cfg};
	struct grub_menu menu;
	int r = read_grubenv(ctx, env, "next_entry", &next);

	grub_menu_parse(cfg, &menu);
	if (r == 0 && menu.saved)
		r = read_grubenv(ctx, env, "saved_entry", &saved);
	if (r < 0) {
		unknown(ret, "%s is damaged: %s", env,
			r == -EBADMSG ? "it is not a GRUB environment block" : sysroot_strerror(r));
		return;
	}
	grub.entry = next ? next : saved ? saved : menu.saved ? "0" : menu.fallback;
	if (next || saved)
		why = format_text("%s in %s", next ? "next_entry" : "saved_entry", env);
	else if (menu.saved)
		why = format_text("the first entry, for %s has no saved_entry", env);
	else
		why = format_text("the default of %s/grub.cfg, %s", directory, grub.entry);
	grub.why = why;
	if (menu.blscfg && entries->count > 0)
		grub_bls(entries, &grub, ret);
	else
		grub_own(ctx, &grub, ret);
}

static uint32_t unit_at(const unsigned char *bytes, size_t index)
{
	return bytes[2 * index] | (uint32_t)bytes[2 * index + 1] << 8;
}

int efi_variable_text(const char *bytes, size_t size, char **ret_text)
{
	const unsigned char *units = (const unsigned char *)bytes + EFI_ATTRIBUTES;
	size_t count = size > EFI_ATTRIBUTES ? (size - EFI_ATTRIBUTES) / 2 : 0;
	_cleanup_free_ char *text = xmalloc(3 * count + 1);
	char *out = text;

	if (size <= EFI_ATTRIBUTES || size % 2)
		return -EBADMSG;
	for (size_t i = 0; i < count && unit_at(units, i); i++) {
		uint32_t c = unit_at(units, i);

		if (c >= 0xd800 && c < 0xdc00 && i + 1 < count &&
		    (unit_at(units, i + 1) & 0xfc00) == 0xdc00)
			c = 0x10000 + ((c & 0x3ff) << 10) + (unit_at(units, ++i) & 0x3ff);
		else if (c >= 0xd800 && c < 0xe000)
			return -EBADMSG;
		out = utf8_put(out, c);
	}
	*out = '\0';
	if (!*text)
		return -EBADMSG;
	*ret_text = TAKE(text);
	return 0;
}

/*
 * An EFI variable of the boot loader interface. *ret NULL when there is none; -errno as it is read.
 */
static int read_variable(const struct context *ctx, const char *name, char **ret)
{
	_cleanup_free_ char *path = format_text(EFIVARS "%s-" LOADER_GUID, name), *bytes = NULL;
	size_t size = 0;
	int r = sysroot_read(ctx->root, path, VARIABLE_MAX, &bytes, &size);

	*ret = NULL;
	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	return r < 0 ? r : efi_variable_text(bytes, size, ret);
}

/*
 * What chooses among the entries: a pattern and whose it is. *ret_pattern NULL: the order alone.
 * -EBADMSG and the like with *ret_name, the variable that could not be read.
 */
static int choose_pattern(const struct context *ctx, const struct boot_entries *entries,
			  char **ret_pattern, const char **ret_name)
{
	static const char *const names[] = {"LoaderEntryOneShot", "LoaderEntryDefault"};
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(names) && !*ret_pattern; i++) {
		*ret_name = names[i];
		r = read_variable(ctx, names[i], ret_pattern);
		if (r < 0)
			return r;
	}
	if (!*ret_pattern && entries->loader_default) {
		*ret_name = "default in loader.conf";
		*ret_pattern = xstrdup(entries->loader_default);
	}
	if (!*ret_pattern || !text_equal(*ret_pattern, "@saved"))
		return 0;
	free(*ret_pattern);
	*ret_pattern = NULL;
	*ret_name = "LoaderEntryLastBooted";
	return read_variable(ctx, *ret_name, ret_pattern);
}

static void systemd_boot_next(const struct context *ctx, const struct boot_entries *entries,
			      struct next_boot *ret)
{
	_cleanup_free_ char *pattern = NULL, *why = NULL;
	const struct boot_entry *entry = NULL;
	const char *name = NULL;
	int r = choose_pattern(ctx, entries, &pattern, &name);

	if (r < 0) {
		unknown(ret, "the EFI variable %s cannot be read: %s", name,
			r == -EBADMSG ? "it is not text" : sysroot_strerror(r));
		return;
	}
	if (pattern)
		entry = boot_entries_match(entries->list, entries->count, pattern);
	why = entry ? format_text("%s, %s", name, pattern)
		    : xstrdup("the first of the entries, in their order");
	if (!entry)
		entry = entries->list; /* NULL when there is none */
	if (!entry)
		unknown(ret, "systemd-boot has no entry");
	else if (!entry->release[0])
		unknown(ret, "the entry %s names no kernel release", entry->id);
	else
		known(ret, entry->release, entry->id, why);
}

/* LoaderInfo names the boot loader that started this system; without it the files decide. */
static bool is_systemd_boot(const struct context *ctx, const struct boot_entries *entries, bool grub)
{
	_cleanup_free_ char *info = NULL;

	if (read_variable(ctx, "LoaderInfo", &info) == 0 && info)
		return text_starts(info, "systemd-boot");
	return !grub && (entries->loader_conf || entries->count > 0);
}

/*
 * The first grub.cfg: 0 with *ret_cfg, which stays NULL where there is none; -errno when it cannot
 * be read.
 */
static int read_grub_cfg(const struct context *ctx, const char **ret_directory, char **ret_cfg)
{
	int r = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(grub_directories) && (r == -ENOENT || r == -ENOTDIR); i++) {
		_cleanup_free_ char *path = format_text("%s/grub.cfg", grub_directories[i]);

		r = sysroot_read(ctx->root, path, GRUB_CFG_MAX, ret_cfg, NULL);
		*ret_directory = grub_directories[i];
	}
	return r == -ENOENT || r == -ENOTDIR ? 0 : r;
}

void next_boot_find(const struct context *ctx, const struct boot_entries *entries,
		    struct next_boot *ret)
{
	const char *directory = NULL;
	_cleanup_free_ char *cfg = NULL;
	int r = read_grub_cfg(ctx, &directory, &cfg);

	*ret = (struct next_boot){0};
	if (is_systemd_boot(ctx, entries, cfg || r < 0)) {
		ret->loader = "systemd-boot";
		systemd_boot_next(ctx, entries, ret);
	} else if (r < 0) {
		ret->loader = "GRUB";
		unknown(ret, "%s/grub.cfg cannot be read: %s", directory, sysroot_strerror(r));
	} else if (cfg) {
		ret->loader = "GRUB";
		grub_next(ctx, directory, cfg, entries, ret);
	} else {
		unknown(ret, "there is neither a grub.cfg in /boot nor an entry of systemd-boot");
	}
}
