/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Check "next-kernel": the kernel that boots next, and each that is newer than this one, ships what
 * the node needs. A warning and never more: this boot does not depend on it. And for "check
 * --next": which kernel a reboot boots, and what keeps that from being known.
 */
#include "config.h"

#include "bootloader/remedy.h"
#include "core/remedy.h"
#include "kernels/inventory.h"

#define NAME check_next_kernel.name

/* How many kernels are judged. Each costs some forks, and kubelet waits for the gate. */
#define JUDGED_BY_GATE 3
#define JUDGED         16

/* The modules that the kernel lacks, or those that could not be looked at. */
static char *names_of(const struct installed_kernel *kernel, enum ships ships)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < kernel->count; i++)
		if (kernel->modules[i].ships == ships)
			strv_append(&names, kernel->modules[i].name);
	return names ? strv_join(names, ", ") : NULL;
}

/* The commands for that kernel, each once; where none is known, the one that boots this kernel. */
static struct remedy remedy_of(const struct context *ctx, const struct installed_kernel *kernel)
{
	_cleanup_strv_ char **commands = NULL, **notes = NULL;
	enum remedy_kind kind = REMEDY_NONE;
	struct context other = *ctx;
	struct remedy remedy;

	for (size_t i = 0; i < kernel->count; i++) {
		remedy = kernel->modules[i].remedy;
		if (!remedy.command || strv_contains(commands, remedy.command))
			continue;
		strv_append(&commands, remedy.command);
		if (remedy.note && !strv_contains(notes, remedy.note))
			strv_append(&notes, remedy.note);
		if (remedy.kind > kind)
			kind = remedy.kind;
	}
	if (commands) {
		remedy = remedy_take(kind, strv_join(commands, "; "));
		remedy.note = notes ? strv_join(notes, "; ") : NULL;
		return remedy;
	}
	other.kernel = NULL; /* the running kernel works: the remedy says nothing of a reboot */
	if (!kernel->next)
		return (struct remedy){0};
	return remedy_for_root(&other, boot_remedy(ctx, ctx->release));
}

static const char *first_words(const struct installed_kernel *kernel, enum ships ships)
{
	for (size_t i = 0; i < kernel->count; i++)
		if (kernel->modules[i].ships == ships)
			return kernel->modules[i].words;
	return NULL;
}

static void report_lack(const struct context *ctx, struct report *report,
			const struct inventory *inventory, const struct installed_kernel *kernel)
{
	_cleanup_remedy_ struct remedy remedy = remedy_of(ctx, kernel);
	_cleanup_free_ char *names = names_of(kernel, SHIPS_NOT);
	const char *others = strstr(names, ", ");
	/* What is wrong with the first module, and the names of the others that are missing. */
	_cleanup_free_ char *words =
		format_text("%s%s%s", first_words(kernel, SHIPS_NOT),
			    others ? "; and it lacks " : "", others ? others + strlen(", ") : "");

	if (kernel->next)
		report_cause(report, NAME, CAUSE_NEXT_KERNEL_UNFIT,
			     kernel->release, &remedy, "%s boots next (%s): %s", kernel->release,
			     inventory->next.why, words);
	else
		report_cause(report, NAME, CAUSE_NEWER_KERNEL_UNFIT,
			     kernel->release, &remedy, "%s is newer than %s, and can be booted: %s",
			     kernel->release, ctx->release, words);
}

/* Report a kernel that was judged; true when there was something to report. */
static bool report_kernel(const struct context *ctx, struct report *report,
			  const struct inventory *inventory, const struct installed_kernel *kernel)
{
	_cleanup_free_ char *not_known = names_of(kernel, SHIPS_UNKNOWN);
	_cleanup_free_ char *lacks = names_of(kernel, SHIPS_NOT);

	if (lacks)
		report_lack(ctx, report, inventory, kernel);
	else if (not_known)
		report_cause(report, NAME, CAUSE_NEXT_KERNEL_UNKNOWN,
			     kernel->release, NULL, "whether kernel %s ships %s could not be read: %s",
			     kernel->release, not_known, first_words(kernel, SHIPS_UNKNOWN));
	return lacks || not_known;
}

/* The kernel that boots next is judged, and each newer one that has an image. */
static bool is_candidate(const struct context *ctx, const struct installed_kernel *kernel)
{
	if (text_equal(kernel->release, ctx->release))
		return false;
	return kernel->next || (kernel->image && strverscmp(kernel->release, ctx->release) > 0);
}

/* How many were judged; *ret_reported: how many of them were reported. */
static size_t judge_kernels(const struct context *ctx, struct report *report,
			    struct inventory *inventory, size_t *ret_reported)
{
	struct installed_kernel *next =
		inventory->next.release ? inventory_find(inventory, inventory->next.release) : NULL;
	size_t limit = ctx->acts ? JUDGED_BY_GATE : JUDGED, judged = 0, reported = 0;

	for (size_t i = inventory->count + 1; i > 0 && judged < limit; i--) {
		/* What boots next comes first, then the newest. */
		struct installed_kernel *kernel =
			i > inventory->count ? next : &inventory->kernels[i - 1];

		if (!kernel || kernel->judged || !is_candidate(ctx, kernel))
			continue;
		inventory_judge(ctx, kernel);
		judged++;
		reported += report_kernel(ctx, report, inventory, kernel);
	}
	*ret_reported = reported;
	return judged;
}

/* Nothing is wrong: say what is known. */
static void report_fine(const struct context *ctx, struct report *report,
			const struct inventory *inventory, size_t judged)
{
	const char *name = NAME, *next = inventory->next.release;

	if (next && !text_equal(next, ctx->release))
		report_pass(report, name, next, "kernel %s, which boots next, has the required modules", next);
	else if (inventory->count <= 1)
		report_skip(report, name, ctx->release, "no other kernel than %s is installed",
			    *ctx->release ? ctx->release : "none");
	else if (next)
		report_pass(report, name, next, "kernel %s boots next%s", next,
			    ctx->kernel ? ", as it runs now" : "");
	else if (judged > 0)
		report_pass(report, name, ctx->release,
			    "the kernels newer than %s have the required modules; which one boots "
			    "next is not known: %s", ctx->release, inventory->next.why);
	else
		report_skip(report, name, ctx->release,
			    "which kernel boots next is not known: %s; none newer than %s is installed",
			    inventory->next.why, ctx->release);
}

/*
 * Where the boot loader's partition is mounted on demand and is not mounted now; NULL when nowhere.
 * A device that does not answer would keep the gate waiting, and kubelet behind it.
 */
static const char *find_automount(const struct context *ctx)
{
	static const char *const partitions[] = {"/boot", "/efi", "/boot/efi"};

	for (size_t i = 0; i < ARRAY_SIZE(partitions); i++)
		if (sysroot_is_automount(ctx->root, partitions[i]))
			return partitions[i];
	return NULL;
}

static int run(const struct context *ctx, struct report *report)
{
	const char *automount = ctx->acts ? find_automount(ctx) : NULL;
	_cleanup_(inventory_free) struct inventory inventory = {0};
	size_t judged, reported;
	int r;

	if (!*ctx->settings->modules) {
		report_skip(report, NAME, NULL, "the settings require no module");
		return 0;
	}
	if (automount) {
		report_skip(report, NAME, automount,
			    "%s is mounted on demand, and the gate does not wait for it: "
			    "\"kubelet-preflight check next-kernel\" does", automount);
		return 0;
	}
	r = inventory_take(ctx, ctx->release, &inventory);
	if (r < 0) {
		report_cause(report, NAME, CAUSE_NEXT_KERNEL_UNKNOWN, NULL, NULL,
			     "the installed kernels could not be listed: %s", sysroot_strerror(r));
		return 0;
	}
	judged = judge_kernels(ctx, report, &inventory, &reported);
	if (reported == 0)
		report_fine(ctx, report, &inventory, judged);
	return 0;
}

/*
 * What says that the next boot can take another root file system, which is not looked into: a
 * deployment, a snapshot, that of a soft reboot, which "systemctl reboot" does where one is
 * prepared (systemd 254 and later; systemctl(1)).
 */
static const char *const other_roots[] = {
	"/run/ostree-booted", "/usr/sbin/transactional-update", "/run/nextroot/usr",
};

/* Why it is not known which kernel boots, the caller's; NULL when it is. */
static char *why_not_known(const struct context *ctx, const struct inventory *inventory)
{
	const struct next_boot *next = &inventory->next;
	_cleanup_free_ char *kexec = NULL;

	for (size_t i = 0; !ctx->root->confined && i < ARRAY_SIZE(other_roots); i++)
		if (sysroot_exists(ctx->root, other_roots[i]))
			return format_text("the next boot can use another root file system, as %s "
					   "says", other_roots[i]);
	/*
	 * "systemctl kexec", and "reboot" of later releases, start that kernel without the boot
	 * loader.
	 */
	sysroot_read(ctx->root, "/sys/kernel/kexec_loaded", SYSROOT_TEXT_MAX, &kexec, NULL);
	if (kexec && *kexec == '1')
		return xstrdup("a kernel is loaded for kexec (/sys/kernel/kexec_loaded), but Linux "
			       "does not say which");
	if (!next->release)
		return xstrdup(next->why);
	if (!inventory_find(inventory, next->release)->image)
		return format_text("it would be %s (%s), but its image is missing or empty",
				   next->release, next->why);
	return NULL;
}

bool next_kernel_find(const struct context *ctx, struct report *report, char **ret_release)
{
	_cleanup_(inventory_free) struct inventory inventory = {0};
	_cleanup_remedy_ struct remedy look = remedy_root(ctx), remedy = {0};
	_cleanup_free_ char *why = NULL;
	int r;

	if (!*ctx->settings->modules) {
		report_skip(report, NAME, NULL, "the settings require no module");
		return false;
	}
	r = inventory_take(ctx, "", &inventory);
	if (r < 0)
		why = format_text("the installed kernels could not be listed: %s",
				  sysroot_strerror(r));
	else
		why = why_not_known(ctx, &inventory);
	if (!why) {
		report_pass(report, NAME, inventory.next.release, "kernel %s boots next: %s",
			    inventory.next.release, inventory.next.why);
		*ret_release = xstrdup(inventory.next.release);
		return true;
	}
	if (geteuid() != 0)
		remedy = remedy_format(look.kind, "%s --next", look.command);
	report_cause_as(report, NAME, CAUSE_NEXT_KERNEL_UNKNOWN, VERDICT_ERROR, NULL, &remedy,
			"which kernel boots next is not known: %s", why);
	return false;
}

const struct check check_next_kernel = {
	.name = "next-kernel",
	.title = "Next kernel",
	.blind = CAUSE_NEXT_KERNEL_UNKNOWN,
	.run = run,
};
