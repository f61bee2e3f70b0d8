/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the kind of link that the CNI makes is among those that are proven. */
#include "config.h"

#include "cni/plugins/check.h"
#include "cni/tunnels.h"
#include "core/remedy.h"

#define DROP_IN "/etc/kubelet-preflight.conf.d/50-modules.conf"

/* What the gate is to prove is for the settings to say. */
static struct remedy remedy(const struct context *ctx, const char *kind)
{
	struct remedy drop_in = remedy_format(REMEDY_DECISION,
					      "mkdir -p /etc/kubelet-preflight.conf.d && printf "
					      "'[Kernel]\\nModules=%s\\n' >" DROP_IN,
					      kind);

	return remedy_for_root(
		ctx, remedy_explain(drop_in, "a decision for whoever runs the cluster: the gate "
					     "holds kubelet back where it is missing"));
}

void cni_kind_look(const struct context *ctx, const struct cni_needs *needs, struct report *report)
{
	const struct settings *settings = ctx->settings;

	for (size_t i = 0; i < needs->plugin_count && !settings->modules_set; i++) {
		const struct cni_tunnels *tunnels = cni_tunnels_find(needs->plugins[i].type);
		const char *kind = tunnels ? tunnels->names[0].kind : NULL;
		_cleanup_remedy_ struct remedy command = {0};

		if (!kind || strv_contains(settings->modules, kind))
			continue;
		command = remedy(ctx, kind);
		report_cause(
			report, check_cni_plugins.name, CAUSE_CNI_LINK_UNPROVEN, kind, &command,
			"%s creates a tunnel of kind %s, but without a setting only vxlan is "
			"proven: whether this kernel can create it was not tried",
			tunnels->cni, kind);
	}
}
