/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tunnels as the CNIs make them by default (sources of August 2026). The pods of Calico and flannel
 * are in one of two namespaces, depending on how they were installed: -A.
 */
#include "config.h"

#include <json-c/json.h>

#include "cni/tunnels.h"
#include "text/record.h"

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

const struct cni_tunnels cni_tunnels_canal = {"calico", "Canal", "-A", "k8s-app=canal",
					       FLANNEL_LINKS};

const struct cni_tunnels *cni_tunnels_find(const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(cni_tunnels); i++)
		if (text_equal(cni_tunnels[i].type, type))
			return &cni_tunnels[i];
	return NULL;
}

static bool is_calico(struct json_object *record)
{
	return text_equal(record_string(record, "type"), "calico");
}

/* A delegate is a plugin, or a network with a list of them. */
static struct json_object *find_in_delegates(struct json_object *multus)
{
	struct json_object *delegates = record_value(multus, "delegates", JSON_NAMES_LAST);

	for (size_t i = 0; i < record_entries(delegates); i++) {
		struct json_object *delegate = json_object_array_get_idx(delegates, i);
		struct json_object *plugins = record_value(delegate, "plugins", JSON_NAMES_LAST);

		if (is_calico(delegate))
			return delegate;
		for (size_t j = 0; j < record_entries(plugins); j++)
			if (is_calico(json_object_array_get_idx(plugins, j)))
				return json_object_array_get_idx(plugins, j);
	}
	return NULL;
}

static struct json_object *find_calico(const struct cni_config *config)
{
	struct json_object *found = NULL;

	for (size_t i = 0; i < config->count && !found; i++) {
		const struct cni_plugin *plugin = &config->plugins[i];

		if (text_equal(plugin->type, "calico"))
			found = plugin->record;
		else if (text_equal(plugin->type, "multus"))
			found = find_in_delegates(plugin->record);
	}
	return found;
}

void cni_calico_read(const struct cni_config *config, struct cni_calico *ret)
{
	struct json_object *record = find_calico(config);
	const char *type = record_plain(record_nested(record, "ipam", "type"));
	struct json_object *ipv4 = record_nested(record, "ipam", "assign_ipv4");
	struct json_object *ipv6 = record_nested(record, "ipam", "assign_ipv6");

	*ret = (struct cni_calico){.host_local = text_equal(type, "host-local")};
	if (!text_equal(type, "calico-ipam"))
		return;
	/* calico-ipam compares the strings: IPv4 unless "false", IPv6 with "true" alone. */
	ret->ipv4 = !text_equal(record_plain(ipv4), "false");
	ret->ipv6 = text_equal(record_plain(ipv6), "true");
}
