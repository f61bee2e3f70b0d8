/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One CNI configuration file. The order of the questions is that of libcni (libcni/conf.go), so
 * that of several faults we name the one that containerd logs.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>

#include <json-c/json.h>

#include "formats/cni.h"
#include "formats/json.h"
#include "formats/record.h"
#include "util.h"

/* PluginConf and the structures in it (libcni, pkg/types/types.go). */
static const struct record_field ipam_fields[] = {{"type", RECORD_TEXT, NULL}, {0}};
static const struct record_field dns_fields[] = {
	{"nameservers", RECORD_TEXTS, NULL},
	{"domain", RECORD_TEXT, NULL},
	{"search", RECORD_TEXTS, NULL},
	{"options", RECORD_TEXTS, NULL},
	{0},
};
static const struct record_field attachment_fields[] = {
	{"containerID", RECORD_TEXT, NULL}, {"ifname", RECORD_TEXT, NULL}, {0}};
static const struct record_field plugin_fields[] = {
	{"cniVersion", RECORD_TEXT, NULL},
	{"name", RECORD_TEXT, NULL},
	{"type", RECORD_TEXT, NULL},
	{"capabilities", RECORD_FLAGS, NULL},
	{"ipam", RECORD_OBJECT, ipam_fields},
	{"dns", RECORD_OBJECT, dns_fields},
	{"prevResult", RECORD_OBJECT, NULL},
	{"cni.dev/valid-attachments", RECORD_OBJECTS, attachment_fields},
	{0},
};

/* The highest version that libcni 1.3.0 implements. */
static const long version_current[] = {1, 1, 0};
#define VERSION_PARTS ARRAY_SIZE(version_current)

bool cni_is_candidate(const char *file_name)
{
	return text_ends(file_name, ".conf") || text_ends(file_name, ".conflist") ||
	       text_ends(file_name, ".json");
}

enum cni_form cni_form_of(const char *file_name)
{
	return text_ends(file_name, ".conflist") ? CNI_LIST : CNI_SINGLE;
}

void cni_config_free(struct cni_config *config)
{
	for (size_t i = 0; i < config->count; i++) {
		free(config->plugins[i].type);
		free(config->plugins[i].ipam_type);
		json_object_put(config->plugins[i].record);
	}
	free(config->plugins);
	free(config->name);
	free(config->version);
	*config = (struct cni_config){0};
}

/* "" when value is NULL. The caller has seen that it is a string. */
static char *copy_text(struct json_object *value)
{
	return strdup(value ? json_object_get_string(value) : "");
}

/* Whether a string holds a NUL ("\u0000"), where C ends and Go goes on. */
static bool has_nul(struct json_object *value)
{
	return value &&
	       strlen(json_object_get_string(value)) < (size_t)json_object_get_string_len(value);
}

static bool is_empty(struct json_object *value)
{
	return !value || json_object_get_string_len(value) == 0;
}

/* One plugin; where is "plugin 2: ", or "" in a file that is the plugin. */
static int read_plugin(struct json_object *record, const char *where, struct cni_config *config,
		       char **ret_fault)
{
	struct json_object *type = record_value(record, "type", true);
	struct json_object *ipam = record_value(record, "ipam", true);
	struct cni_plugin *plugin = &config->plugins[config->count];

	if (record && !json_object_is_type(record, json_type_object))
		return record_fault(ret_fault, "%sit is %s and not an object", where,
				    record_kind_name(record));
	if (record) {
		int r = record_check(record, plugin_fields, where, "", ret_fault);

		if (r < 0)
			return r;
	}
	if (is_empty(type))
		return record_fault(ret_fault, "%s%s", where,
				    type ? "\"type\" is empty" : "it has no \"type\"");
	if (has_nul(type) || strchr(json_object_get_string(type), '/'))
		return record_fault(ret_fault, "%s\"type\" holds a %s, which no plugin's name has",
				    where, has_nul(type) ? "NUL" : "'/'");
	if (json_object_get_string_len(type) > NAME_MAX)
		return record_fault(ret_fault, "%s\"type\" is longer than a file's name can be",
				    where);
	plugin->type = copy_text(type);
	plugin->ipam_type = copy_text(record_value(ipam, "type", true));
	plugin->record = json_object_get(record);
	config->count++;
	return plugin->type && plugin->ipam_type ? 0 : -ENOMEM;
}

static int read_plugins(struct json_object *list, struct cni_config *config, char **ret_fault)
{
	size_t count;
	int r = 0;

	if (!json_object_is_type(list, json_type_array))
		return record_fault_kind(ret_fault, "", "plugins", list, "a list");
	count = json_object_array_length(list);
	if (count == 0)
		return record_fault(ret_fault, "the list \"plugins\" is empty");
	if (count > CNI_PLUGINS_MAX)
		return record_fault(ret_fault,
				    "it has %zu plugins, and no network has more than %d", count,
				    CNI_PLUGINS_MAX);
	config->plugins = calloc(count, sizeof(*config->plugins));
	if (!config->plugins)
		return -ENOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		_cleanup_free_ char *where = format_text("plugin %zu: ", i + 1);

		if (!where)
			return -ENOMEM;
		r = read_plugin(json_object_array_get_idx(list, i), where, config, ret_fault);
	}
	return r;
}

/* One part as Go's strconv.Atoi() reads it. */
static bool read_number(const char *text, size_t length, long *ret)
{
	size_t sign = length > 0 && (*text == '-' || *text == '+');
	char *end;

	if (length == sign || strspn(text + sign, "0123456789") < length - sign)
		return false;
	errno = 0;
	*ret = strtol(text, &end, 10);
	return errno == 0;
}

/* One to three numbers with dots between them; "" is 0.1.0. */
static bool read_version(const char *text, long parts[static VERSION_PARTS])
{
	size_t part = 0;

	memset(parts, 0, VERSION_PARTS * sizeof(*parts));
	parts[1] = !*text;
	if (!*text)
		return true;
	for (;; text++) {
		size_t length = strcspn(text, ".");

		if (part == VERSION_PARTS || !read_number(text, length, &parts[part++]))
			return false;
		text += length;
		if (!*text)
			return true;
	}
}

static int compare_versions(const long *a, const long *b)
{
	for (size_t i = 0; i < VERSION_PARTS; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* One entry of cniVersions, or cniVersion beside it: the highest that libcni knows is taken. */
static int offer_version(struct json_object *value, const char *name,
			 long best[static VERSION_PARTS], struct cni_config *config,
			 char **ret_fault)
{
	const char *text = json_object_get_string(value);
	long parts[VERSION_PARTS];
	char *copy;

	if (has_nul(value) || !read_version(text, parts))
		return record_fault(ret_fault, "\"%s\" holds \"%s\", which is no version", name,
				    text);
	if (compare_versions(parts, version_current) > 0 || compare_versions(parts, best) <= 0)
		return 0;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	free(config->version);
	config->version = copy;
	memcpy(best, parts, sizeof(parts));
	return 0;
}

static int read_versions(struct json_object *object, struct cni_config *config, char **ret_fault)
{
	struct json_object *version = NULL, *versions;
	long best[VERSION_PARTS] = {LONG_MIN};
	int r = 0;

	if (json_object_object_get_ex(object, "cniVersion", &version) &&
	    !json_object_is_type(version, json_type_string))
		return record_fault_kind(ret_fault, "", "cniVersion", version, "a string");
	config->version = copy_text(version);
	if (!config->version)
		return -ENOMEM;
	if (!json_object_object_get_ex(object, "cniVersions", &versions))
		return 0;
	if (!json_object_is_type(versions, json_type_array))
		return record_fault_kind(ret_fault, "", "cniVersions", versions,
					 "a list of strings");
	for (size_t i = 0; i < json_object_array_length(versions) && r == 0; i++) {
		struct json_object *entry = json_object_array_get_idx(versions, i);

		if (!json_object_is_type(entry, json_type_string))
			return record_fault(ret_fault,
					    "entry %zu of \"cniVersions\" is %s and not a string",
					    i + 1, record_kind_name(entry));
		r = offer_version(entry, "cniVersions", best, config, ret_fault);
	}
	if (r == 0 && !is_empty(version))
		r = offer_version(version, "cniVersion", best, config, ret_fault);
	return r;
}

/* true, false, or either as a string in any case. */
static int read_flag(struct json_object *object, const char *name, bool *ret, char **ret_fault)
{
	struct json_object *value;
	const char *text;

	*ret = false;
	if (!json_object_object_get_ex(object, name, &value))
		return 0;
	if (json_object_is_type(value, json_type_boolean)) {
		*ret = json_object_get_boolean(value);
		return 0;
	}
	if (!json_object_is_type(value, json_type_string))
		return record_fault_kind(ret_fault, "", name, value, "true or false");
	text = json_object_get_string(value);
	*ret = strcasecmp(text, "true") == 0;
	if (has_nul(value) || (!*ret && strcasecmp(text, "false") != 0))
		return record_fault(ret_fault, "\"%s\" is \"%s\" and not true or false", name,
				    text);
	return 0;
}

static int read_flags(struct json_object *object, struct cni_config *config, char **ret_fault)
{
	static const char *const others[] = {"disableCheck", "disableGC"};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		bool unused;
		int r = read_flag(object, others[i], &unused, ret_fault);

		if (r < 0)
			return r;
	}
	return read_flag(object, "loadOnlyInlinedPlugins", &config->inlined_only, ret_fault);
}

/* The name is looked at when a pod is added, behind all else. */
static int read_name(struct json_object *name, struct cni_config *config, char **ret_fault)
{
	static const char alphanumeric[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789";
	const char *rest;

	config->name = copy_text(name);
	if (!config->name)
		return -ENOMEM;
	if (is_empty(name))
		return record_fault(ret_fault, name ? "\"name\" is empty" : "it has no \"name\"");
	rest = config->name + strspn(config->name, alphanumeric);
	if (rest == config->name)
		return record_fault(ret_fault,
				    "\"name\" is \"%s\" and does not begin with a "
				    "letter or a digit",
				    config->name);
	while (*rest && (strchr(alphanumeric, *rest) || strchr("_.-", *rest)))
		rest++;
	if (*rest || has_nul(name))
		return record_fault(ret_fault,
				    "\"name\" is \"%s\" and holds something else than "
				    "letters, digits, '_', '.' and '-'",
				    config->name);
	return 0;
}

static int read_list(struct json_object *object, struct cni_config *config, char **ret_fault)
{
	struct json_object *name, *plugins;
	int r;

	if (!json_object_object_get_ex(object, "name", &name))
		return record_fault(ret_fault, "it has no \"name\"");
	if (!json_object_is_type(name, json_type_string))
		return record_fault_kind(ret_fault, "", "name", name, "a string");
	r = read_versions(object, config, ret_fault);
	if (r < 0)
		return r;
	r = read_flags(object, config, ret_fault);
	if (r < 0)
		return r;
	if (json_object_object_get_ex(object, "plugins", &plugins))
		r = read_plugins(plugins, config, ret_fault);
	else if (config->inlined_only)
		r = record_fault(ret_fault,
				 "it has no \"plugins\", and \"loadOnlyInlinedPlugins\" is true");
	return r < 0 ? r : read_name(name, config, ret_fault);
}

static int read_single(struct json_object *object, struct cni_config *config, char **ret_fault)
{
	int r = record_check(object, plugin_fields, "", "", ret_fault);

	if (r < 0)
		return r;
	if (is_empty(record_value(object, "type", false)))
		return record_fault(ret_fault, "it has no \"type\"%s",
				    json_object_object_get_ex(object, "plugins", NULL)
					    ? ": a list of plugins has to be named *.conflist"
					    : "");
	config->version = copy_text(record_value(object, "cniVersion", false));
	config->plugins = calloc(1, sizeof(*config->plugins));
	if (!config->version || !config->plugins)
		return -ENOMEM;
	config->inlined_only = true;
	r = read_plugin(object, "", config, ret_fault);
	return r < 0 ? r : read_name(record_value(object, "name", false), config, ret_fault);
}

static void cleanup_json(struct json_object **object)
{
	json_object_put(*object);
}

int cni_parse(const char *text, size_t size, enum cni_form form, struct cni_config *ret,
	      char **ret_fault)
{
	_cleanup_(cni_config_free) struct cni_config config = {0};
	_cleanup_(cleanup_json) struct json_object *object = NULL;
	int r = json_parse(text, size, &object, ret_fault);

	if (r < 0)
		return r;
	if (!json_object_is_type(object, json_type_object))
		return record_fault(ret_fault, "it is %s and not an object",
				    record_kind_name(object));
	r = form == CNI_LIST ? read_list(object, &config, ret_fault)
			     : read_single(object, &config, ret_fault);
	if (r < 0)
		return r;
	*ret = config;
	config = (struct cni_config){0};
	return 0;
}
