/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Take the inventory of the installed kernels, and what is done with the list alone. */
#include "config.h"

#include <errno.h>

#include "kernels/inventory.h"
#include "system/module_tree.h"

#define KERNELS_MAX 256

static int compare_releases(const void *first, const void *second)
{
	return strverscmp(*(char *const *)first, *(char *const *)second);
}

static int add_release(char ***releases, const char *release)
{
	if (!*release || strv_contains(*releases, release))
		return 0;
	if (strv_length(*releases) >= KERNELS_MAX)
		return -E2BIG;
	strv_append(releases, release);
	return 0;
}

/* Every release that anything on this root speaks of. */
static int list_releases(const struct context *ctx, const struct boot_entries *entries,
			 const struct next_boot *next, const char *running, char ***ret)
{
	_cleanup_strv_ char **trees = NULL;
	_cleanup_strv_ char **boot = NULL;
	int r = module_tree_releases(ctx->root, &trees);

	if (r == 0)
		r = sysroot_list(ctx->root, "/boot", SYSROOT_ENTRIES_MAX, &boot);
	if (r < 0 && r != -ENOENT && r != -ENOTDIR)
		return r;
	r = add_release(ret, running);
	for (char **name = trees; r == 0 && name && *name; name++)
		r = add_release(ret, *name);
	for (char **name = boot; r == 0 && name && *name; name++) {
		char release[KERNEL_RELEASE_SIZE];

		if (kernel_image_release(*name, release))
			r = add_release(ret, release);
	}
	for (size_t i = 0; r == 0 && i < entries->count; i++)
		r = add_release(ret, entries->list[i].release);
	if (r == 0 && next->release)
		r = add_release(ret, next->release);
	if (r == 0 && *ret)
		qsort(*ret, strv_length(*ret), sizeof(**ret), compare_releases);
	return r;
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

static void kernel_free(struct installed_kernel *kernel)
{
	for (size_t i = 0; i < kernel->count; i++) {
		free(kernel->modules[i].path);
		free(kernel->modules[i].words);
		remedy_free(&kernel->modules[i].remedy);
	}
	free(kernel->modules);
	free(kernel->release);
	free(kernel->image);
	free(kernel->package);
}

void inventory_free(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++)
		kernel_free(&inventory->kernels[i]);
	free(inventory->kernels);
	free(inventory->next.release);
	free(inventory->next.entry);
	free(inventory->next.why);
	*inventory = (struct inventory){0};
}
