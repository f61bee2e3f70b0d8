/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sources, as of August 2026: Calico cni-plugin/pkg/install/install.go and its manifests;
 * Flannel Documentation/kube-flannel.yml; Antrea build/images/scripts/install_cni; Cilium
 * plugins/cilium-cni/ install-plugin.sh and daemon/cmd/cni; Multus cmd/thin_entrypoint and
 * deployments/; AWS scripts/init.sh and cmd/aws-vpc-cni; kindnet cmd/kindnetd/cni.go; Istio
 * cni/pkg/install and its chart; Linkerd proxy-init/cni-plugin and charts/linkerd2-cni.
 */
#include "config.h"

#include "cni/installers.h"
#include "util/util.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The image's /opt/cni/bin: the Makefile of Calico's cni-plugin. */
#define CALICO_PLUGINS                                                                             \
	LIST("calico", "calico-ipam", "host-local", "portmap", "loopback", "tuning", "flannel",    \
	     "bandwidth")

const struct cni_installer cni_installers[] = {
	{
		.container = "install-cni",
		.pod_has = LIST("calico-node"),
		.pod_lacks = "kube-flannel",
		.own_plugin = "calico",
		.files = LIST("10-calico.conflist"),
		.plugins = CALICO_PLUGINS,
		.needs = LIST("calico", "calico-ipam", "portmap", "bandwidth"),
	},
	{
		/* Canal. */
		.container = "install-cni",
		.pod_has = LIST("calico-node", "kube-flannel"),
		.own_plugin = "calico",
		.files = LIST("10-canal.conflist"),
		.plugins = CALICO_PLUGINS,
		.needs = LIST("calico", "host-local", "portmap", "bandwidth"),
	},
	{
		.container = "install-cni-plugin",
		.pod_has = LIST("kube-flannel"),
		.pod_lacks = "calico-node",
		.own_plugin = "flannel",
		.plugins = LIST("flannel"),
	},
	{
		.container = "install-cni",
		.pod_has = LIST("kube-flannel"),
		.pod_lacks = "calico-node",
		.files = LIST("10-flannel.conflist"),
		.needs = LIST("flannel", "bridge", "host-local", "portmap"),
	},
	{
		.container = "install-cni",
		.pod_has = LIST("antrea-agent"),
		.own_plugin = "antrea",
		.files = LIST("10-antrea.conflist"),
		.plugins = LIST("antrea", "loopback", "portmap", "bandwidth"),
		.needs = LIST("antrea", "host-local", "portmap", "bandwidth"),
	},
	{
		.container = "cilium-agent",
		.own_plugin = "cilium-cni",
		.files = LIST("05-cilium.conflist"),
		.plugins = LIST("cilium-cni"),
		.when_absent = LIST("loopback"),
		.needs = LIST("cilium-cni"),
	},
	{
		.container = "kube-multus",
		.own_plugin = "multus",
		.files = LIST("00-multus.conf", "00-multus.conflist"),
		.plugins = LIST("multus"),
		.wraps_next = true,
	},
	{
		/* The thick plugin: the same container, another binary. */
		.container = "kube-multus",
		.own_plugin = "multus-shim",
		.plugins = LIST("multus-shim"),
	},
	{
		.container = "aws-vpc-cni-init",
		.pod_has = LIST("aws-node"),
		.own_plugin = "aws-cni",
		.plugins = LIST("loopback", "portmap", "bandwidth", "host-local"),
	},
	{
		.container = "aws-node",
		.pod_has = LIST("aws-vpc-cni-init"),
		.own_plugin = "aws-cni",
		.files = LIST("10-aws.conflist"),
		.plugins = LIST("aws-cni", "egress-cni"),
		.needs = LIST("aws-cni", "egress-cni", "portmap"),
	},
	{
		.container = "kindnet-cni",
		.files = LIST("10-kindnet.conflist"),
		.needs = LIST("ptp", "host-local", "portmap"),
	},
	{
		.container = "install-cni",
		.pod_prefix = "istio-cni-node-",
		.pod_may_have = "repair-cni",
		.own_plugin = "istio-cni",
		.plugins = LIST("istio-cni"),
	},
	{
		.container = "install-cni",
		.pod_prefix = "linkerd-cni-",
		.pod_may_have = "repair-controller",
		.own_plugin = "linkerd-cni",
		.plugins = LIST("linkerd-cni"),
	},
};

const size_t cni_installers_count = ARRAY_SIZE(cni_installers);

bool cni_installer_writes(const struct cni_installer *installer, const char *file_name)
{
	return strv_contains((char *const *)installer->files, file_name);
}

bool cni_installer_installs(const struct cni_installer *installer, const char *type, bool absent)
{
	return strv_contains((char *const *)installer->plugins, type) ||
	       (absent && strv_contains((char *const *)installer->when_absent, type));
}

bool cni_installers_bring(const char *own_plugin, const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(cni_installers); i++)
		if (cni_installers[i].own_plugin &&
		    text_equal(cni_installers[i].own_plugin, own_plugin) &&
		    cni_installer_installs(&cni_installers[i], type, true))
			return true;
	return false;
}
