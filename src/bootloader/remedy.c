/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands around the boot loader of this node. */
#include "config.h"

#include "bootloader/entries.h"
#include "bootloader/grub_menu.h"
#include "bootloader/remedy.h"
#include "text/quote.h"

static const char grubby[] = "/usr/sbin/grubby";

/* The GRUB of Debian and its like, and of SUSE, which calls it grub2. */
static const struct {
	const char *cfg, *tool;
} grubs[] = {
	{GRUB_DIRECTORY "/grub.cfg", "grub-reboot"},
	{GRUB2_DIRECTORY "/grub.cfg", "grub2-reboot"},
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
	struct boot_entries entries;
	struct remedy remedy = {0};

	boot_entries_read(ctx, &entries);
	for (size_t i = 0; i < entries.count && !remedy.command; i++) {
		_cleanup_free_ char *word = NULL;

		if (!text_equal(entries.list[i].release, release) || !entries.list[i].image[0])
			continue;
		word = quote_shell(entries.list[i].id);
		remedy = remedy_reboot("bootctl set-oneshot %s", word);
	}
	boot_entries_free(&entries);
	return remedy;
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
