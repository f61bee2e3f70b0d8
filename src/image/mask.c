/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A gate that is masked, by what, and the command that unmasks it. */
#include "config.h"

#include <errno.h>

#include "bootloader/cmdline_remedy.h"
#include "image/mask.h"
#include "module/kernel_cmdline.h"
#include "system/manager.h"

#define CHECK_NAME "unit"

/*
 * Where a mask can be, in systemd's order: the first file of the name counts, whatever it is
 * (systemd.unit(5)). systemd-debug-generator(8) makes the first of systemd.mask=.
 */
static const struct {
	const char *directory;
	const char *unmask; /* NULL: a word of the kernel command line, which only a reboot takes back */
} places[] = {
	{"/run/systemd/generator.early", NULL},
	{"/etc/systemd/system", "systemctl unmask"},
	{"/run/systemd/system", "systemctl unmask --runtime"},
};

static const char *const units[] = {GATE_UNIT, BARRIER_UNIT};

#define MASKS_MAX (ARRAY_SIZE(places) * ARRAY_SIZE(units))

struct mask {
	const char *unit;
	size_t place;
	char *path;
	char *word; /* of the kernel command line; NULL for another place, or when it is not there */
};

struct masks {
	struct mask list[MASKS_MAX];
	size_t count;
	bool by_hand; /* one is a word of the kernel command line, and no command is known that removes it */
};

static void masks_free(struct masks *masks)
{
	for (size_t i = 0; i < masks->count; i++) {
		free(masks->list[i].path);
		free(masks->list[i].word);
	}
}

/* As systemd has it: a file that is empty, or a device, at the end of the link. */
static bool is_mask(const struct sysroot *root, const char *path)
{
	struct stat status;

	if (sysroot_stat(root, path, &status) < 0)
		return false;
	if (S_ISREG(status.st_mode))
		return status.st_size == 0;
	return S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode);
}

static int find_word(const struct context *ctx, const char *unit, char **ret)
{
	_cleanup_free_ char *cmdline = NULL;
	char word[CMDLINE_PARAMETER_SIZE];

	/* The word can also be in an EFI variable (SystemdOptions). */
	if (sysroot_read(ctx->root, "/proc/cmdline", SYSROOT_TEXT_MAX, &cmdline, NULL) < 0 ||
	    !cmdline_masks(cmdline, unit, word))
		return 0;
	*ret = xstrdup(word);
	return *ret ? 0 : -ENOMEM;
}

/* The masks of one unit, down to a unit file that is none. */
static int find_masks(const struct context *ctx, const char *unit, struct masks *masks)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_free_ char *path = format_text("%s/%s", places[i].directory, unit);
		struct mask *mask = &masks->list[masks->count];
		struct stat status;

		if (!path)
			return -ENOMEM;
		if (sysroot_lstat(ctx->root, path, &status) < 0)
			continue;
		if (!is_mask(ctx->root, path))
			break;
		*mask = (struct mask){.unit = unit, .place = i, .path = path};
		path = NULL;
		masks->count++;
		if (!places[i].unmask && find_word(ctx, unit, &mask->word) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* "systemctl unmask A B", and the same for --runtime. */
static int unmask_commands(const struct masks *masks, char ***ret_commands)
{
	for (size_t place = 0; place < ARRAY_SIZE(places); place++) {
		_cleanup_strv_ char **words = NULL;
		_cleanup_free_ char *command = NULL;

		for (size_t i = 0; i < masks->count; i++) {
			const struct mask *mask = &masks->list[i];

			if (mask->place != place || !places[place].unmask)
				continue;
			if ((!words && strv_append(&words, places[place].unmask) < 0) ||
			    strv_append(&words, mask->unit) < 0)
				return -ENOMEM;
		}
		if (!words)
			continue;
		command = strv_join(words, " ");
		if (!command || strv_append(ret_commands, command) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* The command that takes the words off the kernel command line and reboots; *ret NULL for none. */
static int cmdline_command(const struct context *ctx, struct masks *masks, char **ret)
{
	_cleanup_strv_ char **words = NULL;
	_cleanup_free_ char *joined = NULL;
	bool needed = false, known = true;

	for (size_t i = 0; i < masks->count; i++) {
		if (places[masks->list[i].place].unmask)
			continue;
		needed = true;
		known = known && masks->list[i].word;
		if (known && strv_append(&words, masks->list[i].word) < 0)
			return -ENOMEM;
	}
	joined = needed && known ? strv_join(words, " ") : NULL;
	if (needed && known && !joined)
		return -ENOMEM;
	*ret = joined ? cmdline_remedy(ctx, joined, "") : NULL;
	masks->by_hand = needed && !*ret;
	return 0;
}

static int start_command(char *const *held_back, char ***ret_commands)
{
	_cleanup_free_ char *names = strv_join(held_back, " ");
	_cleanup_free_ char *command = names ? format_text("systemctl start %s", names) : NULL;

	return command ? strv_append(ret_commands, command) : -ENOMEM;
}

/* One command for all masks, NULL when none is known. It ends with a reboot, or starts kubelet. */
static int compose(const struct context *ctx, struct masks *masks, char *const *held_back, char **ret)
{
	_cleanup_strv_ char **commands = NULL;
	_cleanup_free_ char *last = NULL;
	int r = unmask_commands(masks, &commands);

	if (r == 0)
		r = cmdline_command(ctx, masks, &last);
	if (r == 0 && last)
		r = strv_append(&commands, last);
	else if (r == 0 && !masks->by_hand && held_back && *held_back)
		r = start_command(held_back, &commands);
	if (r < 0)
		return r;
	*ret = commands ? strv_join(commands, " && ") : NULL;
	return commands && !*ret ? -ENOMEM : 0;
}

/* By what, and where there is no command, what to do. NULL when there is no memory. */
static char *place_words(const struct mask *mask, bool by_hand)
{
	_cleanup_free_ char *word = NULL;

	if (places[mask->place].unmask)
		return xstrdup(mask->path);
	word = mask->word ? xstrdup(mask->word) : format_text("systemd.mask=%s", mask->unit);
	if (!word)
		return NULL;
	return format_text("%s on the kernel command line (%s)%s", word, mask->path,
			   by_hand ? "; take that word out and reboot" : "");
}

static char *kubelet_words(char *const *held_back, const char *active)
{
	_cleanup_free_ char *names = NULL;

	if (active)
		return format_text(", but %s runs all the same", active);
	if (!held_back || !*held_back)
		return xstrdup("");
	names = strv_join(held_back, ", ");
	return names ? format_text(", and %s does not start", names) : NULL;
}

static int report_mask(const struct masks *masks, const struct mask *mask, const char *remedy,
		       const char *kubelet, struct report *report)
{
	_cleanup_free_ char *place = place_words(mask, masks->by_hand);

	if (!place)
		return -ENOMEM;
	report_cause(report, CHECK_NAME, CAUSE_GATE_MASKED, mask->unit, remedy,
		     "the gate never runs%s: %s is masked by %s", kubelet, mask->unit, place);
	return 0;
}

int mask_report(const struct context *ctx, char *const *held_back, const char *active,
		struct report *report)
{
	_cleanup_(masks_free) struct masks masks = {0};
	_cleanup_free_ char *remedy = NULL, *kubelet = kubelet_words(held_back, active);
	int r = kubelet ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(units); i++)
		r = find_masks(ctx, units[i], &masks);
	if (r == 0)
		r = compose(ctx, &masks, held_back, &remedy);
	for (size_t i = 0; r == 0 && i < masks.count; i++)
		r = report_mask(&masks, &masks.list[i], remedy, kubelet, report);
	return r;
}
