/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "module": each required kernel module is loaded, built in, or loadable; the gate loads it.
 */
#include "config.h"

#include <errno.h>

#include "module/facts.h"
#include "system/module_tree.h"

static void report_fault(const struct context *ctx, struct report *report,
			 const struct module_facts *facts, enum cause_id cause, const char *words)
{
	_cleanup_remedy_ struct remedy remedy = module_remedy(ctx, facts, cause);

	report_cause(report, check_module.name, cause, facts->name, &remedy, "%s", words);
}

/*
 * A module that was loaded before the gate ran, and that the module tree does not ship, came from
 * the initramfs, or its file was removed since. The node is fit; the next module that is asked for
 * will be missing.
 */
static void report_loaded(const struct context *ctx, struct report *report,
			  const struct module_facts *facts)
{
	_cleanup_free_ char *file = NULL, *tree = NULL, *words = NULL;
	char container[HOST_CONTAINER_SIZE];

	if (!facts->was_loaded || host_container(ctx->root, container) || !*ctx->release ||
	    !module_is_lost(ctx, facts->name, &file)) {
		report_pass(report, check_module.name, facts->name, "%s loaded", facts->name);
		return;
	}
	tree = module_tree_file(ctx->root, ctx->release, "");
	if (file)
		words = format_text("%s is loaded, but %s, which it needs, is missing", facts->name,
				    file);
	else
		words = format_text("%s is loaded, but %s does not have it: it came from the "
				    "initramfs, or its file was removed since", facts->name, tree);
	report_fault(ctx, report, facts, CAUSE_MODULE_ONLY_IN_INITRAMFS, words);
}

static void report_loadable(const struct context *ctx, struct report *report,
			    const struct module_facts *facts)
{
	const char *check = check_module.name, *name = facts->name, *path = facts->lookup.path;

	if (facts->newer[0])
		report_skip(report, check, name, "%s shipped: %s; %s is newer than this program "
			    "supports, and was not examined", name, path, facts->newer);
	else if (ctx->kernel)
		report_pass(report, check, name, "%s loadable; the gate loads and proves it", name);
	else
		report_pass(report, check, name, "%s shipped: %s", name, path);
}

static void check_one(const struct context *ctx, struct report *report, const char *name)
{
	_cleanup_facts_ struct module_facts facts = {0};
	_cleanup_remedy_ struct remedy library = {0};
	_cleanup_free_ char *words = NULL;
	enum cause_id cause;
	int r = module_look(ctx, name, ctx->acts, &facts, &cause);

	if (r == -ELIBACC)
		library = module_remedy_library(ctx);
	if (r < 0) {
		report_cause(report, check_module.name, CAUSE_MODULE_UNKNOWN, name, &library,
			     "the state of %s could not be read: %s", name, sysroot_strerror(r));
	} else if (r == MODULE_ANSWER_LOADED) {
		report_loaded(ctx, report, &facts);
	} else if (r == MODULE_ANSWER_BUILT_IN) {
		report_pass(report, check_module.name, name, "%s built in", name);
	} else if (r == MODULE_ANSWER_LOADABLE) {
		report_loadable(ctx, report, &facts);
	} else {
		words = module_words(ctx, &facts, cause);
		report_fault(ctx, report, &facts, cause, words);
	}
}

static int run(const struct context *ctx, struct report *report)
{
	if (!*ctx->settings->modules)
		report_skip(report, check_module.name, NULL, "the settings require no module");
	for (char **name = ctx->settings->modules; *name; name++)
		check_one(ctx, report, *name);
	return 0;
}

const struct check check_module = {
	.name = "module",
	.title = "Kernel module",
	.blind = CAUSE_MODULE_UNKNOWN,
	.of_kernel = true,
	.run = run,
};
