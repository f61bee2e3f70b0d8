/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before a reboot: which kernel it boots, and what keeps that from being known. */
#include "config.h"

#include "core/remedy.h"
#include "kernels/inventory.h"
#include "kernels/next.h"

#define NAME check_next_kernel.name

/*
 * What says that the next boot can take another root file system, which is not looked into: a
 * deployment, a snapshot, that of a soft reboot, which "systemctl reboot" does where one is prepared
 * (systemd 254 and later; systemctl(1)).
 */
static const char *const other_roots[] = {
	"/run/ostree-booted", "/usr/sbin/transactional-update", "/run/nextroot/usr",
};

/* "systemctl kexec", and "reboot" of later releases, then start that kernel without the boot loader. */
static bool kexec_is_loaded(const struct context *ctx)
{
	_cleanup_free_ char *text = NULL;

	return sysroot_read(ctx->root, "/sys/kernel/kexec_loaded", SYSROOT_TEXT_MAX, &text, NULL) == 0 &&
	       text_starts(text, "1");
}

/* Why it is not known which kernel boots, the caller's; NULL when it is. */
static char *why_not_known(const struct context *ctx, const struct inventory *inventory)
{
	const struct next_boot *next = &inventory->next;

	for (size_t i = 0; !ctx->root->confined && i < ARRAY_SIZE(other_roots); i++)
		if (sysroot_exists(ctx->root, other_roots[i]))
			return format_text("the next boot can use another root file system, as %s says",
					   other_roots[i]);
	if (kexec_is_loaded(ctx))
		return xstrdup("a kernel is loaded for kexec (/sys/kernel/kexec_loaded), but Linux does "
			       "not say which");
	if (!next->release)
		return xstrdup(next->why);
	if (!inventory_find(inventory, next->release)->image)
		return format_text("it would be %s (%s), but its image is missing or empty",
				   next->release, next->why);
	return NULL;
}

static void report_not_known(const struct context *ctx, struct report *report, const char *why)
{
	_cleanup_remedy_ struct remedy look = remedy_root(ctx);
	_cleanup_remedy_ struct remedy remedy = {0};

	if (geteuid() != 0)
		remedy = remedy_format(look.kind, "%s --next", look.command);
	report_cause_as(report, NAME, CAUSE_NEXT_KERNEL_UNKNOWN, VERDICT_ERROR, NULL, &remedy,
			"which kernel boots next is not known: %s", why);
}

bool next_kernel_find(const struct context *ctx, struct report *report, char **ret_release)
{
	_cleanup_(inventory_free) struct inventory inventory = {0};
	_cleanup_free_ char *why = NULL;
	int r;

	if (!*ctx->settings->modules) {
		report_skip(report, NAME, NULL, "the settings require no module");
		return false;
	}
	r = inventory_take(ctx, "", &inventory);
	why = r < 0 ? format_text("the installed kernels could not be listed: %s", sysroot_strerror(r))
		    : why_not_known(ctx, &inventory);
	if (why) {
		report_not_known(ctx, report, why);
		return false;
	}
	report_pass(report, NAME, inventory.next.release, "kernel %s boots next: %s",
		    inventory.next.release, inventory.next.why);
	*ret_release = xstrdup(inventory.next.release);
	return true;
}
