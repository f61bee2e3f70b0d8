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

#define COMMAND_LINE 0 /* the place of its words */

static const char *const units[] = {GATE_UNIT, BARRIER_UNIT};

#define MASKS_MAX (ARRAY_SIZE(places) * ARRAY_SIZE(units))

struct mask {
	const char *unit;
	size_t place;
	char *path;
	char *word; /* on the kernel command line; NULL for another place */
};

struct masks {
	struct mask list[MASKS_MAX];
	size_t count;
	bool by_hand; /* no command is known that takes the words off the kernel command line */
};

static void masks_free(struct masks *masks)
{
	for (size_t i = 0; i < masks->count; i++) {
		free(masks->list[i].path);
		free(masks->list[i].word);
	}
}

bool mask_is(const struct stat *status)
{
	return (S_ISREG(status->st_mode) && status->st_size == 0) || S_ISCHR(status->st_mode) ||
	       S_ISBLK(status->st_mode);
}

/*
 * The word that masks the unit, the caller's. It can also be in an EFI variable (SystemdOptions),
 * which no command is known for.
 */
static char *find_word(const struct context *ctx, const char *unit, bool *ret_by_hand)
{
	_cleanup_free_ char *cmdline = NULL;
	char word[CMDLINE_PARAMETER_SIZE];

	if (sysroot_read(ctx->root, "/proc/cmdline", SYSROOT_TEXT_MAX, &cmdline, NULL) == 0 &&
	    cmdline_masks(cmdline, unit, word))
		return xstrdup(word);
	*ret_by_hand = true;
	return format_text("systemd.mask=%s", unit);
}

/* The masks of one unit, down to a unit file that is none. */
static void find_masks(const struct context *ctx, const char *unit, struct masks *masks)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_free_ char *path = format_text("%s/%s", places[i].directory, unit);
		struct stat status;

		if (sysroot_lstat(ctx->root, path, &status) < 0)
			continue;
		if (sysroot_stat(ctx->root, path, &status) < 0 || !mask_is(&status))
			break;
		masks->list[masks->count++] = (struct mask){
			.unit = unit,
			.place = i,
			.path = TAKE(path),
			.word = places[i].unmask ? NULL : find_word(ctx, unit, &masks->by_hand),
		};
	}
}

/*
 * What is masked in that place, as the words of its command: the units, or those of the command
 * line.
 */
static char *join_words(const struct masks *masks, size_t place)
{
	_cleanup_strv_ char **words = NULL;

	for (size_t i = 0; i < masks->count; i++)
		if (masks->list[i].place == place)
			strv_append(&words, places[place].unmask ? masks->list[i].unit
								 : masks->list[i].word);
	return words ? strv_join(words, " ") : NULL;
}

/*
 * The command for all masks of that place, the caller's; NULL where there is none, or no command is
 * known.
 */
static char *place_command(const struct context *ctx, struct masks *masks, size_t place)
{
	_cleanup_free_ char *words = join_words(masks, place);
	_cleanup_remedy_ struct remedy remedy = {0};

	if (!words)
		return NULL;
	if (places[place].unmask)
		return format_text("%s %s", places[place].unmask, words);
	if (!masks->by_hand)
		remedy = cmdline_remedy(ctx, words, "");
	masks->by_hand = !remedy.command;
	return TAKE(remedy.command);
}

/*
 * One command for all masks, none when none is known. Where no reboot follows, it starts kubelet.
 */
static struct remedy compose(const struct context *ctx, struct masks *masks, char *const *held_back)
{
	_cleanup_free_ char *last = place_command(ctx, masks, COMMAND_LINE);
	_cleanup_strv_ char **commands = NULL;
	const char *reboot = last ? "; then drain the node and reboot" : "";

	for (size_t place = COMMAND_LINE + 1; place < ARRAY_SIZE(places); place++) {
		_cleanup_free_ char *command = place_command(ctx, masks, place);

		if (command)
			strv_append(&commands, command);
	}
	if (!last && !masks->by_hand && held_back && *held_back) {
		_cleanup_free_ char *names = strv_join(held_back, " ");

		last = format_text("systemctl start %s", names);
	}
	if (last)
		strv_append(&commands, last);
	return remedy_explain(
		remedy_take(REMEDY_DECISION, commands ? strv_join(commands, " && ") : NULL),
		"a decision for whoever masked the gate: it can hold kubelet back again%s", reboot);
}

/* By what, and where there is no command, what to do. */
static char *place_words(const struct mask *mask, bool by_hand)
{
	if (!mask->word)
		return xstrdup(mask->path);
	return format_text("%s on the kernel command line (%s)%s", mask->word, mask->path,
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

void mask_report(const struct context *ctx, char *const *held_back, const char *active,
		 struct report *report)
{
	_cleanup_(masks_free) struct masks masks = {0};
	_cleanup_remedy_ struct remedy remedy = {0};
	_cleanup_free_ char *kubelet = kubelet_words(held_back, active);

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		find_masks(ctx, units[i], &masks);
	remedy = compose(ctx, &masks, held_back);
	for (const struct mask *mask = masks.list; mask < masks.list + masks.count; mask++) {
		_cleanup_free_ char *place = place_words(mask, masks.by_hand);

		report_cause(report, CHECK_NAME, CAUSE_GATE_MASKED, mask->unit, &remedy,
			     "the gate never runs%s: %s is masked by %s", kubelet, mask->unit,
			     place);
	}
}
