/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which plugin heals once kubelet runs. */
#include "config.h"

#include <errno.h>

#include "cni/plugins/check.h"

/* Exists once a release is unpacked; k3s does not unpack it again, and so does not fix plugins. */
static const char k3s_unpacked[] = "/var/lib/rancher/k3s/data/current/bin/k3s";

/*
 * Whether an installer can write over what has the plugin's name there. *ret_absent: nothing has
 * it.
 */
static bool is_replaceable(const struct context *ctx, const char *directory, const char *type,
			   bool links, bool *ret_absent)
{
	_cleanup_free_ char *path = format_text("%s/%s", directory, type);
	struct stat status;
	int r = sysroot_lstat(ctx->root, path, &status);

	*ret_absent = r == -ENOENT;
	if (r < 0)
		return r == -ENOENT;
	return S_ISREG(status.st_mode) || (links && S_ISLNK(status.st_mode) &&
					   sysroot_stat(ctx->root, path, &status) == -ENOENT);
}

/* Whether libcni finds the plugin in that directory, or would if it existed there. */
static bool is_looked_in(const struct context *ctx, const struct cni_runtime *runtime,
			 const struct cni_binary *binary, const char *directory)
{
	const char *slash = binary->path ? strrchr(binary->path, '/') : NULL;
	_cleanup_free_ char *found =
		slash ? xstrndup(binary->path, (size_t)(slash - binary->path)) : NULL;

	if (slash)
		return cni_is_same_directory(ctx, found, directory);
	for (char **dir = runtime->bin_dirs; dir && *dir; dir++)
		if (cni_is_same_directory(ctx, *dir, directory))
			return true;
	return false;
}

static bool heals_in(const struct cni_reading *reading, const struct cni_target *target,
		     const char *directory, const struct cni_needs *needs, const char *type,
		     struct cni_heal *heal)
{
	const struct context *ctx = reading->ctx;
	bool absent;

	if (!is_replaceable(ctx, directory, type, target->k3s, &absent) ||
	    !cni_can_write(ctx, directory, true))
		return false;
	if (target->k3s && cni_installer_installs(&cni_k3s, type, absent) &&
	    cni_needs_plugin(needs, cni_k3s.own_plugin)) {
		if (sysroot_exists(ctx->root, k3s_unpacked))
			return false;
		cni_heal_by_k3s(target->k3s, heal);
		return true;
	}
	for (size_t i = 0; i < cni_installers_count; i++) {
		const struct cni_installer *installer = &cni_installers[i];

		if (installer->own_plugin && cni_installer_installs(installer, type, absent) &&
		    cni_needs_plugin(needs, installer->own_plugin) &&
		    cni_heal_by_pod(ctx, installer, heal))
			return true;
	}
	return false;
}

bool cni_heals_plugin(const struct cni_reading *reading, const struct cni_needs *needs,
		      const struct cni_binary *binary, struct cni_heal *ret)
{
	const struct cni_target target = cni_target_find(reading);

	if (binary->state != CNI_BINARY_MISSING &&
	    !(binary->state == CNI_BINARY_UNUSABLE && (binary->damaged || binary->only_mode)))
		return false;
	for (const char *const *dir = target.bin_dirs; *dir; dir++)
		if (is_looked_in(reading->ctx, reading->runtime, binary, *dir) &&
		    heals_in(reading, &target, *dir, needs, binary->type, ret))
			return true;
	return false;
}
