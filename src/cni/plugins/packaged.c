/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The networks that packages bring, and that no cluster means. */
#include "config.h"

#include "cni/plugins/check.h"

/* By name, of a package: 87-podman-bridge.conflist, 100-crio-bridge.conf, 200-loopback.conf. */
static bool is_package_file(const char *name)
{
	return strstr(name, "podman") || strstr(name, "crio") || strstr(name, "loopback");
}

/* Whether a CNI has written a file already: it sorts behind the packaged one, and is not taken. */
static bool is_passed_over(const struct context *ctx, const struct cni_place *place)
{
	_cleanup_strv_ char **names = NULL;

	if (sysroot_list(ctx->root, place->conf_dir, CNI_ENTRIES_MAX, &names) < 0)
		return true;
	for (char **name = names; *name; name++)
		if (cni_is_candidate(*name) && !is_package_file(*name))
			return true;
	return false;
}

bool cni_packaged(const struct context *ctx, const struct cni_place *place,
		  const struct cni_config *config)
{
	if (!text_equal(config->name, "podman") && !text_equal(config->name, "crio"))
		return false;
	for (size_t i = 0; i < config->count; i++)
		if (!cni_binary_is_of_project(config->plugins[i].type))
			return false;
	return !is_passed_over(ctx, place);
}
