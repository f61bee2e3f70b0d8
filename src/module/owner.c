/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose kernel it is, by what package managers leave in files: the lists of dpkg, pkgbase of Arch,
 * modules.packages of Oracle; and what is known where none of them owns it.
 */
#include "config.h"

#include "module/kernel_package.h"
#include "system/module_tree.h"
#include "text/kernel_release.h"
#include "text/module_name.h"

#define DPKG_INFO         "/var/lib/dpkg/info"
#define DPKG_NAMES_MAX    65536              /* names in there: 2,000 on a node */
#define DPKG_LISTS_MAX    (64 * 1024 * 1024) /* bytes of the lists that are read: 0.5 MB a kernel */
#define PACKAGES_TEXT_MAX (4 * 1024 * 1024)  /* bytes of modules.packages: 300 kB of UEK 8 */

bool package_name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				     "._+~-");

	return *name && *name != '-' && *name != '.' && !name[length] && length < PACKAGE_NAME_SIZE;
}

/* The one package that something was found in; with is_two it says nothing. */
struct owner {
	char package[PACKAGE_NAME_SIZE];
	bool is_two;
};

static void note_owner(struct owner *owner, const char *package)
{
	owner->is_two = owner->is_two || (*owner->package && !text_equal(owner->package, package));
	snprintf(owner->package, sizeof(owner->package), "%s", package);
}

/* In a list: the module's file, and what only the package of the kernel or of its modules has. */
static void read_list(const struct context *ctx, char *text, const char *module, const char *package,
		      struct owner *of_module, struct owner *of_kernel)
{
	_cleanup_free_ char *tree = format_text("/lib/modules/%s/", ctx->release);
	_cleanup_free_ char *image = format_text("/boot/vmlinuz-%s", ctx->release);
	char *rest = text;

	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		const char *path = text_starts(line, "/usr/lib/") ? line + strlen("/usr") : line;
		bool below = text_starts(path, tree);

		if (below && module_name_of_file(path, strlen(path), module))
			note_owner(of_module, package);
		else if (text_equal(path, image) ||
			 (below && text_starts(path + strlen(tree), "kernel")))
			note_owner(of_kernel, package);
	}
}

/* dpkg keeps PACKAGE.list, or PACKAGE:ARCHITECTURE.list, for as long as it knows the package. */
static void read_dpkg(const struct context *ctx, const char *module, struct owner *of_module,
		      struct owner *of_kernel)
{
	_cleanup_strv_ char **names = NULL;
	size_t left = DPKG_LISTS_MAX, size;

	if (sysroot_list(ctx->root, DPKG_INFO, DPKG_NAMES_MAX, &names) < 0)
		return;
	for (char **name = names; *name; name++) {
		_cleanup_free_ char *path = format_text(DPKG_INFO "/%s", *name), *text = NULL;

		if (!text_ends(*name, ".list") || (!strstr(*name, "linux") && !strstr(*name, "kernel")) ||
		    sysroot_read(ctx->root, path, left, &text, &size) < 0)
			continue;
		left -= size;
		(*name)[strlen(*name) - strlen(".list")] = '\0';
		(*name)[strcspn(*name, ":")] = '\0';
		if (package_name_valid(*name))
			read_list(ctx, text, module, *name, of_module, of_kernel);
	}
}

/* Lines "MODULE NAME-RELEASE" (uek-rpm/tools of Oracle's kernel). */
static void read_modules_packages(char *text, const char *release, const char *module,
				  struct owner *ret)
{
	_cleanup_free_ char *end = format_text("-%s", release);
	char name[MODULE_NAME_SIZE], package[PACKAGE_NAME_SIZE];

	for (char *line = strsep(&text, "\n"); line; line = strsep(&text, "\n"))
		if (sscanf(line, "%55[^ ]%*1[ ]%127[^ ]", name, package) == 2 &&
		    module_name_equal(name, module) && package_name_valid(package) &&
		    text_ends(package, end))
			note_owner(ret, package);
}

/* What a file of the module tree says of the package; ret stays as it is without one. */
static void read_tree(const struct context *ctx, const char *module, enum package_manager manager,
		      struct owner *ret)
{
	bool rpm = manager == PACKAGES_RPM;
	_cleanup_free_ char *path = module_tree_file(ctx->root, ctx->release,
						     rpm ? "modules.packages" : "pkgbase");
	_cleanup_free_ char *text = NULL;

	if (sysroot_read(ctx->root, path, PACKAGES_TEXT_MAX, &text, NULL) < 0)
		return;
	if (rpm) {
		read_modules_packages(text, ctx->release, module, ret);
		return;
	}
	text[strcspn(text, "\n")] = '\0';
	if (package_name_valid(text))
		note_owner(ret, text);
}

static void take_owner(const struct os_release *os, const struct owner *owner, const char *evidence,
		       struct kernel_package *ret)
{
	struct kernel_package named;

	/* What is installed is installed again; of an extra package the row says how it is installed. */
	if (owner->is_two || !*owner->package ||
	    (text_equal(owner->package, ret->package) && !ret->extra))
		return;
	kernel_package_by_name(os, owner->package, &named);
	named.evidence = evidence;
	memcpy(named.newest, ret->newest, sizeof(named.newest));
	memcpy(named.upgrade, ret->upgrade, sizeof(named.upgrade));
	*ret = named;
}

/* What a release is called behind the numbers: "v8+" of "6.1.21-v8+", "x86_64-linode69". */
static const char *build_name(const char *release)
{
	return release + strspn(release, "0123456789.-");
}

/* An installed image, or another release of the same build: what runs here was installed here. */
static bool is_of_this_system(const struct context *ctx)
{
	static const char *const images[] = {"vmlinuz", "vmlinux", "kernel", "Image"};
	_cleanup_strv_ char **releases = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		_cleanup_free_ char *path = format_text("/boot/%s-%s", images[i], ctx->release);

		if (sysroot_exists(ctx->root, path))
			return true;
	}
	if (module_tree_releases(ctx->root, &releases) < 0)
		return true;
	for (char **release = releases; *release; release++)
		if (text_equal(build_name(*release), build_name(ctx->release)))
			return true;
	return false;
}

void kernel_package_find(const struct context *ctx, const char *module, struct kernel_package *ret)
{
	struct owner of_module = {0}, of_kernel = {0};
	struct os_release os;

	host_os_release(ctx->root, &os);
	/* A host of rpm-ostree is one under any name. */
	if (sysroot_exists(ctx->root, "/run/ostree-booted"))
		snprintf(os.variant_id, sizeof(os.variant_id), "coreos");
	kernel_package_by_release(&os, ctx->release, module, ret);
	if (!*ctx->release)
		return;
	if (ret->manager == PACKAGES_DPKG) {
		read_dpkg(ctx, module, &of_module, &of_kernel);
		take_owner(&os, &of_module, "the lists of dpkg", ret);
	} else if (ret->manager != PACKAGES_UNKNOWN) {
		read_tree(ctx, module, ret->manager, &of_module);
		take_owner(&os, &of_module, "the module tree", ret);
	}
	if (*ret->package || ret->manager == PACKAGES_UNKNOWN)
		return;
	if (!of_kernel.is_two)
		memcpy(ret->owner, of_kernel.package, sizeof(ret->owner));
	ret->origin = *ret->owner || is_of_this_system(ctx) ? KERNEL_FOREIGN : KERNEL_FROM_OUTSIDE;
}
