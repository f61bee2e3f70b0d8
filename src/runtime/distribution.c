/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The distributions of Kubernetes that bring their own containerd. */
#include "config.h"

#include <errno.h>

#include "runtime/distribution.h"
#include "runtime/service.h"
#include "runtime/service_unit.h"
#include "system/glob.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define RANCHER   "/var/lib/rancher"
#define K3S_DATA  RANCHER "/k3s/data/"
#define K3S_ETC   RANCHER "/k3s/agent/etc/containerd/"
#define K3S_SOCKET "/run/k3s/containerd/containerd.sock"
#define MICROK8S  "/var/snap/microk8s"

/* k0s makes the main file again at each start, unless this line is gone. */
static const char k0s_mark[] = "# k0s_managed=true\n";

/*
 * k3s names its directories only while it brings flannel (pkg/agent/templates), RKE2 never does:
 * without the file, RKE2's are containerd's own.
 */
static const struct distribution distributions[] = {
	{
		.name = "k3s",
		.units = LIST("k3s", "k3s-agent"),
		.config = RANCHER "/k3s/agent/etc/containerd/config.toml",
		.settings = "/etc/rancher/k3s/config.yaml",
		.sockets = "/k3s/",
		.socket = K3S_SOCKET,
		.starts_runtime = true,
		.writes_cni = true,
		.conf_dir = RANCHER "/k3s/agent/etc/cni/net.d",
		.bin_dirs = LIST(RANCHER "/k3s/data/cni", RANCHER "/k3s/data/current/bin"),
	},
	{
		.name = "RKE2",
		.units = LIST("rke2-server", "rke2-agent"),
		.config = RANCHER "/rke2/agent/etc/containerd/config.toml",
		.settings = "/etc/rancher/rke2/config.yaml",
		.sockets = "/k3s/",
		.socket = K3S_SOCKET,
		.starts_runtime = true,
	},
	{
		.name = "MicroK8s",
		.units = LIST("snap.microk8s.daemon-containerd", "snap.microk8s.daemon-kubelite"),
		.config = MICROK8S "/current/args/containerd.toml",
		.sockets = "/microk8s/",
		.socket = MICROK8S "/common/run/containerd.sock",
		.kubelet_root = MICROK8S "/common/var/lib/kubelet",
		.conf_dir = MICROK8S "/current/args/cni-network",
		.bin_dirs = LIST(MICROK8S "/current/opt/cni/bin"),
	},
	{
		.name = "k0s",
		.units = LIST("k0scontroller", "k0sworker"),
		.config = "/etc/k0s/containerd.toml",
		.dropins = "/etc/k0s/containerd.d/*.toml",
		.sockets = "/k0s/",
		.socket = "/run/k0s/containerd.sock",
		.starts_runtime = true,
		.kubelet_root = "/var/lib/k0s/kubelet",
	},
	{
		.name = "Canonical Kubernetes",
		.units = LIST("snap.k8s.containerd", "snap.k8s.kubelet"),
		.config = CONTAINERD_FILE,
		.arguments = "/var/snap/k8s/common/args/containerd",
		.sockets = "/snap/k8s/",
		.socket = "/run/containerd/containerd.sock",
	},
};

const char *distribution_unit(const struct context *ctx, const struct distribution *distribution)
{
	for (const char *const *unit = distribution->units; *unit; unit++) {
		_cleanup_free_ char *name = format_text("%s.service", *unit);

		if (service_exists(ctx, name))
			return *unit;
	}
	return NULL;
}

static bool is_present(const struct context *ctx, const struct distribution *distribution)
{
	const char *mark = distribution->arguments ? distribution->arguments : distribution->config;

	return distribution_unit(ctx, distribution) || sysroot_exists(ctx->root, mark);
}

const struct distribution *distribution_find(const struct context *ctx)
{
	for (size_t i = 0; i < ARRAY_SIZE(distributions); i++)
		if (is_present(ctx, &distributions[i]))
			return &distributions[i];
	return NULL;
}

const struct distribution *distribution_of_socket(const struct context *ctx, const char *socket)
{
	const struct distribution *first = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(distributions); i++) {
		if (!strstr(socket, distributions[i].sockets))
			continue;
		if (is_present(ctx, &distributions[i]))
			return &distributions[i];
		if (!first)
			first = &distributions[i];
	}
	return first;
}

/* Its defaults in place of containerd's. */
static void use_defaults(const struct distribution *distribution, struct containerd_config *config)
{
	if (!distribution->conf_dir)
		return;
	free(config->conf_dir);
	config->conf_dir = xstrdup(distribution->conf_dir);
	strv_free(TAKE(config->bin_dirs));
	for (const char *const *dir = distribution->bin_dirs; *dir; dir++)
		strv_append(&config->bin_dirs, *dir);
}

/*
 * MicroK8s writes the directory of the snap's revision, at each start: after a refresh that of the
 * last one still stands there. Both are reached through "current".
 */
static void use_current_revision(char **path)
{
	int length = 0;
	char *current;

	sscanf(*path, MICROK8S "/%*[0-9]%n", &length);
	if (length == 0 || (*path)[length] != '/')
		return;
	current = format_text(MICROK8S "/current%s", *path + length);
	free(*path);
	*path = current;
}

/* The one that was made last of those that match; *ret is NULL when none does. */
static int find_newest(const struct context *ctx, const char *pattern, char **ret)
{
	_cleanup_strv_ char **paths = NULL;
	struct timespec newest = {0};
	int r = sysroot_glob(ctx->root, pattern, SYSROOT_ENTRIES_MAX, &paths);

	*ret = NULL;
	for (char **path = paths; r == 0 && path && *path; path++) {
		struct stat status;

		if (sysroot_stat(ctx->root, *path, &status) < 0 || !S_ISDIR(status.st_mode) ||
		    (*ret && (status.st_mtim.tv_sec < newest.tv_sec ||
			      (status.st_mtim.tv_sec == newest.tv_sec &&
			       status.st_mtim.tv_nsec <= newest.tv_nsec))))
			continue;
		free(*ret);
		*ret = xstrdup(*path);
		newest = status.st_mtim;
	}
	return r == -E2BIG ? 0 : r;
}

/* Whether a template of the administrator's, which k3s copies as it is, names the directory. */
static bool is_in_template(const struct context *ctx, const char *path, size_t length)
{
	static const char *const templates[] = {K3S_ETC "config.toml.tmpl", K3S_ETC "config-v3.toml.tmpl"};

	for (size_t i = 0; i < ARRAY_SIZE(templates); i++) {
		_cleanup_free_ char *text = NULL;
		size_t size;

		if (sysroot_read(ctx->root, templates[i], SYSROOT_TEXT_MAX, &text, &size) == 0 &&
		    memmem(text, size, path, length))
			return true;
	}
	return false;
}

/*
 * k3s unpacks itself below the hash of what it brings, and writes its main file at each start with
 * that directory in it: after an upgrade the old one still stands there, and may be gone. "current"
 * is what k3s starts from now, and where that is missing too, the newest of those that exist is
 * taken.
 */
static int use_current_hash(const struct context *ctx, char **path)
{
	const char *rest = text_starts(*path, K3S_DATA) ? strchr(*path + strlen(K3S_DATA), '/') : NULL;
	_cleanup_free_ char *pattern = NULL, *current = NULL;
	char *newest = NULL;
	int r = 0;

	if (!rest || sysroot_exists(ctx->root, *path) || is_in_template(ctx, *path, (size_t)(rest - *path)))
		return 0;
	current = format_text(K3S_DATA "current%s", rest);
	pattern = format_text(K3S_DATA "*%s", rest);
	if (!sysroot_exists(ctx->root, current))
		r = find_newest(ctx, pattern, &newest);
	if (r < 0)
		return r;
	free(*path);
	*path = newest ? newest : TAKE(current);
	return 0;
}

static int use_current_paths(const struct context *ctx, struct containerd_config *config)
{
	int r = 0;

	use_current_revision(&config->conf_dir);
	for (char **dir = config->bin_dirs; r == 0 && dir && *dir; dir++) {
		use_current_revision(dir);
		r = use_current_hash(ctx, dir);
	}
	return r;
}

/* Whether k0s will write the main file again; 0, 1 or -errno. */
static int will_be_rewritten(const struct context *ctx, const struct distribution *distribution,
			     struct runtime_fault *fault)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r;

	if (!distribution->dropins)
		return 0;
	r = runtime_file_read(ctx, distribution->config, &text, &size, fault);
	if (r < 0)
		return r;
	return r == 0 || text_starts(text, k0s_mark);
}

/* The main file, the caller's. */
static char *find_main_file(const struct context *ctx, const struct distribution *distribution)
{
	_cleanup_free_ char *text = NULL;
	char *file = NULL;

	if (distribution->arguments &&
	    sysroot_read(ctx->root, distribution->arguments, SYSROOT_TEXT_MAX, &text, NULL) == 0)
		file = command_option(text, "--config");
	return file ? file : xstrdup(distribution->config);
}

int distribution_read(const struct context *ctx, const struct distribution *distribution,
		      struct containerd_config *ret, char **ret_file, struct runtime_fault *fault)
{
	_cleanup_(containerd_config_free) struct containerd_config config = {0};
	_cleanup_free_ char *file = NULL;
	int rewritten = will_be_rewritten(ctx, distribution, fault), found, r = 0;

	if (rewritten < 0)
		return rewritten;
	file = rewritten ? xstrdup(distribution->dropins) : find_main_file(ctx, distribution);
	found = containerd_read(ctx, file, rewritten, &config, fault);
	if (found < 0)
		return found;
	if (found)
		r = use_current_paths(ctx, &config);
	else
		use_defaults(distribution, &config);
	if (r < 0)
		return r;
	*ret_file = found ? TAKE(file) : NULL;
	*ret = TAKE(config);
	return found;
}
