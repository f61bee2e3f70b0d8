/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an ADD of a network executes and reads, beyond the plugins that the configuration lists. */
#include "config.h"

#include <errno.h>

#include <json-c/json.h>

#include "cni/needs.h"
#include "text/record.h"
#include "util/util.h"

/* multus in multus is as deep as it gets. */
#define DEPTH_MAX 3

/* Who asks, on the way through a network and its delegates. */
struct walk {
	struct cni_needs *needs;
	const char *also_in;
	unsigned int depth;
};

enum ipam_use {
	IPAM_UNKNOWN, /* nobody here knows whether the plugin executes what "ipam" names */
	IPAM_UNUSED,  /* it does not */
	IPAM_NAMED,   /* it does */
};

struct rule {
	const char *type;
	enum ipam_use ipam;
	const char *built_in; /* the "ipam" type that is no binary; NULL for none */
	bool brings_loopback;
	int (*more)(const struct walk *walk, struct json_object *record);
};

static int need_calico(const struct walk *walk, struct json_object *record);
static int need_egress(const struct walk *walk, struct json_object *record);
static int need_flannel(const struct walk *walk, struct json_object *record);
static int need_multus(const struct walk *walk, struct json_object *record);

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

static void free_plugin(struct cni_needed_plugin *plugin)
{
	free(plugin->type);
	free(plugin->by);
	free(plugin->also_in);
}

void cni_needs_free(struct cni_needs *needs)
{
	for (size_t i = 0; i < needs->plugin_count; i++)
		free_plugin(&needs->plugins[i]);
	for (size_t i = 0; i < needs->file_count; i++) {
		free(needs->files[i].path);
		free(needs->files[i].by);
	}
	free(needs->plugins);
	free(needs->files);
	free(needs->fault);
	*needs = (struct cni_needs){0};
}

/* "" when it is no string or holds a NUL, where C ends and Go goes on. */
static const char *text_of(struct json_object *value)
{
	const char *text;

	if (!json_object_is_type(value, json_type_string))
		return "";
	text = json_object_get_string(value);
	return strlen(text) < (size_t)json_object_get_string_len(value) ? "" : text;
}

static const char *field_text(struct json_object *record, const char *name)
{
	return text_of(record_value(record, name, JSON_NAMES_LAST));
}

/* libcni looks for no such plugin, and the ADD of every pod fails. The first of them is kept. */
static int refuse_name(struct cni_needs *needs, const char *type, const char *by)
{
	int r = needs->fault ? 0
			     : record_fault(&needs->fault,
					    "%s names the plugin \"%s\", and no plugin's name has "
					    "a '/' in it",
					    by, type);

	return r == -ENOMEM ? r : 0;
}

/* The same where flannel finds another value than a string. */
static int refuse_delegate(struct cni_needs *needs, struct json_object *type)
{
	int r = needs->fault ? 0
			     : record_fault(&needs->fault,
					    "flannel: the \"type\" of \"delegate\" is %s and not a "
					    "string",
					    record_kind_name(type));

	return r == -ENOMEM ? r : 0;
}

static int need_plugin(const struct walk *walk, const char *type, const char *by, bool certain)
{
	struct cni_needs *needs = walk->needs;
	struct cni_needed_plugin plugin, *longer;

	for (size_t i = 0; i < needs->plugin_count; i++) {
		if (!text_equal(needs->plugins[i].type, type))
			continue;
		needs->plugins[i].certain |= certain;
		return 0;
	}
	if (!*type || needs->plugin_count == CNI_NEEDS_MAX)
		return 0;
	if (strchr(type, '/'))
		return certain ? refuse_name(walk->needs, type, by) : 0;
	longer = xreallocarray(needs->plugins, needs->plugin_count + 1, sizeof(*longer));
	if (!longer)
		return -ENOMEM;
	needs->plugins = longer;
	plugin = (struct cni_needed_plugin){
		.type = xstrdup(type),
		.by = by ? xstrdup(by) : NULL,
		.also_in = walk->also_in ? xstrdup(walk->also_in) : NULL,
		.certain = certain,
	};
	if (!plugin.type || (by && !plugin.by) || (walk->also_in && !plugin.also_in)) {
		free_plugin(&plugin);
		return -ENOMEM;
	}
	needs->plugins[needs->plugin_count++] = plugin;
	return 0;
}

/* A relative path is one of the runtime's working directory, which is nobody's guess. */
static int need_file(const struct walk *walk, const char *path, const char *by,
		     enum cni_needed_kind kind)
{
	struct cni_needs *needs = walk->needs;
	struct cni_needed_file file, *longer;

	for (size_t i = 0; i < needs->file_count; i++)
		if (text_equal(needs->files[i].path, path))
			return 0;
	if (*path != '/' || needs->file_count == CNI_NEEDS_MAX)
		return 0;
	longer = xreallocarray(needs->files, needs->file_count + 1, sizeof(*longer));
	if (!longer)
		return -ENOMEM;
	needs->files = longer;
	file = (struct cni_needed_file){.path = xstrdup(path), .by = xstrdup(by), .kind = kind};
	if (!file.path || !file.by) {
		free(file.path);
		free(file.by);
		return -ENOMEM;
	}
	needs->files[needs->file_count++] = file;
	return 0;
}

/* calico waits for its node's name, and talks to the API server with a kubeconfig of its own. */
static int need_calico(const struct walk *walk, struct json_object *record)
{
	struct json_object *optional = record_value(record, "nodename_file_optional", JSON_NAMES_LAST);
	struct json_object *kubernetes = record_value(record, "kubernetes", JSON_NAMES_LAST);
	const char *node = field_text(record, "nodename_file");
	int r = need_file(walk, field_text(kubernetes, "kubeconfig"), "calico",
			  CNI_NEEDED_KUBECONFIG);

	if (r < 0 || json_object_get_boolean(optional))
		return r;
	return need_file(walk, *node ? node : "/var/lib/calico/nodename", "calico",
			 CNI_NEEDED_STATE);
}

/* The plugin of the AWS CNI that gives a second address family, when it is switched on. */
static int need_egress(const struct walk *walk, struct json_object *record)
{
	if (!text_equal(field_text(record, "enabled"), "true"))
		return 0;
	return need_plugin(walk, field_text(record_value(record, "ipam", JSON_NAMES_LAST), "type"),
			   "egress-cni", true);
}

static int need_of(const struct walk *walk, struct json_object *record, const char *type);

/* The keys of "delegate" and "ipam" are those of a map: their case matters. */
static int need_flannel(const struct walk *walk, struct json_object *record)
{
	struct json_object *delegate = record_value(record, "delegate", JSON_NAMES_LAST), *value;
	const char *type = "bridge", *ipam = "host-local";
	const char *subnet = field_text(record, "subnetFile");
	int r;

	if (json_object_is_type(delegate, json_type_object) &&
	    json_object_object_get_ex(delegate, "type", &value)) {
		if (!json_object_is_type(value, json_type_string))
			return refuse_delegate(walk->needs, value);
		type = text_of(value);
	}
	value = record_value(record, "ipam", JSON_NAMES_LAST);
	if (json_object_is_type(value, json_type_object) &&
	    json_object_object_get_ex(value, "type", &value))
		ipam = text_of(value);
	r = need_plugin(walk, type, "flannel", true);
	if (r == 0)
		r = need_plugin(walk, ipam, type, find_rule(type)->ipam == IPAM_NAMED);
	return r < 0 ? r
		     : need_file(walk, *subnet ? subnet : "/run/flannel/subnet.env", "flannel",
				 CNI_NEEDED_STATE);
}

/* One plugin of a chain: it, and what it executes and reads. */
static int need_link(const struct walk *walk, struct json_object *record, const char *type,
		     const char *by)
{
	int r = need_plugin(walk, type, by, true);

	walk->needs->brings_loopback |= find_rule(type)->brings_loopback;
	return r < 0 ? r : need_of(walk, record, type);
}

/* A delegate of multus: a plugin, or a list of them when it has no type. */
static int need_delegate(const struct walk *walk, struct json_object *record)
{
	struct json_object *plugins = record_value(record, "plugins", JSON_NAMES_LAST);
	const char *type = field_text(record, "type");
	int r = 0;

	if (*type)
		return need_link(walk, record, type, "multus");
	if (!json_object_is_type(plugins, json_type_array))
		return 0;
	for (size_t i = 0; i < json_object_array_length(plugins) && i < CNI_NEEDS_MAX && r == 0;
	     i++) {
		struct json_object *plugin = json_object_array_get_idx(plugins, i);

		type = field_text(plugin, "type");
		if (*type)
			r = need_link(walk, plugin, type, "multus");
	}
	return r;
}

/* With clusterNetwork the networks are objects of the cluster, out of sight. */
static int need_delegates(const struct walk *walk, struct json_object *record)
{
	struct json_object *list = record_value(record, "delegates", JSON_NAMES_LAST);
	size_t count =
		json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	int r = 0;

	if (*field_text(record, "clusterNetwork") || walk->depth > DEPTH_MAX)
		return 0;
	for (size_t i = 0; i < count && i < CNI_NEEDS_MAX && r == 0; i++)
		r = need_delegate(walk, json_object_array_get_idx(list, i));
	return r;
}

static int need_multus(const struct walk *walk, struct json_object *record)
{
	const char *bin_dir = field_text(record, "binDir");
	struct walk below = *walk;
	int r;

	below.also_in = *bin_dir ? bin_dir : "/opt/cni/bin";
	below.depth++;
	r = need_delegates(&below, record);
	if (r == 0)
		r = need_file(walk, field_text(record, "kubeconfig"), "multus",
			      CNI_NEEDED_KUBECONFIG);
	return r < 0 ? r
		     : need_file(walk, field_text(record, "readinessindicatorfile"), "multus",
				 CNI_NEEDED_STATE);
}

/* What a plugin executes and reads in its turn. */
static int need_of(const struct walk *walk, struct json_object *record, const char *type)
{
	const struct rule *rule = find_rule(type);
	const char *ipam = field_text(record_value(record, "ipam", JSON_NAMES_LAST), "type");
	int r = 0;

	if (rule->ipam != IPAM_UNUSED && !(rule->built_in && text_equal(rule->built_in, ipam)))
		r = need_plugin(walk, ipam, type, rule->ipam == IPAM_NAMED);
	return r < 0 || !rule->more ? r : rule->more(walk, record);
}

int cni_needs_read(const struct cni_config *config, struct cni_needs *ret)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};
	struct walk walk = {.needs = &needs};
	int r = 0;

	/* The list first: what it names is executed by the runtime, whoever else names it. */
	for (size_t i = 0; i < config->count && r == 0; i++)
		r = need_plugin(&walk, config->plugins[i].type, NULL, true);
	for (size_t i = 0; i < config->count && r == 0; i++)
		r = need_link(&walk, config->plugins[i].record, config->plugins[i].type, NULL);
	if (r < 0)
		return r;
	*ret = needs;
	needs = (struct cni_needs){0};
	return 0;
}

bool cni_needs_plugin(const struct cni_needs *needs, const char *type)
{
	for (size_t i = 0; i < needs->plugin_count; i++)
		if (text_equal(needs->plugins[i].type, type))
			return true;
	return false;
}

int cni_needs_list(const char *const *types, struct cni_needs *ret)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};
	const struct walk walk = {.needs = &needs};

	for (; types && *types; types++)
		if (need_plugin(&walk, *types, NULL, true) < 0)
			return -ENOMEM;
	*ret = needs;
	needs = (struct cni_needs){0};
	return 0;
}
