/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that mend the binary of a CNI plugin on this node. */
#include "config.h"

#include "cni/binary.h"
#include "core/remedy.h"
#include "text/quote.h"

#define CRIO_DROPINS "/etc/crio/crio.conf.d"

/* The plugins of github.com/containernetworking/plugins, as of 1.9: what the packages hold. */
static const char *const project_plugins[] = {
	"bandwidth",  "bridge", "dhcp",   "dummy",   "firewall", "host-device",
	"host-local", "ipvlan", "tap",    "macvlan", "ptp",      "portmap",
	"loopback",   "static", "tuning", "sbr",     "vlan",     "vrf",
};

/* Which packages and which DaemonSets fill them. */
static const char *const known_dirs[] = {
	"/opt/cni/bin",
	"/usr/lib/cni",
	"/usr/libexec/cni",
	"/var/lib/cni/bin",
};

/* kubernetes-cni comes from pkgs.k8s.io, the others from the distribution. */
/* "Reinstallation of … is not possible, it cannot be downloaded" is a success to apt. */
#define APT(package)                                                                               \
	"apt-get download --print-uris " package " && " APT_INSTALL " --reinstall " package
#define DNF(package) "dnf -y reinstall " package " || dnf -y install " package

/* Who fills which directory. */
static const struct {
	const char *dir;
	const char *tool; /* is there when the distribution has this package manager */
	const char *command;
} packages[] = {
	{"/opt/cni/bin", "/usr/bin/apt-get", APT("kubernetes-cni")},
	{"/opt/cni/bin", "/usr/bin/dnf", DNF("kubernetes-cni")},
	{"/opt/cni/bin", "/usr/bin/zypper", "zypper -n install --force kubernetes-cni"},
	{"/usr/lib/cni", "/usr/bin/apt-get", APT("containernetworking-plugins")},
	{"/usr/lib/cni", "/usr/bin/zypper", "zypper -n install --force cni-plugins"},
	{"/usr/lib/cni", "/usr/bin/pacman", "pacman -S --noconfirm cni-plugins"},
	{"/usr/libexec/cni", "/usr/bin/dnf", DNF("containernetworking-plugins")},
};

bool cni_binary_is_of_project(const char *type)
{
	return text_is_among(type, project_plugins, ARRAY_SIZE(project_plugins));
}

/* A directory is named with a slash behind it as well (CRI-O's own default is). */
static bool same_directory(const char *a, const char *b)
{
	size_t length = strlen(a), other = strlen(b);

	while (length > 1 && a[length - 1] == '/')
		length--;
	while (other > 1 && b[other - 1] == '/')
		other--;
	return length == other && strncmp(a, b, length) == 0;
}

static bool names_directory(char *const *dirs, const char *wanted)
{
	for (; dirs && *dirs; dirs++)
		if (same_directory(*dirs, wanted))
			return true;
	return false;
}

/* The command of the package that fills one of the directories, or NULL. */
static const char *package_command(const struct context *ctx, char *const *bin_dirs)
{
	for (size_t i = 0; i < ARRAY_SIZE(packages); i++)
		if (names_directory(bin_dirs, packages[i].dir) &&
		    sysroot_exists(ctx->root, packages[i].tool))
			return packages[i].command;
	return NULL;
}

struct remedy cni_binary_remedy_aside(const struct context *ctx, const char *file)
{
	struct remedy remedy = remedy_aside(ctx, file);

	remedy.kind = REMEDY_DECISION;
	return remedy_explain(
		remedy, "the decision of whoever installed the file, which is sound: without it "
			"the node waits for a CNI DaemonSet that brings file and plugins");
}

/* What keeps a file from being executed that is there. */
static struct remedy mode_remedy(const struct context *ctx, const struct cni_binary *binary)
{
	_cleanup_free_ char *word = shell_path(ctx, binary->path);

	if (!binary->noexec)
		return remedy_format(REMEDY_SAFE, "chmod 0755 %s", word);
	return remedy_explain(
		remedy_format(REMEDY_DECISION,
			      "mount -o remount,bind,exec \"$(findmnt -n -o TARGET -T %s)\"", word),
		"the decision of whoever mounted it noexec: what is on that file system can be "
		"executed");
}

struct remedy cni_binary_remedy(const struct context *ctx, char *const *bin_dirs,
				const struct cni_binary *binary, const char *file)
{
	const char *command =
		cni_binary_is_of_project(binary->type) ? package_command(ctx, bin_dirs) : NULL;

	if (binary->state == CNI_BINARY_UNKNOWN)
		return remedy_root(ctx);
	if (binary->only_mode || binary->noexec)
		return mode_remedy(ctx, binary);
	if (!command)
		return file ? cni_binary_remedy_aside(ctx, file) : remedy_take(REMEDY_NONE, NULL);
	return remedy_for_root(ctx, remedy_format(REMEDY_SAFE, "%s", command));
}

/* One that can be executed. */
static bool has_plugin(const struct context *ctx, const char *dir, const char *type)
{
	_cleanup_(cni_binary_free) struct cni_binary binary = {0};
	char *dirs[] = {(char *)dir, NULL};

	return cni_binary_look(ctx, NULL, dirs, type, &binary) == 0 &&
	       binary.state == CNI_BINARY_SOUND;
}

const char *cni_binary_elsewhere(const struct context *ctx, char *const *bin_dirs, const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(known_dirs); i++)
		if (!names_directory(bin_dirs, known_dirs[i]) &&
		    has_plugin(ctx, known_dirs[i], type))
			return known_dirs[i];
	return NULL;
}

static bool has_all(const struct context *ctx, const struct cni_runtime *runtime,
		    const struct cni_needs *needs, const char *dir)
{
	for (size_t i = 0; i < needs->plugin_count; i++)
		if (!has_plugin(ctx, dir, needs->plugins[i].type))
			return false;
	return !runtime->needs_loopback || has_plugin(ctx, dir, "loopback");
}

/*
 * The drop-in takes the place of the list: it has to hold what was there before. One of that name
 * that is there already is left as it is.
 */
static struct remedy remedy_crio(const struct context *ctx, char *const *bin_dirs, const char *dir)
{
	_cleanup_free_ char *dropins = shell_path(ctx, CRIO_DROPINS);
	_cleanup_free_ char *file = shell_path(ctx, CRIO_DROPINS "/99-plugin-dirs.conf");
	_cleanup_free_ char *before = strv_join(bin_dirs, "\", \"");

	return remedy_format(REMEDY_SAFE,
			     "mkdir -p %s && { test -e %s || printf "
			     "'[crio.network]\\nplugin_dirs = [\"%s\", \"%s\"]\\n' >%s; }%s",
			     dropins, file, before, dir, file,
			     ctx->root->confined ? "" : " && systemctl restart crio");
}

struct remedy cni_binary_remedy_link(const struct context *ctx, char *const *bin_dirs,
				     const char *type, const char *dir)
{
	_cleanup_free_ char *target = format_text("%s/%s", dir, type);
	_cleanup_free_ char *place = format_text("%s/%s", bin_dirs[0], type);
	_cleanup_free_ char *from = quote_shell(target);
	_cleanup_free_ char *to = shell_path(ctx, bin_dirs[0]);
	_cleanup_remedy_ struct remedy aside = remedy_aside(ctx, place);
	struct stat status;

	/* "ln -f" takes no directory away, and a file or a link for good. */
	if (sysroot_lstat(ctx->root, place, &status) == 0)
		return remedy_format(REMEDY_SAFE, "%s && ln -s %s %s/", aside.command, from, to);
	return remedy_format(REMEDY_SAFE, "mkdir -p %s && ln -s %s %s/", to, from, to);
}

struct remedy cni_binary_remedy_elsewhere(const struct context *ctx,
					  const struct cni_runtime *runtime,
					  const struct cni_needs *needs, const char *type,
					  const char *elsewhere)
{
	if (runtime->unit && text_equal(runtime->unit, "crio") &&
	    has_all(ctx, runtime, needs, elsewhere))
		return remedy_crio(ctx, runtime->bin_dirs, elsewhere);
	return cni_binary_remedy_link(ctx, runtime->bin_dirs, type, elsewhere);
}
