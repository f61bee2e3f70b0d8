/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose kernel it is, by what package managers leave in files: the lists of dpkg and of pacman,
 * modules.packages of Oracle; and what is known where none of them owns it.
 */
#include "config.h"

#include "module/facts.h"
#include "system/module_tree.h"

#define DPKG_INFO         "/var/lib/dpkg/info"
#define PACMAN_LOCAL      "/var/lib/pacman/local"
#define LIST_NAMES_MAX    65536              /* names in there: 2,000 on a node */
#define LISTS_MAX         (64 * 1024 * 1024) /* bytes of the lists that are read: 0.5 MB a kernel */
#define PACKAGES_TEXT_MAX (4 * 1024 * 1024)  /* bytes of modules.packages: 300 kB of UEK 8 */

bool package_name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				     "._+~-");

	return *name && *name != '-' && *name != '.' && !name[length] && length < PACKAGE_NAME_SIZE;
}

/* The package that has a file; is_two: several have it, so that none is its owner. */
struct owner {
	char package[PACKAGE_NAME_SIZE];
	bool is_two;
};

static void note_owner(struct owner *owner, const char *package)
{
	owner->is_two = owner->is_two || (*owner->package && !text_equal(owner->package, package));
	snprintf(owner->package, sizeof(owner->package), "%s", package);
}

/* The packages whose lists of files have parts of a kernel. */
struct owners {
	const char *module;  /* that is looked for */
	const char *package; /* the one that goes by the name of the release; "" */
	struct owner of_module, of_tree, of_image;
	bool has_tree; /* files of the tree are in the list of that package */
	bool read, unread; /* there are lists; one of them could not be read */
};

static void read_list(const struct context *ctx, char *text, const char *package, struct owners *ret)
{
	_cleanup_free_ char *tree = format_text("lib/modules/%s/", ctx->release);
	_cleanup_free_ char *image = format_text("boot/vmlinuz-%s", ctx->release);
	char *rest = text;

	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		const char *path = line + (*line == '/');

		path += text_starts(path, "usr/lib/") ? strlen("usr/") : 0;
		if (text_equal(path, image))
			note_owner(&ret->of_image, package);
		if (!text_starts(path, tree))
			continue;
		if (module_name_of_file(path, strlen(path), ret->module))
			note_owner(&ret->of_module, package);
		if (!text_starts(path + strlen(tree), "kernel"))
			continue;
		note_owner(&ret->of_tree, package);
		ret->has_tree = ret->has_tree || text_equal(package, ret->package);
	}
}

/* pacman's directory is PACKAGE-VERSION-BUILD, dpkg's list PACKAGE or PACKAGE:ARCHITECTURE. */
static void cut_name(char *name, bool dpkg)
{
	if (dpkg)
		name[strcspn(name, ":")] = '\0';
	for (int i = 0; i < 2 && !dpkg && strchr(name, '-'); i++)
		*strrchr(name, '-') = '\0';
}

/* dpkg and pacman keep the list of a package for as long as they know it. */
static void read_lists(const struct context *ctx, bool dpkg, struct owners *ret)
{
	const char *directory = dpkg ? DPKG_INFO : PACMAN_LOCAL;
	_cleanup_strv_ char **names = NULL;
	size_t left = LISTS_MAX, size;

	if (sysroot_list(ctx->root, directory, LIST_NAMES_MAX, &names) < 0)
		return;
	for (char **name = names; *name; name++) {
		_cleanup_free_ char *path = format_text("%s/%s%s", directory, *name, dpkg ? "" : "/files");
		_cleanup_free_ char *text = NULL;

		if (dpkg && !text_ends(*name, ".list"))
			continue;
		ret->read = true;
		if (!strstr(*name, "linux") && !strstr(*name, "kernel"))
			continue;
		if (sysroot_read(ctx->root, path, left, &text, &size) < 0) {
			ret->unread = true;
			continue;
		}
		left -= size;
		if (dpkg)
			(*name)[strlen(*name) - strlen(".list")] = '\0';
		cut_name(*name, dpkg);
		if (package_name_valid(*name))
			read_list(ctx, text, *name, ret);
	}
}

/*
 * Lines "MODULE NAME-RELEASE" (uek-rpm/tools of Oracle's kernel), each module of the kernel in one.
 * True when there are such lines.
 */
static bool read_modules_packages(const struct context *ctx, const char *module, struct owner *ret)
{
	_cleanup_free_ char *path = module_tree_file(ctx->root, ctx->release, "modules.packages");
	_cleanup_free_ char *end = format_text("-%s", ctx->release), *text = NULL;
	char name[MODULE_NAME_SIZE], package[PACKAGE_NAME_SIZE];
	bool any = false;

	if (sysroot_read(ctx->root, path, PACKAGES_TEXT_MAX, &text, NULL) < 0)
		return false;
	for (char *rest = text, *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		if (sscanf(line, "%55[^ ]%*1[ ]%127[^ ]", name, package) != 2 ||
		    !package_name_valid(package) || !text_ends(package, end))
			continue;
		any = true;
		if (module_name_equal(name, module))
			note_owner(ret, package);
	}
	return any;
}

static void use_owner(const struct os_release *os, const struct owner *owner, const char *evidence,
		       struct kernel_package *ret)
{
	struct kernel_package named;

	/*
	 * What is installed is installed again; of an extra package the row says how it is
	 * installed.
	 */
	if (owner->is_two || !*owner->package ||
	    (text_equal(owner->package, ret->package) && !ret->extra))
		return;
	kernel_package_by_name(os, owner->package, &named);
	named.evidence = evidence;
	memcpy(named.newest, ret->newest, sizeof(named.newest));
	memcpy(named.upgrade, ret->upgrade, sizeof(named.upgrade));
	*ret = named;
}

/* No package is installed: the kernel's owner does not have the module, or none is known. */
static void use_no_package(const char *owner, struct kernel_package *ret)
{
	snprintf(ret->owner, sizeof(ret->owner), "%s", owner);
	*ret->package = *ret->command = '\0';
}

/*
 * The owner of a kernel, whose list does not have the module, counts before the name of the
 * release: what is installed again has what it had. A package that comes beside that of the kernel
 * is named.
 */
static void use_lists(const struct context *ctx, const struct os_release *os,
			const struct owners *owners, struct kernel_package *ret)
{
	bool split = text_starts(ret->package, "linux-modules"); /* image and tree are in two packages */
	const struct owner *of_kernel = *owners->of_tree.package || split ? &owners->of_tree
									   : &owners->of_image;

	if (*owners->of_module.package || ret->extra) {
		use_owner(os, &owners->of_module, "the lists of the packages", ret);
		return;
	}
	if (owners->has_tree) {
		if (ret->manager != PACKAGES_DPKG || package_installed(ctx, ret->package, true) == 1)
			use_no_package(owners->package, ret);
	} else if (*of_kernel->package && !of_kernel->is_two &&
		   !(split && text_starts(of_kernel->package, "linux-modules"))) {
		use_no_package(of_kernel->package, ret);
	}
}

/* Whether two releases are of one build: "kali9-amd64" and "kali1-amd64", "v8+" of "6.1.21-v8+". */
static bool is_same_build(const char *a, const char *b)
{
	static const char numbers[] = "0123456789.-_";

	for (;; a++, b++) {
		a += strspn(a, numbers);
		b += strspn(b, numbers);
		if (*a != *b || !*a)
			return *a == *b;
	}
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
		if (is_same_build(*release, ctx->release))
			return true;
	return false;
}

/*
 * Go by what is installed. True when all lists could be read: a kernel that none of them has was
 * then not installed from a package.
 */
static bool use_installed(const struct context *ctx, const struct os_release *os,
			  const char *module, struct kernel_package *ret)
{
	_cleanup_free_ char *named = xstrdup(ret->package);
	struct owners owners = {.module = module, .package = named};

	if (ret->manager == PACKAGES_RPM) {
		if (read_modules_packages(ctx, module, &owners.of_module) && !*owners.of_module.package)
			use_no_package("", ret);
		use_owner(os, &owners.of_module, "the module tree", ret);
		return false;
	}
	read_lists(ctx, ret->manager == PACKAGES_DPKG, &owners);
	use_lists(ctx, os, &owners, ret);
	return ret->manager == PACKAGES_DPKG && owners.read && !owners.unread;
}

void kernel_package_find(const struct context *ctx, const char *module, struct kernel_package *ret)
{
	static const char *const image_based[] = {"/run/ostree-booted", "/ostree",
						  "/usr/sbin/transactional-update"};
	struct os_release os;
	bool complete;

	host_os_release(ctx->root, &os);
	/* Systems of rpm-ostree and of transactional-update go by many names. */
	for (size_t i = 0; i < ARRAY_SIZE(image_based); i++)
		if (sysroot_exists(ctx->root, image_based[i]))
			snprintf(os.variant_id, sizeof(os.variant_id), "coreos");
	kernel_package_by_release(&os, ctx->release, module, ret);
	if (!*ctx->release || ret->manager == PACKAGES_UNKNOWN)
		return;
	complete = use_installed(ctx, &os, module, ret);
	if (*ret->package)
		return;
	if (!*ret->owner && !is_of_this_system(ctx))
		ret->origin = KERNEL_FROM_OUTSIDE;
	else if (*ret->owner || (complete && ret->own))
		ret->origin = KERNEL_FOREIGN;
}
