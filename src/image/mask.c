/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A gate that is masked, by what, and the command that unmasks it. */
#include "config.h"

#include "bootloader/remedy.h"
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

/* The word that masks the unit, the caller's; NULL where it is not there. */
static char *find_word(const struct context *ctx, const char *unit)
{
	_cleanup_free_ char *cmdline = NULL;
	char word[CMDLINE_PARAMETER_SIZE];

	/* The word can also be in an EFI variable (SystemdOptions). */
	if (sysroot_read(ctx->root, "/proc/cmdline", SYSROOT_TEXT_MAX, &cmdline, NULL) < 0 ||
	    !cmdline_masks(cmdline, unit, word))
		return NULL;
	return xstrdup(word);
}

/* The masks of one unit, down to a unit file that is none. */
static void find_masks(const struct context *ctx, const char *unit, struct masks *masks)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_free_ char *path = format_text("%s/%s", places[i].directory, unit);
		struct mask *mask = &masks->list[masks->count];
		struct stat status;

		if (sysroot_lstat(ctx->root, path, &status) < 0)
			continue;
		if (!is_mask(ctx->root, path))
			break;
		*mask = (struct mask){.unit = unit, .place = i, .path = path};
		path = NULL;
		masks->count++;
		if (!places[i].unmask)
			mask->word = find_word(ctx, unit);
	}
}

/* "systemctl unmask A B", and the same for --runtime. */
static void unmask_commands(const struct masks *masks, char ***ret_commands)
{
	for (size_t place = 0; place < ARRAY_SIZE(places); place++) {
		_cleanup_strv_ char **words = NULL;
		_cleanup_free_ char *command = NULL;

		for (size_t i = 0; i < masks->count; i++) {
			const struct mask *mask = &masks->list[i];

			if (mask->place != place || !places[place].unmask)
				continue;
			if (!words)
				strv_append(&words, places[place].unmask);
			strv_append(&words, mask->unit);
		}
		if (!words)
			continue;
		command = strv_join(words, " ");
		strv_append(ret_commands, command);
	}
}

/* The command that takes the words off the kernel command line; NULL for none. */
static char *cmdline_command(const struct context *ctx, struct masks *masks)
{
	_cleanup_strv_ char **words = NULL;
	_cleanup_free_ char *joined = NULL;
	_cleanup_remedy_ struct remedy remedy = {0};
	bool needed = false, known = true;
	char *command;

	for (size_t i = 0; i < masks->count; i++) {
		if (places[masks->list[i].place].unmask)
			continue;
		needed = true;
		known = known && masks->list[i].word;
		if (known)
			strv_append(&words, masks->list[i].word);
	}
	joined = strv_join(words, " ");
	if (needed && known)
		remedy = cmdline_remedy(ctx, joined, "");
	command = remedy.command;
	remedy.command = NULL;
	masks->by_hand = needed && !command;
	return command;
}

static char *start_command(char *const *held_back)
{
	_cleanup_free_ char *names = strv_join(held_back, " ");

	return format_text("systemctl start %s", names);
}

/* One command for all masks, none when none is known. Where no reboot follows, it starts kubelet.
 */
static struct remedy compose(const struct context *ctx, struct masks *masks, char *const *held_back)
{
	_cleanup_free_ char *boot = cmdline_command(ctx, masks), *start = NULL;
	_cleanup_strv_ char **commands = NULL;
	struct remedy remedy;

	unmask_commands(masks, &commands);
	if (!boot && !masks->by_hand && held_back && *held_back)
		start = start_command(held_back);
	if (boot || start)
		strv_append(&commands, boot ? boot : start);
	remedy = remedy_take(REMEDY_DECISION, commands ? strv_join(commands, " && ") : NULL);
	return remedy_explain(remedy,
			      "a decision for whoever masked the gate: it can hold kubelet back "
			      "again%s",
			      boot ? "; then drain the node and reboot" : "");
}

/* By what, and where there is no command, what to do. */
static char *place_words(const struct mask *mask, bool by_hand)
{
	_cleanup_free_ char *word = NULL;

	if (places[mask->place].unmask)
		return xstrdup(mask->path);
	word = mask->word ? xstrdup(mask->word) : format_text("systemd.mask=%s", mask->unit);
	return format_text("%s on the kernel command line (%s)%s", word, mask->path,
			   by_hand ? "; remove that parameter and reboot" : "");
}

static char *kubelet_words(char *const *held_back, const char *active)
{
	_cleanup_free_ char *names = NULL;

	if (active)
		return format_text(", but %s is running", active);
	if (!held_back || !*held_back)
		return xstrdup("");
	names = strv_join(held_back, ", ");
	return format_text(", and %s does not start", names);
}

static void report_mask(const struct masks *masks, const struct mask *mask,
			const struct remedy *remedy, const char *kubelet, struct report *report)
{
	_cleanup_free_ char *place = place_words(mask, masks->by_hand);

	report_cause(report, CHECK_NAME, CAUSE_GATE_MASKED, mask->unit, remedy,
		     "the gate never runs%s: %s is masked by %s", kubelet, mask->unit, place);
}

void mask_report(const struct context *ctx, char *const *held_back, const char *active,
		 struct report *report)
{
	_cleanup_(masks_free) struct masks masks = {0};
	_cleanup_remedy_ struct remedy remedy = {0};
	_cleanup_free_ char *kubelet = kubelet_words(held_back, active);

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		find_masks(ctx, units[i], &masks);
	remedy = compose(ctx, &masks, held_back);
	for (size_t i = 0; i < masks.count; i++)
		report_mask(&masks, &masks.list[i], &remedy, kubelet, report);
}
