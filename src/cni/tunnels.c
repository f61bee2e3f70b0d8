/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tunnels as the CNIs make them by default (sources of August 2026). Calico and flannel live in one of
 * two namespaces, by how they were installed: -A.
 */
#include "config.h"

#include "cni/tunnels.h"
#include "util/util.h"

#define FLANNEL_LINKS                                                                              \
	{                                                                                          \
		{"flannel.1", "vxlan", 1, 8472, false, false, false},                              \
			{"flannel.*", "vxlan", -1, 8472, false, false, false},                     \
			{"flannel-v6.*", "vxlan", -1, 8472, true, false, true},                    \
			{"flannel-wg", "wireguard", -1, -1, true, false, false},                   \
	}

const struct cni_tunnels cni_tunnels[] = {
	{"calico", "Calico", "-A", "k8s-app=calico-node",
	 {{"vxlan.calico", "vxlan", 4096, 4789, false, false, false},
	  {"vxlan-v6.calico", "vxlan", 4096, 4789, true, false, true},
	  {"tunl0", "ipip", -1, -1, true, false, false},
	  {"wireguard.cali", "wireguard", -1, -1, true, false, false},
	  {"wg-v6.cali", "wireguard", -1, -1, true, false, true}}},
	{"flannel", "flannel", "-A", "app=flannel", FLANNEL_LINKS},
	{"cilium-cni", "Cilium", "-n kube-system", "k8s-app=cilium",
	 {{"cilium_vxlan", "vxlan", -1, 8472, false, true, false},
	  {"cilium_geneve", "geneve", -1, -1, true, true, false}}},
	{"antrea", "Antrea", "-n kube-system", "app=antrea,component=antrea-agent",
	 {{"genev_sys_6081", "geneve", -1, -1, false, true, false},
	  {"genev_sys_*", "geneve", -1, -1, false, true, false},
	  {"vxlan_sys_*", "vxlan", -1, -1, true, true, false}}},
	{"kube-ovn", "Kube-OVN", "-n kube-system", "app=ovs",
	 {{"genev_sys_6081", "geneve", -1, -1, false, true, false},
	  {"genev_sys_*", "geneve", -1, -1, false, true, false},
	  {"vxlan_sys_*", "vxlan", -1, -1, true, true, false}}},
	{"ovn-k8s-cni-overlay", "OVN-Kubernetes", "-A", "app=ovnkube-node",
	 {{"genev_sys_6081", "geneve", -1, -1, false, true, false}}},
	{"weave-net", "Weave Net", "-n kube-system", "name=weave-net",
	 {{"vxlan-6784", "vxlan", -1, 6784, false, true, false}}},
	{"aws-cni", "the AWS CNI", NULL, NULL, {{0}}},
	{"azure-vnet", "the Azure CNI", NULL, NULL, {{0}}},
	{"bridge", "the plugin bridge", NULL, NULL, {{0}}},
	{"ptp", "the plugin ptp", NULL, NULL, {{0}}},
	{"macvlan", "the plugin macvlan", NULL, NULL, {{0}}},
	{"ipvlan", "the plugin ipvlan", NULL, NULL, {{0}}},
};

const size_t cni_tunnels_count = ARRAY_SIZE(cni_tunnels);

const struct cni_tunnels cni_tunnels_canal = {"calico", "Canal", "-A", "k8s-app=canal", FLANNEL_LINKS};

const struct cni_tunnels *cni_tunnels_find(const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(cni_tunnels); i++)
		if (text_equal(cni_tunnels[i].type, type))
			return &cni_tunnels[i];
	return NULL;
}
