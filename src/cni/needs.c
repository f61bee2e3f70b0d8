/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an ADD of a network executes and reads, beyond the plugins that the configuration lists. */
#include "config.h"

#include <json-c/json.h>

#include "cni/needs.h"
#include "text/record.h"

/* multus in multus is as deep as it gets. */
#define DEPTH_MAX 3

/* Who asks, on the way through a network and its delegates. */
struct needs_walk {
	struct cni_needs *needs;
	const char *also_in;
	unsigned int depth;
};

enum ipam_use {
	IPAM_UNKNOWN, /* no one here knows whether the plugin executes what "ipam" names */
	IPAM_UNUSED,  /* it does not */
	IPAM_NAMED,   /* it does */
};

struct rule {
	const char *type;
	enum ipam_use ipam;
	const char *built_in; /* the "ipam" type that is no binary; NULL for none */
	bool brings_loopback;
	void (*more)(const struct needs_walk *walk, struct json_object *record);
};

static void need_calico(const struct needs_walk *walk, struct json_object *record);
static void need_egress(const struct needs_walk *walk, struct json_object *record);
static void need_flannel(const struct needs_walk *walk, struct json_object *record);
static void need_multus(const struct needs_walk *walk, struct json_object *record);

static const struct rule rules[] = {
	{"antrea", IPAM_NAMED, "antrea", true, NULL},
	{"aws-cni", IPAM_UNUSED, NULL, true, NULL},
	{"azure-vnet", IPAM_NAMED, "azure-cns", false, NULL},
	{"bandwidth", IPAM_UNUSED, NULL, false, NULL},
	{"bridge", IPAM_NAMED, NULL, false, NULL},
	{"calico", IPAM_NAMED, NULL, true, need_calico},
	{"cilium-cni", IPAM_UNKNOWN, NULL, true, NULL},
	{"dummy", IPAM_NAMED, NULL, false, NULL},
	{"egress-cni", IPAM_UNUSED, NULL, false, need_egress},
	{"firewall", IPAM_UNUSED, NULL, false, NULL},
	{"flannel", IPAM_UNUSED, NULL, false, need_flannel},
	{"host-device", IPAM_NAMED, NULL, false, NULL},
	{"ipvlan", IPAM_NAMED, NULL, false, NULL},
	{"loopback", IPAM_UNUSED, NULL, false, NULL},
	{"macvlan", IPAM_NAMED, NULL, false, NULL},
	{"multus", IPAM_UNUSED, NULL, false, need_multus},
	{"multus-shim", IPAM_UNUSED, NULL, false, NULL}, /* its daemon does the rest, elsewhere */
	{"ovn-k8s-cni-overlay", IPAM_UNUSED, NULL, false, NULL},
	{"portmap", IPAM_UNUSED, NULL, false, NULL},
	{"ptp", IPAM_NAMED, NULL, false, NULL},
	{"sbr", IPAM_UNUSED, NULL, false, NULL},
	{"tap", IPAM_NAMED, NULL, false, NULL},
	{"tuning", IPAM_UNUSED, NULL, false, NULL},
	{"vlan", IPAM_NAMED, NULL, false, NULL},
	{"vrf", IPAM_UNUSED, NULL, false, NULL},
	{"weave-net", IPAM_NAMED, NULL, false, NULL}, /* names none: it does it itself */
};

static const struct rule *find_rule(const char *type)
{
	static const struct rule unknown = {.ipam = IPAM_UNKNOWN};

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (text_equal(rules[i].type, type))
			return &rules[i];
	return &unknown;
}

void cni_needs_free(struct cni_needs *needs)
{
	for (size_t i = 0; i < needs->plugin_count; i++) {
		free(needs->plugins[i].type);
		free(needs->plugins[i].by);
		free(needs->plugins[i].also_in);
	}
	for (size_t i = 0; i < needs->file_count; i++) {
		free(needs->files[i].path);
		free(needs->files[i].by);
	}
	free(needs->plugins);
	free(needs->files);
	free(needs->fault);
	*needs = (struct cni_needs){0};
}

/* A name that libcni looks for in vain, so that the ADD of every pod fails. The first is kept. */
#define refuse(needs, ...)                                                                         \
	do {                                                                                       \
		if (!(needs)->fault)                                                               \
			record_fault(&(needs)->fault, __VA_ARGS__);                                \
	} while (0)

static void need_plugin(const struct needs_walk *walk, const char *type, const char *by,
			bool certain)
{
	struct cni_needs *needs = walk->needs;

	for (size_t i = 0; i < needs->plugin_count; i++) {
		if (!text_equal(needs->plugins[i].type, type))
			continue;
		needs->plugins[i].certain |= certain;
		return;
	}
	if (!*type || needs->plugin_count == CNI_NEEDS_MAX)
		return;
	if (strchr(type, '/')) {
		if (certain)
			refuse(needs,
			       "%s names the plugin \"%s\", but a plugin name cannot contain '/'",
			       by, type);
		return;
	}
	needs->plugins = xgrow(needs->plugins, needs->plugin_count, sizeof(*needs->plugins));
	needs->plugins[needs->plugin_count++] = (struct cni_needed_plugin){
		.type = xstrdup(type),
		.by = by ? xstrdup(by) : NULL,
		.also_in = walk->also_in ? xstrdup(walk->also_in) : NULL,
		.certain = certain,
	};
}

/* Absolute paths only: a relative one depends on the working directory of the runtime. */
static void need_file(const struct needs_walk *walk, const char *path, const char *by,
		      enum cni_needed_kind kind)
{
	struct cni_needs *needs = walk->needs;

	for (size_t i = 0; i < needs->file_count; i++)
		if (text_equal(needs->files[i].path, path))
			return;
	if (*path != '/' || needs->file_count == CNI_NEEDS_MAX)
		return;
	needs->files = xgrow(needs->files, needs->file_count, sizeof(*needs->files));
	needs->files[needs->file_count++] =
		(struct cni_needed_file){.path = xstrdup(path), .by = xstrdup(by), .kind = kind};
}

/* calico waits for its node's name, and talks to the API server with a kubeconfig of its own. */
static void need_calico(const struct needs_walk *walk, struct json_object *record)
{
	struct json_object *optional = record_value(record, "nodename_file_optional", JSON_NAMES_LAST);
	struct json_object *kubernetes = record_value(record, "kubernetes", JSON_NAMES_LAST);
	const char *node = record_string(record, "nodename_file");

	need_file(walk, record_string(kubernetes, "kubeconfig"), "calico", CNI_NEEDED_KUBECONFIG);
	if (!json_object_get_boolean(optional))
		need_file(walk, *node ? node : "/var/lib/calico/nodename", "calico",
			  CNI_NEEDED_STATE);
}

/* The plugin of the AWS CNI that gives a second address family, when it is switched on. */
static void need_egress(const struct needs_walk *walk, struct json_object *record)
{
	struct json_object *ipam = record_value(record, "ipam", JSON_NAMES_LAST);

	if (text_equal(record_string(record, "enabled"), "true"))
		need_plugin(walk, record_string(ipam, "type"), "egress-cni", true);
}

static void apply_rule(const struct needs_walk *walk, struct json_object *record, const char *type);

/* The keys of "delegate" and "ipam" are those of a map: their case matters. */
static void need_flannel(const struct needs_walk *walk, struct json_object *record)
{
	struct json_object *delegate = record_value(record, "delegate", JSON_NAMES_LAST), *value;
	const char *type = "bridge", *ipam = "host-local";
	const char *subnet = record_string(record, "subnetFile");

	if (json_object_is_type(delegate, json_type_object) &&
	    json_object_object_get_ex(delegate, "type", &value)) {
		if (!json_object_is_type(value, json_type_string)) {
			refuse(walk->needs,
			       "flannel: the \"type\" of \"delegate\" is %s, not a string",
			       record_kind_name(value));
			return;
		}
		type = record_plain(value);
	}
	value = record_value(record, "ipam", JSON_NAMES_LAST);
	if (json_object_is_type(value, json_type_object) &&
	    json_object_object_get_ex(value, "type", &value))
		ipam = record_plain(value);
	need_plugin(walk, type, "flannel", true);
	need_plugin(walk, ipam, type, find_rule(type)->ipam == IPAM_NAMED);
	need_file(walk, *subnet ? subnet : "/run/flannel/subnet.env", "flannel", CNI_NEEDED_STATE);
}

/* One plugin of a chain: it, and what it executes and reads. */
static void need_chain_plugin(const struct needs_walk *walk, struct json_object *record,
			      const char *type, const char *by)
{
	need_plugin(walk, type, by, true);
	walk->needs->brings_loopback |= find_rule(type)->brings_loopback;
	apply_rule(walk, record, type);
}

/* A delegate of multus: a plugin, or a list of them when it has no type. */
static void need_delegate(const struct needs_walk *walk, struct json_object *record)
{
	struct json_object *plugins = record_value(record, "plugins", JSON_NAMES_LAST);
	const char *type = record_string(record, "type");

	if (*type) {
		need_chain_plugin(walk, record, type, "multus");
		return;
	}
	for (size_t i = 0; i < record_entries(plugins); i++) {
		struct json_object *plugin = json_object_array_get_idx(plugins, i);

		type = record_string(plugin, "type");
		if (*type)
			need_chain_plugin(walk, plugin, type, "multus");
	}
}

/* With clusterNetwork the networks are objects of the cluster, out of sight. */
static void need_delegates(const struct needs_walk *walk, struct json_object *record)
{
	struct json_object *list = record_value(record, "delegates", JSON_NAMES_LAST);

	if (*record_string(record, "clusterNetwork") || walk->depth > DEPTH_MAX)
		return;
	for (size_t i = 0; i < record_entries(list); i++)
		need_delegate(walk, json_object_array_get_idx(list, i));
}

static void need_multus(const struct needs_walk *walk, struct json_object *record)
{
	const char *bin_dir = record_string(record, "binDir");
	struct needs_walk below = *walk;

	below.also_in = *bin_dir ? bin_dir : "/opt/cni/bin";
	below.depth++;
	need_delegates(&below, record);
	need_file(walk, record_string(record, "kubeconfig"), "multus", CNI_NEEDED_KUBECONFIG);
	need_file(walk, record_string(record, "readinessindicatorfile"), "multus", CNI_NEEDED_STATE);
}

/* What a plugin executes and reads in its turn. */
static void apply_rule(const struct needs_walk *walk, struct json_object *record, const char *type)
{
	const struct rule *rule = find_rule(type);
	const char *ipam = record_string(record_value(record, "ipam", JSON_NAMES_LAST), "type");

	if (rule->ipam != IPAM_UNUSED && !(rule->built_in && text_equal(rule->built_in, ipam)))
		need_plugin(walk, ipam, type, rule->ipam == IPAM_NAMED);
	if (rule->more)
		rule->more(walk, record);
}

void cni_needs_read(const struct cni_config *config, struct cni_needs *ret)
{
	const struct needs_walk walk = {.needs = ret};

	*ret = (struct cni_needs){0};
	/* The list first: what it names is executed by the runtime, whoever else names it. */
	for (size_t i = 0; i < config->count; i++)
		need_plugin(&walk, config->plugins[i].type, NULL, true);
	for (size_t i = 0; i < config->count; i++)
		need_chain_plugin(&walk, config->plugins[i].record, config->plugins[i].type, NULL);
}

bool cni_needs_plugin(const struct cni_needs *needs, const char *type)
{
	for (size_t i = 0; i < needs->plugin_count; i++)
		if (text_equal(needs->plugins[i].type, type))
			return true;
	return false;
}

void cni_needs_list(const char *const *types, struct cni_needs *ret)
{
	const struct needs_walk walk = {.needs = ret};

	*ret = (struct cni_needs){0};
	for (; types && *types; types++)
		need_plugin(&walk, *types, NULL, true);
}
