/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an installed kernel ships of the modules that the node needs. */
#include "config.h"

#include "kernels/inventory.h"
#include "module/facts.h"

/* ".ko", ".ko.xz" */
static void put_form(const char *path, struct kernel_module *module)
{
	const char *name = strrchr(path, '/');
	const char *dot = strchr(name ? name : path, '.');

	snprintf(module->form, sizeof(module->form), "%s", dot ? dot : "");
}

static void put_fault(const struct context *ctx, const struct module_facts *facts,
		      enum cause_id cause, struct kernel_module *module)
{
	/* Which other kernel has it does not matter: this one will be booted, and needs it. */
	if (cause == CAUSE_MODULE_IN_OTHER_KERNEL)
		cause = CAUSE_MODULE_NOT_SHIPPED;
	module->ships = SHIPS_NOT;
	module->cause = cause;
	module->words = module_words(ctx, facts, cause);
	module->remedy = module_remedy(ctx, facts, cause);
}

/* NULL for running: another kernel, or an image. */
static bool built_into(const struct kernel *running, const char *module)
{
	enum module_state state;

	return running && running->module_state(running, module, &state) == 0 &&
	       state == MODULE_BUILT_IN;
}

static void judge_module(const struct context *ctx, const struct kernel *running,
			 struct kernel_module *module)
{
	_cleanup_facts_ struct module_facts facts = {.name = module->name, .has_modules = true};
	enum cause_id cause;
	int r = module_facts_files(ctx, &facts);

	if (r < 0) {
		module->words = xstrdup(sysroot_strerror(r));
		return;
	}
	switch (module_judge(&facts, ctx->release, &cause)) {
	case MODULE_ANSWER_LOADED:
	case MODULE_ANSWER_BUILT_IN:
		module->ships = SHIPS_BUILT_IN;
		return;
	case MODULE_ANSWER_LOADABLE:
		module->ships = SHIPS_FILE;
		put_form(facts.lookup.path, module);
		module->path = xstrdup(facts.lookup.path);
		return;
	case MODULE_ANSWER_FAULT:
		break;
	}
	if (!facts.tree && built_into(running, module->name))
		module->ships = SHIPS_BUILT_IN;
	else
		put_fault(ctx, &facts, cause, module);
}

static void judge_package(const struct context *ctx, struct installed_kernel *kernel)
{
	const char *module = kernel->count > 0 ? kernel->modules[0].name : NULL;
	struct kernel_package package;
	int installed;

	for (size_t i = kernel->count; i > 0; i--)
		if (kernel->modules[i - 1].ships == SHIPS_NOT)
			module = kernel->modules[i - 1].name;
	kernel->installed = INSTALLED_UNKNOWN;
	kernel_package_find(ctx, module ? module : "vxlan", &package);
	kernel->package = xstrdup(package.package);
	if (package.manager != PACKAGES_DPKG || !package.package[0])
		return;
	installed = package_installed(ctx, package.package, true);
	if (installed >= 0)
		kernel->installed = installed ? INSTALLED_YES : INSTALLED_NO;
}

void inventory_judge(const struct context *ctx, struct installed_kernel *kernel)
{
	const struct kernel *running = kernel->running ? ctx->kernel : NULL;
	struct context of_kernel = *ctx;

	if (kernel->judged)
		return;
	of_kernel.release = kernel->release;
	of_kernel.kernel = NULL;
	of_kernel.acts = false;
	kernel->modules = xcalloc(strv_length(ctx->settings->modules) + 1, sizeof(*kernel->modules));
	for (char **name = ctx->settings->modules; *name; name++) {
		kernel->modules[kernel->count].name = *name;
		judge_module(&of_kernel, running, &kernel->modules[kernel->count++]);
	}
	judge_package(&of_kernel, kernel);
	kernel->judged = true;
}
