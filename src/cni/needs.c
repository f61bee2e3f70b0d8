/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an ADD of a network executes and reads, beyond the plugins that the configuration lists. */
#include "config.h"

#include <json-c/json.h>

#include "cni/installers.h"
#include "cni/needs.h"
#include "text/record.h"

/* multus in multus is as deep as it gets. */
#define DEPTH_MAX 3

/* Where the plugins are looked for, on the way through a network and its delegates. */
struct needs_walk {
	struct cni_needs *needs;
	const char *also_in;
	unsigned int depth;
};

enum ipam_use {
	IPAM_UNKNOWN, /* it is not known whether the plugin executes what "ipam" names */
	IPAM_UNUSED,  /* it does not */
	IPAM_NAMED,   /* it does */
};

struct rule {
	const char *type;
	enum ipam_use ipam;
	const char *built_in; /* the "ipam" type that is no binary; NULL for none */
	void (*more)(const struct needs_walk *walk, struct json_object *record);
};

static const struct rule *find_rule(const char *type);
static void need_chain_plugin(const struct needs_walk *walk, struct json_object *record,
			      const char *type, const char *by);

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

static struct cni_needed_plugin *find_plugin(const struct cni_needs *needs, const char *type)
{
	for (size_t i = 0; i < needs->plugin_count; i++)
		if (text_equal(needs->plugins[i].type, type))
			return &needs->plugins[i];
	return NULL;
}

static void need_plugin(const struct needs_walk *walk, const char *type, const char *by,
			bool certain)
{
	struct cni_needs *needs = walk->needs;
	struct cni_needed_plugin *known = find_plugin(needs, type);

	if (known) {
		known->certain |= certain;
		return;
	}
	if (!*type || needs->plugin_count == CNI_NEEDS_MAX)
		return;
	if (strchr(type, '/')) {
		if (certain && !needs->fault)
			record_fault(
				&needs->fault,
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
	struct json_object *optional =
		record_value(record, "nodename_file_optional", JSON_NAMES_LAST);
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

/* The keys of "delegate" and "ipam" are those of a map: their case matters. */
static void need_flannel(const struct needs_walk *walk, struct json_object *record)
{
	struct json_object *delegate = record_value(record, "delegate", JSON_NAMES_LAST), *value;
	const char *type = "bridge", *ipam = "host-local";
	const char *subnet = record_string(record, "subnetFile");

	if (json_object_is_type(delegate, json_type_object) &&
	    json_object_object_get_ex(delegate, "type", &value)) {
		if (!json_object_is_type(value, json_type_string)) {
			if (!walk->needs->fault)
				record_fault(
					&walk->needs->fault,
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

/* One plugin below multus, if it has a type. */
static void need_delegated(const struct needs_walk *walk, struct json_object *record)
{
	const char *type = record_string(record, "type");

	if (*type)
		need_chain_plugin(walk, record, type, "multus");
}

/* A delegate of multus: a plugin, or a list of them when it has no type. */
static void need_delegate(const struct needs_walk *walk, struct json_object *record)
{
	struct json_object *plugins = record_value(record, "plugins", JSON_NAMES_LAST);

	if (*record_string(record, "type")) {
		need_delegated(walk, record);
		return;
	}
	for (size_t i = 0; i < record_entries(plugins); i++)
		need_delegated(walk, json_object_array_get_idx(plugins, i));
}

/* With clusterNetwork the networks are objects of the cluster, which no file of the node shows. */
static void need_multus(const struct needs_walk *walk, struct json_object *record)
{
	struct json_object *list = record_value(record, "delegates", JSON_NAMES_LAST);
	const char *bin_dir = record_string(record, "binDir");
	struct needs_walk below = *walk;
	bool in_cluster = *record_string(record, "clusterNetwork");

	below.also_in = *bin_dir ? bin_dir : "/opt/cni/bin";
	below.depth++;
	for (size_t i = 0; !in_cluster && below.depth <= DEPTH_MAX && i < record_entries(list); i++)
		need_delegate(&below, json_object_array_get_idx(list, i));
	need_file(walk, record_string(record, "kubeconfig"), "multus", CNI_NEEDED_KUBECONFIG);
	need_file(walk, record_string(record, "readinessindicatorfile"), "multus",
		  CNI_NEEDED_STATE);
}

static const struct rule rules[] = {
	{"antrea", IPAM_NAMED, "antrea", NULL},
	{"azure-vnet", IPAM_NAMED, "azure-cns", NULL},
	{"calico", IPAM_NAMED, NULL, need_calico},
	{"egress-cni", IPAM_UNUSED, NULL, need_egress},
	{"flannel", IPAM_UNUSED, NULL, need_flannel},
	{"multus", IPAM_UNUSED, NULL, need_multus},
};

/* weave-net does without when "ipam" names none: it assigns the addresses itself. */
static const char *const use_ipam[] = {"bridge", "dummy", "host-device", "ipvlan",   "macvlan",
				       "ptp",    "tap",   "vlan",        "weave-net"};

/* multus-shim hands everything to its daemon, which runs elsewhere. */
static const char *const ignore_ipam[] = {
	"aws-cni", "bandwidth", "firewall", "loopback", "multus-shim", "ovn-k8s-cni-overlay",
	"portmap", "sbr",       "tuning",   "vrf"};

static const struct rule *find_rule(const char *type)
{
	static const struct rule unknown = {.ipam = IPAM_UNKNOWN}, used = {.ipam = IPAM_NAMED},
				 ignored = {.ipam = IPAM_UNUSED};

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (text_equal(rules[i].type, type))
			return &rules[i];
	if (text_is_among(type, use_ipam, ARRAY_SIZE(use_ipam)))
		return &used;
	return text_is_among(type, ignore_ipam, ARRAY_SIZE(ignore_ipam)) ? &ignored : &unknown;
}

/* One plugin of a chain: it, and what it executes and reads. */
static void need_chain_plugin(const struct needs_walk *walk, struct json_object *record,
			      const char *type, const char *by)
{
	const struct rule *rule = find_rule(type);
	const char *ipam = record_string(record_value(record, "ipam", JSON_NAMES_LAST), "type");

	need_plugin(walk, type, by, true);
	walk->needs->brings_loopback |= cni_installers_bring(type, "loopback");
	if (rule->ipam != IPAM_UNUSED && !(rule->built_in && text_equal(rule->built_in, ipam)))
		need_plugin(walk, ipam, type, rule->ipam == IPAM_NAMED);
	if (rule->more)
		rule->more(walk, record);
}

void cni_needs_read(const struct cni_config *config, struct cni_needs *ret)
{
	const struct needs_walk walk = {.needs = ret};

	*ret = (struct cni_needs){0};
	/*
	 * The list first: the runtime executes those, even where another plugin names one as well.
	 */
	for (size_t i = 0; i < config->count; i++)
		need_plugin(&walk, config->plugins[i].type, NULL, true);
	for (size_t i = 0; i < config->count; i++)
		need_chain_plugin(&walk, config->plugins[i].record, config->plugins[i].type, NULL);
}

bool cni_needs_plugin(const struct cni_needs *needs, const char *type)
{
	return find_plugin(needs, type);
}

void cni_needs_list(const char *const *types, struct cni_needs *ret)
{
	const struct needs_walk walk = {.needs = ret};

	*ret = (struct cni_needs){0};
	for (; types && *types; types++)
		need_plugin(&walk, *types, NULL, true);
}
