/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that fix the binary of a CNI plugin on this node. */
#include "config.h"

#include "cni/binary.h"
#include "core/remedy.h"
#include "runtime/crio.h"
#include "system/glob.h"
#include "text/quote.h"

#define CRIO_DROPIN "99-plugin-dirs.conf"

/* The plugins of github.com/containernetworking/plugins, as of 1.9: what the packages hold. */
static const char *const project_plugins[] = {
	"bandwidth",  "bridge", "dhcp",   "dummy",   "firewall", "host-device",
	"host-local", "ipvlan", "tap",    "macvlan", "ptp",      "portmap",
	"loopback",   "static", "tuning", "sbr",     "vlan",     "vrf",
};

/* Filled by packages, archives, DaemonSets and distributions; k3s itself runs from "current". */
static const char *const known_dirs[] = {
	"/opt/cni/bin",
	"/usr/lib/cni",
	"/usr/libexec/cni",
	"/usr/local/libexec/cni",
	"/opt/libexec/cni",
	"/home/kubernetes/bin",
	"/var/lib/cni/bin",
	"/var/lib/rancher/k3s/data/cni",
	"/var/lib/rancher/k3s/data/current/bin",
	"/var/lib/rancher/k3s/data/*/bin",
	"/var/lib/rancher/rke2/data/*/bin",
};

/*
 * kubernetes-cni comes from pkgs.k8s.io, the others from the distribution. apt-get exits with 0
 * after "Reinstallation of … is not possible, it cannot be downloaded": it is asked first whether
 * it can be.
 */
#define APT(package)                                                                               \
	"/usr/bin/apt-get", package,                                                               \
		"apt-get download --print-uris " package " && " APT_INSTALL                        \
		" --reinstall " package
#define DNF(package)                                                                               \
	"/usr/bin/dnf", package, "dnf -y reinstall " package " || dnf -y install " package
#define YUM(package)                                                                               \
	"/usr/bin/yum", package, "yum -y reinstall " package " || yum -y install " package
#define ZYPPER(package) "/usr/bin/zypper", package, "zypper -n install --force " package
#define PACMAN(package) "/usr/bin/pacman", package, "pacman -S --noconfirm " package

/* The packages and the directory that each fills. */
static const struct package {
	const char *dir;
	const char *tool; /* the package manager: the row counts where it exists */
	const char *name, *command;
} packages[] = {
	{"/opt/cni/bin", APT("kubernetes-cni")},
	{"/opt/cni/bin", DNF("kubernetes-cni")},
	{"/opt/cni/bin", YUM("kubernetes-cni")},
	{"/opt/cni/bin", ZYPPER("kubernetes-cni")},
	{"/usr/lib/cni", APT("containernetworking-plugins")},
	{"/usr/lib/cni", ZYPPER("cni-plugins")},
	{"/usr/lib/cni", PACMAN("cni-plugins")},
	{"/usr/libexec/cni", DNF("containernetworking-plugins")},
	{"/usr/libexec/cni", YUM("containernetworking-plugins")},
	{"/usr/libexec/cni", ZYPPER("cni-plugins")},
};

bool cni_binary_is_of_project(const char *type)
{
	return text_is_among(type, project_plugins, ARRAY_SIZE(project_plugins));
}

/* A list can name a directory with a slash behind it (CRI-O's own default is); wanted has none. */
static bool names_directory(char *const *dirs, const char *wanted)
{
	size_t length = strlen(wanted);

	for (; dirs && *dirs; dirs++)
		if (text_starts(*dirs, wanted) && !(*dirs)[length + strspn(*dirs + length, "/")])
			return true;
	return false;
}

/* The package that has the plugin and fills one of the directories, or NULL. */
static const struct package *find_package(const struct context *ctx, char *const *bin_dirs,
					  const char *type)
{
	for (size_t i = 0; cni_binary_is_of_project(type) && i < ARRAY_SIZE(packages); i++)
		if (names_directory(bin_dirs, packages[i].dir) &&
		    sysroot_exists(ctx->root, packages[i].tool))
			return &packages[i];
	return NULL;
}

const char *cni_binary_package(const struct context *ctx, char *const *bin_dirs, const char *type)
{
	const struct package *package = find_package(ctx, bin_dirs, type);

	return package ? package->name : NULL;
}

struct remedy cni_binary_remedy_aside(const struct context *ctx, const char *file)
{
	struct remedy remedy = remedy_aside(ctx, file);

	remedy.kind = REMEDY_DECISION;
	return remedy_explain(
		remedy, "a decision for whoever installed the file, which is sound: without it "
			"the node waits for a CNI DaemonSet that brings file and plugins");
}

/* Of a file that only its mode or its mount keeps from being executed. */
static struct remedy mode_remedy(const struct context *ctx, const struct cni_binary *binary)
{
	_cleanup_free_ char *word = shell_path(ctx, binary->path);

	if (binary->only_mode)
		return remedy_format(REMEDY_SAFE, "chmod 0755 %s", word);
	return remedy_explain(
		remedy_format(REMEDY_DECISION,
			      "mount -o remount,bind,exec \"$(findmnt -n -o TARGET -T %s)\"", word),
		"a decision for whoever mounted it noexec: what is on that file system can be "
		"executed");
}

struct remedy cni_binary_remedy(const struct context *ctx, char *const *bin_dirs,
				const struct cni_binary *binary, const char *file)
{
	const struct package *package = find_package(ctx, bin_dirs, binary->type);

	if (binary->state == CNI_BINARY_UNKNOWN)
		return remedy_root(ctx);
	if (binary->only_mode || binary->noexec)
		return mode_remedy(ctx, binary);
	if (package)
		return remedy_for_root(ctx, remedy_format(REMEDY_SAFE, "%s", package->command));
	return file ? cni_binary_remedy_aside(ctx, file) : remedy_take(REMEDY_NONE, NULL);
}

char *cni_binary_elsewhere(const struct context *ctx, char *const *bin_dirs, const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(known_dirs); i++) {
		_cleanup_strv_ char **dirs = NULL;

		if (sysroot_glob(ctx->root, known_dirs[i], SYSROOT_ENTRIES_MAX, &dirs) < 0)
			continue;
		for (char **dir = dirs; dir && *dir; dir++) {
			_cleanup_(cni_binary_free) struct cni_binary binary = {0};
			char *only[] = {*dir, NULL};

			if (!names_directory(bin_dirs, *dir) &&
			    cni_binary_look(ctx, NULL, only, type, &binary) == 0 &&
			    binary.state == CNI_BINARY_SOUND)
				return xstrdup(*dir);
		}
	}
	return NULL;
}

char **cni_binary_dirs(const struct cni_found_plugin *found, size_t count)
{
	char **dirs = NULL;

	for (size_t i = 0; i < count; i++)
		if (found[i].dir && !strv_contains(dirs, found[i].dir))
			strv_append(&dirs, found[i].dir);
	return dirs;
}

struct remedy cni_crio_dropin(const struct context *ctx, enum remedy_kind kind, const char *name,
			      const char *line)
{
	_cleanup_free_ char *path = format_text(CRIO_DROPINS "/%s", name);
	_cleanup_free_ char *dropins = shell_path(ctx, CRIO_DROPINS), *file = shell_path(ctx, path);
	_cleanup_free_ char *word = quote_shell(line);

	return remedy_format(
		kind, "mkdir -p %s && { test -e %s || printf '%%s\\n' '[crio.network]' %s >%s; }%s",
		dropins, file, word, file, ctx->root->confined ? "" : " && systemctl restart crio");
}

/* "ln -f" fails on a directory and deletes a file: what has the name is moved away first. */
struct remedy cni_binary_remedy_link(const struct context *ctx, char *const *bin_dirs,
				     const struct cni_found_plugin *found, size_t count)
{
	_cleanup_free_ char *to = shell_path(ctx, bin_dirs[0]);
	_cleanup_free_ char *make = format_text("mkdir -p %s", to), *before = NULL, *after = NULL;
	_cleanup_strv_ char **asides = NULL, **targets = NULL;

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *place = format_text("%s/%s", bin_dirs[0], found[i].type);
		_cleanup_free_ char *target = format_text("%s/%s", found[i].dir, found[i].type);
		_cleanup_free_ char *word = quote_shell(target);
		_cleanup_remedy_ struct remedy aside = remedy_aside(ctx, place);
		struct stat status;

		if (sysroot_lstat(ctx->root, place, &status) == 0)
			strv_append(&asides, aside.command);
		strv_append(&targets, word);
	}
	if (!asides)
		strv_append(&asides, make);
	before = strv_join(asides, " && ");
	after = strv_join(targets, " ");
	return remedy_format(REMEDY_SAFE, "%s && ln -s %s %s/", before, after, to);
}

struct remedy cni_binary_remedy_elsewhere(const struct context *ctx,
					  const struct cni_runtime *runtime,
					  const struct cni_found_plugin *found, size_t count)
{
	_cleanup_strv_ char **dirs = cni_binary_dirs(found, count);
	_cleanup_free_ char *before = strv_join(runtime->bin_dirs, "\", \"");
	_cleanup_free_ char *more = strv_join(dirs, "\", \"");
	_cleanup_free_ char *line = format_text("plugin_dirs = [\"%s\", \"%s\"]", before, more);
	_cleanup_free_ char *file = runtime->file ? shell_path(ctx, runtime->file) : NULL;

	/*
	 * plugin_dirs in a drop-in replaces the list, so that it names the old directories as well.
	 */
	if (runtime->unit && text_equal(runtime->unit, "crio") &&
	    crio_takes_dropin(ctx, CRIO_DROPIN, runtime->file))
		return cni_crio_dropin(ctx, REMEDY_SAFE, CRIO_DROPIN, line);
	/* Not a usable directory: containerd takes "/a:/b" for one name. */
	if (text_equal(runtime->bin_dirs[0], "/") || strchr(runtime->bin_dirs[0], ':'))
		return file ? remedy_format(REMEDY_EDIT, "vi %s", file)
			    : remedy_take(REMEDY_NONE, NULL);
	return cni_binary_remedy_link(ctx, runtime->bin_dirs, found, count);
}
