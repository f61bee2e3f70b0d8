/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that mend the binary of a CNI plugin on this node. */
#include "config.h"

#include "checks/cni_binary.h"
#include "checks/cni_directory.h"
#include "formats/quote.h"

/* The plugins of github.com/containernetworking/plugins, as of 1.9: what the packages hold. */
static const char *const project_plugins[] = {
	"bandwidth",  "bridge", "dhcp",   "dummy",   "firewall", "host-device",
	"host-local", "ipvlan", "tap",    "macvlan", "ptp",      "portmap",
	"loopback",   "static", "tuning", "sbr",     "vlan",     "vrf",
};

/* kubernetes-cni comes from pkgs.k8s.io, the others from the distribution. */
#define DNF(package) "dnf reinstall " package " || dnf install " package

/* Who fills which directory. */
static const struct {
	const char *dir;
	const char *tool; /* is there when the distribution has this package manager */
	const char *command;
} packages[] = {
	{"/opt/cni/bin", "/usr/bin/apt-get", "apt-get install --reinstall kubernetes-cni"},
	{"/opt/cni/bin", "/usr/bin/dnf", DNF("kubernetes-cni")},
	{"/opt/cni/bin", "/usr/bin/zypper", "zypper install --force kubernetes-cni"},
	{"/usr/lib/cni", "/usr/bin/apt-get",
	 "apt-get install --reinstall containernetworking-plugins"},
	{"/usr/lib/cni", "/usr/bin/zypper", "zypper install --force cni-plugins"},
	{"/usr/lib/cni", "/usr/bin/pacman", "pacman -S cni-plugins"},
	{"/usr/libexec/cni", "/usr/bin/dnf", DNF("containernetworking-plugins")},
};

static bool is_of_project(const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(project_plugins); i++)
		if (text_equal(project_plugins[i], type))
			return true;
	return false;
}

/* The command of the package that fills one of the directories, or NULL. */
static const char *package_command(const struct context *ctx, char *const *bin_dirs)
{
	for (size_t i = 0; i < ARRAY_SIZE(packages); i++)
		if (strv_contains(bin_dirs, packages[i].dir) &&
		    sysroot_exists(ctx->root, packages[i].tool))
			return packages[i].command;
	return NULL;
}

char *cni_binary_remedy(const struct context *ctx, char *const *bin_dirs,
			const struct cni_binary *binary, const char *file)
{
	const char *command = is_of_project(binary->type) ? package_command(ctx, bin_dirs) : NULL;
	_cleanup_free_ char *root = quote_shell(ctx->root->path);

	if (!root)
		return NULL;
	if (binary->state == CNI_BINARY_UNKNOWN)
		return cni_remedy_root(ctx);
	if (binary->only_mode) {
		_cleanup_free_ char *whole = sysroot_display(ctx->root, binary->path);
		_cleanup_free_ char *word = whole ? quote_shell(whole) : NULL;

		return word ? format_text("chmod 0755 %s", word) : NULL;
	}
	if (!command)
		return cni_remedy_aside(ctx, file);
	if (!ctx->root->confined)
		return strdup(command);
	return format_text("chroot %s sh -c '%s'", root, command);
}
