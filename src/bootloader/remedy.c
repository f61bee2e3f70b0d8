/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that boot another kernel, or change the kernel command line of this node. */
#include "config.h"

#include "bootloader/entries.h"
#include "bootloader/grub_menu.h"
#include "bootloader/remedy.h"
#include "system/dropins.h"
#include "text/quote.h"

static const char grubby[] = "/usr/sbin/grubby", grub[] = GRUB_DIRECTORY "/grub.cfg",
		  grub2[] = GRUB2_DIRECTORY "/grub.cfg", grub_settings[] = "/etc/default/grub",
		  kernel_install[] = "/etc/kernel/cmdline",
		  raspberry_pi[] = "/boot/firmware/cmdline.txt";

/* The GRUB of Debian and its like, and of SUSE, which calls it grub2. */
static const struct {
	const char *cfg, *tool;
} grubs[] = {
	{grub, "grub-reboot"},
	{grub2, "grub2-reboot"},
};

static struct remedy grub_remedy(const struct context *ctx, const char *release)
{
	for (size_t i = 0; i < ARRAY_SIZE(grubs); i++) {
		_cleanup_free_ char *text = NULL, *entry = NULL, *word = NULL;

		if (sysroot_read(ctx->root, grubs[i].cfg, GRUB_CFG_MAX, &text, NULL) < 0)
			continue;
		entry = grub_menu_entry(text, release);
		if (!entry)
			continue;
		word = quote_shell(entry);
		return remedy_reboot("%s %s", grubs[i].tool, word);
	}
	return (struct remedy){0};
}

/* systemd-boot knows an entry by its file's name without the boot counter. */
static struct remedy entry_remedy(const struct context *ctx, const char *release)
{
	_cleanup_(boot_entries_free) struct boot_entries entries;

	boot_entries_read(ctx, &entries);
	for (size_t i = 0; i < entries.count; i++) {
		_cleanup_free_ char *word = NULL;

		if (!text_equal(entries.list[i].release, release) || !entries.list[i].image[0])
			continue;
		word = quote_shell(entries.list[i].id);
		return remedy_reboot("bootctl set-oneshot %s", word);
	}
	return (struct remedy){0};
}

struct remedy boot_remedy(const struct context *ctx, const char *release)
{
	_cleanup_free_ char *image = format_text("/boot/vmlinuz-%s", release);
	struct remedy remedy;

	if (sysroot_exists(ctx->root, grubby) && sysroot_exists(ctx->root, image))
		return remedy_reboot("grubby --set-default %s", image);
	remedy = grub_remedy(ctx, release);
	return remedy.command ? remedy : entry_remedy(ctx, release);
}

static struct remedy grubby_remedy(const char *parameters, const char *replacement)
{
	_cleanup_free_ char *old = quote_shell(parameters);
	_cleanup_free_ char *now = quote_shell(replacement);

	return remedy_reboot("grubby --update-kernel=ALL --remove-args=%s%s%s", old,
			     *replacement ? " --args=" : "", *replacement ? now : "");
}

/*
 * The first line, from 1, that has the word and is no comment; 0 for none. "module_blacklist=a" is
 * no word of "module_blacklist=a,b".
 */
static unsigned int find_line(const struct context *ctx, const char *file, const char *word)
{
	_cleanup_free_ char *text = NULL;
	unsigned int number = 0;
	char *rest;

	if (sysroot_read(ctx->root, file, SYSROOT_TEXT_MAX, &text, NULL) < 0)
		return 0;
	rest = text;
	for (char *line; (line = strsep(&rest, "\n"));) {
		number++;
		if (line[strspn(line, " \t")] != '#' && text_has_word(line, word, " \t\r\"'"))
			return number;
	}
	return 0;
}

/* The files that can have the kernel command line of this node; the caller's. */
static char **list_files(const struct context *ctx)
{
	static const char *const directories[] = {"/etc/default/grub.d", NULL};
	char **files = NULL;

	if (sysroot_exists(ctx->root, grub) || sysroot_exists(ctx->root, grub2)) {
		/* A directory that cannot be listed has no file for us. */
		dropins_list(ctx->root, directories, ".cfg", &files);
		strv_append(&files, grub_settings);
	}
	strv_append(&files, kernel_install);
	strv_append(&files, raspberry_pi);
	return files;
}

/* What makes a change of the file count; "" when the boot loader reads the file itself. */
static char *apply_command(const struct context *ctx, const char *file)
{
	_cleanup_free_ char *image = format_text("/lib/modules/%s/vmlinuz", ctx->release);

	if (text_starts(file, grub_settings))
		return sysroot_exists(ctx->root, grub2)
			       ? format_text(" && grub2-mkconfig -o %s", grub2)
			       : xstrdup(" && update-grub");
	if (!text_equal(file, kernel_install))
		return xstrdup("");
	if (sysroot_exists(ctx->root, image))
		return format_text(" && kernel-install add %s %s", ctx->release, image);
	return format_text(" && kernel-install add %s /boot/vmlinuz-%s", ctx->release,
			   ctx->release);
}

struct remedy cmdline_remedy(const struct context *ctx, const char *parameters,
			     const char *replacement)
{
	_cleanup_free_ char *first = xstrndup(parameters, strcspn(parameters, " "));
	_cleanup_strv_ char **files = NULL;
	struct remedy remedy = {0};

	if (sysroot_exists(ctx->root, grubby))
		return grubby_remedy(parameters, replacement);
	files = list_files(ctx);
	for (char **file = files; *file && !remedy.command; file++) {
		_cleanup_free_ char *word = quote_shell(*file), *apply = NULL;
		unsigned int line = find_line(ctx, *file, first);

		if (!line)
			continue;
		apply = apply_command(ctx, *file);
		remedy = remedy_reboot("vi +%u %s%s", line, word, apply);
	}
	remedy.kind = remedy.command ? REMEDY_EDIT : REMEDY_NONE;
	return remedy;
}
