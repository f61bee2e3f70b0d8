/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One look at the node. */
#include "config.h"

#include <errno.h>
#include <sys/utsname.h>

#include "commands/checks.h"
#include "commands/commands.h"
#include "commands/look.h"
#include "core/policy.h"
#include "core/settings_file.h"
#include "kernels/inventory.h"
#include "system/module_tree.h"
#include "text/kernel_release.h"
#include "text/quote.h"

#define SETTINGS_CHECK "settings" /* not a check that can be chosen: it always comes first */

/* True when the file of /boot is a kernel's image, and not the empty rest of one. */
static bool is_kernel(const struct sysroot *root, const char *name,
		      char ret_release[static KERNEL_RELEASE_SIZE])
{
	_cleanup_free_ char *path = format_text("/boot/%s", name);
	struct stat status;

	return kernel_image_release(name, ret_release) && sysroot_stat(root, path, &status) == 0 &&
	       S_ISREG(status.st_mode) && status.st_size > 0;
}

/*
 * The newest kernel of an image, which is the one that boots: by the module trees, and by the files
 * in /boot, for the tree of one can be what is missing. Where /boot is only root's, by the trees
 * alone.
 */
static int choose_newest(const struct sysroot *root, char ret[static KERNEL_RELEASE_SIZE])
{
	_cleanup_strv_ char **trees = NULL;
	_cleanup_strv_ char **files = NULL;
	int r = module_tree_releases(root, &trees);

	if (r < 0)
		return r;
	(void)sysroot_list(root, "/boot", SYSROOT_ENTRIES_MAX, &files);
	if (trees && *trees)
		snprintf(ret, KERNEL_RELEASE_SIZE, "%.64s", trees[strv_length(trees) - 1]);
	for (char **name = files; name && *name; name++) {
		char release[KERNEL_RELEASE_SIZE];

		if (is_kernel(root, *name, release) && strverscmp(release, ret) > 0)
			memcpy(ret, release, sizeof(release));
	}
	return 0;
}

static int choose_release(const struct look_request *request, struct look *look)
{
	struct utsname running;

	if (request->kernel) {
		snprintf(look->release, sizeof(look->release), "%s", request->kernel);
		return 0;
	}
	if (request->next)
		return 0; /* look_at_next() finds it */
	if (!look->root.confined && !request->all_kernels) {
		if (uname(&running) < 0)
			return -errno;
		snprintf(look->release, sizeof(look->release), "%.64s", running.release);
		return 0;
	}
	return choose_newest(&look->root, look->release);
}

/* What is wrong with them is in the report, and the look goes on with the rest. */
static void read_settings(struct look *look)
{
	struct settings_problems problems;

	settings_read(&look->root, &look->settings, &problems);
	for (size_t i = 0; i < problems.count; i++) {
		const struct settings_problem *problem = &problems.list[i];
		_cleanup_free_ char *word = quote_shell(problem->file);
		_cleanup_remedy_ struct remedy remedy = {0};

		if (problem->line)
			remedy = remedy_format(REMEDY_EDIT, "vi +%u %s", problem->line, word);
		report_cause_as(&look->report, SETTINGS_CHECK, CAUSE_SETTINGS_INVALID,
				problem->is_error ? VERDICT_ERROR : VERDICT_WARN, problem->file,
				&remedy, "%s", problem->text);
	}
	settings_problems_free(&problems);
}

/* In place of the probe of a link, for looks that are repeated: each would create a link. */
static int probe_nothing(const struct kernel *kernel, const char *kind, struct link_probe *ret)
{
	return -EPERM;
}

/* The mode of the gate, of an image as its settings have it. */
static void choose_mode(const struct look_request *request, struct look *look)
{
	enum gate_mode *mode = &look->report.mode;

	*mode = look->settings.mode;
	if (request->gate_mode)
		*mode = *request->gate_mode;
	else if (!look->root.confined)
		(void)mode_of_cmdline(mode);
}

int look_begin(const struct look_request *request, struct look *ret)
{
	bool live;
	int r;

	*ret = (struct look){.root.fd = -1};
	r = sysroot_open(&ret->root, request->root);
	if (r < 0)
		return r;
	ret->root.trail = request->trail;
	r = choose_release(request, ret);
	if (r < 0) {
		sysroot_close(&ret->root);
		return r;
	}
	report_init(&ret->report, ret->release, request->root);
	read_settings(ret);
	choose_mode(request, ret);
	ret->kernel = kernel_live(&ret->root, request->private_network);
	if (request->mode == LOOK_WITHOUT_LINK)
		ret->kernel.link_probe = probe_nothing;
	live = !ret->root.confined && !request->kernel && !request->all_kernels && !request->next;
	ret->report.offline = !live;
	ret->ctx = (struct context){
		.settings = &ret->settings,
		.root = &ret->root,
		.kernel = live ? &ret->kernel : NULL,
		.release = ret->release,
		.acts = request->mode == LOOK_AND_ACT,
		.mode = ret->report.mode,
	};
	return 0;
}

void look_complain(const struct look_request *request, int error)
{
	if (error == -ENOPKG)
		return; /* require_kernel() has said it */
	complain("%s cannot be checked: %s", request->root, sysroot_strerror(error));
}

void look_say_settings(const struct look *look)
{
	for (size_t i = 0; i < look->report.count; i++)
		if (text_equal(look->report.findings[i].check, SETTINGS_CHECK))
			complain("%s", look->report.findings[i].summary);
}

bool look_begin_aloud(const struct look_request *request, struct look *ret)
{
	int r = look_begin(request, ret);

	if (r < 0) {
		look_complain(request, r);
		return false;
	}
	look_say_settings(ret);
	return true;
}

/*
 * Module trees that nothing boots are left out, where there are others: what a removal left behind.
 */
static void choose_kernels(const struct inventory *inventory, struct report *report,
			   char ***ret_kernels)
{
	bool images = false;

	for (size_t i = 0; i < inventory->count; i++)
		images |= inventory->kernels[i].image != NULL;
	for (size_t i = 0; i < inventory->count; i++) {
		const struct installed_kernel *kernel = &inventory->kernels[i];

		if (kernel->image || !images)
			strv_append(ret_kernels, kernel->release);
		else
			report_skip(report, check_module.name, kernel->release,
				    "%s: not checked, because no kernel image boots it",
				    kernel->release);
	}
}

/* The kernels of --kernel=all; the report is about them all. */
static int list_kernels(const struct context *ctx, struct report *report, char ***ret_kernels)
{
	_cleanup_(inventory_free) struct inventory inventory = {0};
	_cleanup_strv_ char **kernels = xcalloc(1, sizeof(*kernels));
	int r = inventory_take(ctx, "", &inventory);

	if (r < 0)
		return r;
	choose_kernels(&inventory, report, &kernels);
	free(report->kernel);
	report->kernel = strv_join(kernels, ", ");
	*ret_kernels = TAKE(kernels);
	return 0;
}

static void look_through(const struct look_request *request, const struct context *ctx,
			 struct report *report)
{
	_cleanup_strv_ char **kernels = NULL;
	int r = request->all_kernels ? list_kernels(ctx, report, &kernels) : 0;

	if (r < 0) {
		report_cause(report, check_module.name, CAUSE_MODULE_UNKNOWN, NULL, NULL,
			     "the kernels could not be listed: %s", sysroot_strerror(r));
		return;
	}
	if (ctx->kernel && !sysroot_exists(ctx->root, "/proc/self"))
		report_cause(report, check_module.name, CAUSE_MODULE_UNKNOWN, "/proc",
			     REMEDY(REMEDY_SAFE, "mount -t proc proc /proc"),
			     "/proc is not mounted: without it the running kernel is not known");
	checks_run(ctx, kernels, request->names, report);
}

/* The modules and their package alone: nothing else of a node depends on which kernel it boots. */
static void look_at_next(struct look *look)
{
	_cleanup_free_ char *release = NULL;
	_cleanup_strv_ char **names = NULL;

	if (!next_kernel_find(&look->ctx, &look->report, &release))
		return;
	snprintf(look->release, sizeof(look->release), "%s", release);
	free(look->report.kernel);
	look->report.kernel = xstrdup(release);
	strv_append(&names, check_module.name);
	strv_append(&names, check_package.name);
	checks_run(&look->ctx, NULL, names, &look->report);
}

/*
 * A release that nothing on this root speaks of is a typing error, or of another node: no verdict
 * is given on it. Where the kernels cannot be listed, the checks say so.
 */
static int require_kernel(const struct look *look)
{
	_cleanup_(inventory_free) struct inventory inventory = {0};
	_cleanup_strv_ char **releases = NULL;
	_cleanup_free_ char *list = NULL;
	_cleanup_free_ char *quoted = NULL;
	struct utsname running = {0};

	if (!look->root.confined)
		uname(&running);
	if (inventory_take(&look->ctx, running.release, &inventory) < 0 ||
	    inventory_find(&inventory, look->release))
		return 0;
	for (size_t i = 0; i < inventory.count; i++)
		strv_append(&releases, inventory.kernels[i].release);
	list = releases ? strv_join(releases, ", ") : xstrdup("none");
	quoted = quote_message(list);
	complain("no kernel %s here; installed: %s", look->release, quoted);
	return -ENOPKG;
}

int look_at_node(const struct look_request *request, struct look *ret)
{
	int r = look_begin(request, ret);

	if (r < 0)
		return r;
	r = request->kernel ? require_kernel(ret) : 0;
	if (r < 0) {
		look_free(ret);
		return r;
	}
	if (ret->ctx.kernel && !request->next)
		ret->ctx.inquiry = &ret->inquiry;
	ret->inquiry.waits = request->mode == LOOK_AND_ACT;
	if (request->next)
		look_at_next(ret);
	else
		look_through(request, &ret->ctx, &ret->report);
	policy_apply(&ret->settings, &ret->report);
	/*
	 * Another kernel than the one that runs, or that an image boots, is none that was fit
	 * before.
	 */
	if (request->mode != LOOK_WITHOUT_LINK && !request->kernel && !request->all_kernels &&
	    !request->next)
		last_fit_note(ret);
	return 0;
}

void look_free(struct look *look)
{
	report_free(&look->report);
	inquiry_free(&look->inquiry);
	settings_free(&look->settings);
	sysroot_close(&look->root);
}
