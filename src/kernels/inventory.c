/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The inventory of the installed kernels, and what each of them ships. */
#include "config.h"

#include <errno.h>

#include "kernels/inventory.h"
#include "module/facts.h"
#include "system/module_tree.h"

#define KERNELS_MAX 256

static int compare_releases(const void *first, const void *second)
{
	return strverscmp(*(char *const *)first, *(char *const *)second);
}

/* One more than the limit says that there are too many. */
static void add_release(char ***releases, const char *release)
{
	if (*release && strv_length(*releases) <= KERNELS_MAX &&
	    !strv_contains(*releases, release))
		strv_append(releases, release);
}

/* Every release that a module tree, an image, a boot entry or the boot loader names, sorted. */
static int list_releases(const struct context *ctx, const struct boot_entries *entries,
			 const struct next_boot *next, const char *running, char ***ret)
{
	_cleanup_strv_ char **trees = NULL, **boot = NULL;
	int r = module_tree_releases(ctx->root, &trees);

	if (r == 0)
		r = sysroot_list(ctx->root, "/boot", SYSROOT_ENTRIES_MAX, &boot);
	if (r < 0 && r != -ENOENT && r != -ENOTDIR)
		return r;
	add_release(ret, running);
	for (char **name = trees; name && *name; name++)
		add_release(ret, *name);
	for (char **name = boot; name && *name; name++) {
		char release[KERNEL_RELEASE_SIZE];

		if (kernel_image_release(*name, release))
			add_release(ret, release);
	}
	for (size_t i = 0; i < entries->count; i++)
		add_release(ret, entries->list[i].release);
	if (next->release)
		add_release(ret, next->release);
	if (*ret)
		qsort(*ret, strv_length(*ret), sizeof(**ret), compare_releases);
	return strv_length(*ret) > KERNELS_MAX ? -E2BIG : 0;
}

/* An image that is empty boots nothing: a package that was unpacked by half. */
static bool is_image(const struct context *ctx, const char *path)
{
	struct stat status;

	return sysroot_stat(ctx->root, path, &status) == 0 && S_ISREG(status.st_mode) &&
	       status.st_size > 0;
}

/* Where the kernel's image is: in /boot, in its module tree, or where a boot entry says. */
static void find_image(const struct context *ctx, const struct boot_entries *entries,
		       struct installed_kernel *kernel)
{
	static const struct {
		const char *before, *after;
	} forms[] = {
		{"/boot/vmlinuz-", ""}, {"/boot/vmlinux-", ""}, {"/boot/kernel-", ""},
		{"/boot/Image-", ""},   {"/lib/modules/", "/vmlinuz"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(forms) && !kernel->image; i++) {
		char *path = format_text("%s%s%s", forms[i].before, kernel->release, forms[i].after);

		if (is_image(ctx, path))
			kernel->image = path;
		else
			free(path);
	}
	for (size_t i = 0; i < entries->count && !kernel->image; i++)
		if (text_equal(entries->list[i].release, kernel->release) &&
		    is_image(ctx, entries->list[i].image))
			kernel->image = xstrdup(entries->list[i].image);
}

int inventory_take(const struct context *ctx, const char *running, struct inventory *ret)
{
	_cleanup_(boot_entries_free) struct boot_entries entries = {0};
	_cleanup_strv_ char **releases = NULL;
	int r;

	*ret = (struct inventory){0};
	boot_entries_read(ctx, &entries);
	next_boot_find(ctx, &entries, &ret->next);
	r = list_releases(ctx, &entries, &ret->next, running, &releases);
	if (r < 0)
		return r;
	ret->kernels = xcalloc(strv_length(releases) + 1, sizeof(*ret->kernels));
	for (char **release = releases; release && *release; release++) {
		struct installed_kernel *kernel = &ret->kernels[ret->count++];

		kernel->release = xstrdup(*release);
		find_image(ctx, &entries, kernel);
		kernel->running = text_equal(*release, running);
		kernel->next = ret->next.release && text_equal(*release, ret->next.release);
	}
	return 0;
}

/* running: the kernel that runs, when this is it; NULL for another one, or an image. */
static void judge_module(const struct context *ctx, const struct kernel *running,
			 struct kernel_module *module)
{
	_cleanup_facts_ struct module_facts facts = {.name = module->name, .has_modules = true};
	const char *path = facts.lookup.path, *slash, *dot;
	enum module_state state = MODULE_ABSENT;
	enum module_answer answer;
	enum cause_id cause;
	int r = module_facts_files(ctx, &facts);

	if (r < 0) {
		module->words = xstrdup(sysroot_strerror(r));
		return;
	}
	if (!facts.tree && running)
		running->module_state(running, module->name, &state);
	answer = module_judge(&facts, ctx->release, &cause);
	if (answer == MODULE_ANSWER_LOADABLE) {
		module->ships = SHIPS_FILE;
		module->path = xstrdup(path);
		slash = strrchr(path, '/');
		dot = strchrnul(slash ? slash : path, '.');
		snprintf(module->form, sizeof(module->form), "%s", dot);
	} else if (answer != MODULE_ANSWER_FAULT || state == MODULE_BUILT_IN) {
		module->ships = SHIPS_BUILT_IN;
	} else {
		module->ships = SHIPS_NOT;
		module->cause = cause;
		/* Which other kernel has it does not matter: this one will be booted. */
		if (cause == CAUSE_MODULE_IN_OTHER_KERNEL)
			module->cause = CAUSE_MODULE_NOT_SHIPPED;
		module->words = module_words(ctx, &facts, module->cause);
		module->remedy = module_remedy(ctx, &facts, module->cause);
	}
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
	kernel->modules =
		xcalloc(strv_length(ctx->settings->modules) + 1, sizeof(*kernel->modules));
	for (char **name = ctx->settings->modules; *name; name++) {
		kernel->modules[kernel->count].name = *name;
		judge_module(&of_kernel, running, &kernel->modules[kernel->count++]);
	}
	judge_package(&of_kernel, kernel);
	kernel->judged = true;
}

bool kernel_ships_all(const struct installed_kernel *kernel)
{
	for (size_t i = 0; i < kernel->count; i++)
		if (kernel->modules[i].ships != SHIPS_FILE && kernel->modules[i].ships != SHIPS_BUILT_IN)
			return false;
	return kernel->judged;
}

struct installed_kernel *inventory_find(const struct inventory *inventory, const char *release)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (text_equal(inventory->kernels[i].release, release))
			return &inventory->kernels[i];
	return NULL;
}

void inventory_free(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		struct installed_kernel *kernel = &inventory->kernels[i];

		for (size_t j = 0; j < kernel->count; j++) {
			free(kernel->modules[j].path);
			free(kernel->modules[j].words);
			remedy_free(&kernel->modules[j].remedy);
		}
		free(kernel->modules);
		free(kernel->release);
		free(kernel->image);
		free(kernel->package);
	}
	free(inventory->kernels);
	free(inventory->next.release);
	free(inventory->next.entry);
	free(inventory->next.why);
	*inventory = (struct inventory){0};
}
