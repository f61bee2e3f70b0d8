/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which container runtime gives this node's pods their network, and where it looks. */
#include "config.h"

#include <errno.h>

#include "checks/cni_runtime.h"

void cni_runtime_free(struct cni_runtime *runtime)
{
	for (size_t i = 0; i < runtime->place_count; i++) {
		free(runtime->places[i].conf_dir);
		free(runtime->places[i].handler);
	}
	free(runtime->places);
	strv_free(runtime->bin_dirs);
	free(runtime->default_network);
	free(runtime->why);
	*runtime = (struct cni_runtime){0};
}

int cni_runtime_find(const struct context *ctx, struct cni_runtime *ret, char **ret_fault)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {
		.loader = CNI_LOADER_CONTAINERD, .needs_loopback = true};

	runtime.places = calloc(1, sizeof(*runtime.places));
	if (!runtime.places)
		return -ENOMEM;
	runtime.place_count = 1;
	runtime.places[0].max_conf = 1;
	runtime.places[0].conf_dir = strdup(ctx->settings->conf_dir);
	runtime.why = strdup("containerd, as by default");
	if (!runtime.places[0].conf_dir || !runtime.why)
		return -ENOMEM;
	for (char **dir = ctx->settings->bin_dirs; *dir; dir++)
		if (strv_append(&runtime.bin_dirs, *dir) < 0)
			return -ENOMEM;
	*ret = runtime;
	runtime = (struct cni_runtime){0};
	return 0;
}
