/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which plugin heals once kubelet runs. */
#include "config.h"

#include <errno.h>

#include "cni/plugins/heals.h"
#include "core/remedy.h"

/* There once a release is unpacked: then k3s leaves its plugins as they are. */
static const char k3s_unpacked[] = "/var/lib/rancher/k3s/data/current/bin/k3s";

/* What has the plugin's name in the directory can be written over; *ret_absent: nothing has it. */
static int is_replaceable(const struct context *ctx, const char *directory, const char *type,
			  bool links, bool *ret_absent)
{
	_cleanup_free_ char *path = format_text("%s/%s", directory, type);
	struct stat status;
	int r;

	if (!path)
		return -ENOMEM;
	r = sysroot_lstat(ctx->root, path, &status);
	*ret_absent = r == -ENOENT;
	if (r < 0)
		return r == -ENOENT;
	return S_ISREG(status.st_mode) ||
	       (links && S_ISLNK(status.st_mode) && sysroot_stat(ctx->root, path, &status) == -ENOENT);
}

/* Whether libcni finds it there, or would once it is there. */
static bool is_looked_in(const struct context *ctx, const struct cni_runtime *runtime,
			 const struct cni_binary *binary, const char *directory)
{
	const char *slash = binary->path ? strrchr(binary->path, '/') : NULL;
	_cleanup_free_ char *found =
		slash ? xstrndup(binary->path, (size_t)(slash - binary->path)) : NULL;

	if (slash)
		return found && cni_is_same_directory(ctx, found, directory);
	for (char **dir = runtime->bin_dirs; dir && *dir; dir++)
		if (cni_is_same_directory(ctx, *dir, directory))
			return true;
	return false;
}

static int heals_in(const struct cni_reading *reading, const struct cni_target *target,
		    const char *directory, const struct cni_needs *needs, const char *type,
		    struct cni_heal *heal)
{
	const struct context *ctx = reading->ctx;
	bool absent = false;
	int r = is_replaceable(ctx, directory, type, target->k3s, &absent);

	if (r > 0)
		r = cni_can_write(ctx, directory, true);
	if (r <= 0)
		return r;
	if (target->k3s && cni_installer_installs(&cni_k3s, type, absent) &&
	    cni_needs_plugin(needs, cni_k3s.own))
		return sysroot_exists(ctx->root, k3s_unpacked) ? 0 : cni_heal_by_k3s(target->k3s, heal);
	r = 0;
	for (size_t i = 0; i < cni_installers_count && r == 0; i++) {
		const struct cni_installer *installer = &cni_installers[i];

		if (installer->own && cni_installer_installs(installer, type, absent) &&
		    cni_needs_plugin(needs, installer->own))
			r = cni_heal_by_pod(ctx, installer, heal);
	}
	return r;
}

int cni_heals_plugin(const struct cni_reading *reading, const struct cni_needs *needs,
		     const struct cni_binary *binary, struct cni_heal *ret)
{
	const struct cni_target target = cni_target_find(reading);
	int r = 0;

	if (binary->state != CNI_BINARY_MISSING &&
	    !(binary->state == CNI_BINARY_UNUSABLE && (binary->damaged || binary->only_mode)))
		return 0;
	for (const char *const *dir = target.bin_dirs; *dir && r == 0; dir++)
		if (is_looked_in(reading->ctx, reading->runtime, binary, *dir))
			r = heals_in(reading, &target, *dir, needs, binary->type, ret);
	return r;
}
