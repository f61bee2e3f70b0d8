/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One CNI configuration file. The order of the questions is that of libcni (libcni/conf.go), so
 * that of several faults we name the one that containerd logs.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>

#include <json-c/json.h>

#include "cni/network.h"
#include "text/record.h"

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

/* Of the name of a network. */
#define ALPHANUMERIC "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* What a single plugin can nest: libcni wraps it in two levels before it reads it again. */
#define SINGLE_DEPTH_MAX (JSON_DEPTH_MAX - 2)

void cni_config_free(struct cni_config *config)
{
	for (size_t i = 0; i < config->count; i++) {
		free(config->plugins[i].type);
		json_object_put(config->plugins[i].record);
	}
	free(config->plugins);
	free(config->name);
	free(config->version);
	*config = (struct cni_config){0};
}

void cni_fault_free(struct cni_fault *fault)
{
	free(fault->text);
	*fault = (struct cni_fault){0};
}

static int require_object(struct json_object *object, const char *where, char **ret_fault)
{
	if (json_object_is_type(object, json_type_object))
		return 0;
	return record_fault(ret_fault, "%sit is %s, not an object", where,
			    record_kind_name(object));
}

static int check_type(struct json_object *type, const char *where, char **ret_fault)
{
	if (record_is_empty(type))
		return record_fault(ret_fault, "%s%s", where,
				    type ? "\"type\" is empty" : "it has no \"type\"");
	if (record_has_nul(type) || strchr(json_object_get_string(type), '/'))
		return record_fault(ret_fault,
				    "%s\"type\" contains a %s, which a plugin name cannot contain",
				    where, record_has_nul(type) ? "NUL" : "'/'");
	if (json_object_get_string_len(type) > NAME_MAX)
		return record_fault(ret_fault, "%s\"type\" is longer than a file name can be",
				    where);
	return 0;
}

/*
 * One plugin, for which config has the room. names: how record was parsed; plain is the same in
 * JSON_NAMES_LAST. where is "plugin 2: ", or "" in a file that is the plugin.
 */
static int read_plugin(struct json_object *record, enum json_names names, struct json_object *plain,
		       const char *where, struct cni_config *config, char **ret_fault)
{
	struct json_object *type = record_value(record, "type", names);
	struct cni_plugin *plugin = &config->plugins[config->count];
	int r = record ? require_object(record, where, ret_fault) : 0;

	if (r == 0 && record)
		r = record_check(record, plugin_fields, names, where, "", ret_fault);
	if (r == 0)
		r = check_type(type, where, ret_fault);
	if (r < 0)
		return r;
	plugin->type = record_text(type);
	plugin->record = json_object_get(plain);
	config->count++;
	return 0;
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
		return record_fault(ret_fault, "it has %zu plugins, more than the limit of %d",
				    count, CNI_PLUGINS_MAX);
	config->plugins = xcalloc(count, sizeof(*config->plugins));
	for (size_t i = 0; i < count && r == 0; i++) {
		_cleanup_free_ char *where = format_text("plugin %zu: ", i + 1);
		struct json_object *record = json_object_array_get_idx(list, i);

		r = read_plugin(record, JSON_NAMES_LAST, record, where, config, ret_fault);
	}
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
	if (record_has_nul(value) || (!*ret && strcasecmp(text, "false") != 0))
		return record_fault(ret_fault, "\"%s\" is \"%s\" and not true or false", name,
				    text);
	return 0;
}

static int read_flags(struct json_object *object, struct cni_config *config, char **ret_fault)
{
	struct json_object *check;
	bool unused;
	int r = read_flag(object, "disableCheck", &unused, ret_fault);

	if (r == 0)
		r = read_flag(object, "disableGC", &unused, ret_fault);
	if (r == 0)
		r = read_flag(object, "loadOnlyInlinedPlugins", &config->inlined_only, ret_fault);
	if (json_object_object_get_ex(object, "disableCheck", &check) &&
	    json_object_is_type(check, json_type_string))
		config->since = CNI_SINCE_1_2;
	return r;
}

static void take_name(struct json_object *name, struct cni_config *config)
{
	config->name = record_text(name);
	config->name_cut = record_has_nul(name);
}

static int read_list(struct json_object *object, struct cni_config *config,
		     struct cni_fault *ret_fault)
{
	struct json_object *name, *plugins;
	int r;

	if (!json_object_object_get_ex(object, "name", &name))
		return record_fault(&ret_fault->text, "it has no \"name\"");
	if (!json_object_is_type(name, json_type_string))
		return record_fault_kind(&ret_fault->text, "", "name", name, "a string");
	take_name(name, config);
	r = cni_version_choose(object, config, ret_fault);
	if (r == 0)
		r = read_flags(object, config, &ret_fault->text);
	if (r < 0)
		return r;
	if (json_object_object_get_ex(object, "plugins", &plugins))
		return read_plugins(plugins, config, &ret_fault->text);
	if (config->inlined_only)
		return record_fault(
			&ret_fault->text,
			"it has no \"plugins\", and \"loadOnlyInlinedPlugins\" is true");
	config->since = CNI_SINCE_1_3;
	return 0;
}

DEFINE_CLEANUP(json, struct json_object *, json_object_put)

static int parse_list(const char *text, size_t size, struct cni_config *config,
		      struct cni_fault *ret_fault)
{
	_cleanup_(cleanup_json) struct json_object *object = NULL;
	int r = json_parse(text, size, &object, &ret_fault->text);

	ret_fault->not_json = r == -EBADMSG;
	if (r == 0)
		r = require_object(object, "", &ret_fault->text);
	return r < 0 ? r : read_list(object, config, ret_fault);
}

/*
 * The structure is filled from the text as it is written, with each member of a name that repeats.
 */
static int read_written(struct json_object *object, struct cni_config *config, char **ret_fault)
{
	const enum json_names names = JSON_NAMES_NUMBERED;
	int r = record_check(object, plugin_fields, names, "", "", ret_fault);

	if (r < 0)
		return r;
	if (record_is_empty(record_value(object, "type", names)))
		return record_fault(ret_fault, "it has no \"type\"%s",
				    record_value(object, "plugins", names)
					    ? ": a list of plugins has to be named *.conflist"
					    : "");
	config->version = record_text(record_value(object, "cniVersion", names));
	config->inlined_only = true;
	take_name(record_value(object, "name", names), config);
	return 0;
}

/* Then libcni makes a list of it, and reads its plugin once more, as one of a list. */
static int parse_single(const char *text, size_t size, struct cni_config *config,
			struct cni_fault *ret_fault)
{
	_cleanup_(cleanup_json) struct json_object *written = NULL, *object = NULL;
	int r = json_parse_as(text, size, JSON_NAMES_NUMBERED, SINGLE_DEPTH_MAX, &written,
			      &ret_fault->text);

	ret_fault->not_json = r == -EBADMSG;
	if (r == 0)
		r = require_object(written, "", &ret_fault->text);
	if (r == 0)
		r = read_written(written, config, &ret_fault->text);
	if (r == 0)
		r = json_parse(text, size, &object, &ret_fault->text);
	if (r < 0)
		return r;
	config->plugins = xcalloc(1, sizeof(*config->plugins));
	return read_plugin(object, JSON_NAMES_LAST, object, "", config, &ret_fault->text);
}

int cni_parse(const char *text, size_t size, enum cni_form form, struct cni_config *ret,
	      struct cni_fault *ret_fault)
{
	_cleanup_(cni_config_free) struct cni_config config = {0};
	int r;

	*ret_fault = (struct cni_fault){0};
	r = form == CNI_LIST ? parse_list(text, size, &config, ret_fault)
			     : parse_single(text, size, &config, ret_fault);
	if (r == 0)
		*ret = TAKE(config);
	return r;
}

int cni_parse_plugin(const char *text, size_t size, struct cni_config *config,
		     struct cni_fault *ret_fault)
{
	_cleanup_(cleanup_json) struct json_object *object = NULL, *plain = NULL;
	int r;

	*ret_fault = (struct cni_fault){.since = CNI_SINCE_1_3};
	r = json_parse_as(text, size, JSON_NAMES_NUMBERED, JSON_DEPTH_MAX, &object,
			  &ret_fault->text);
	if (r == 0)
		r = require_object(object, "", &ret_fault->text);
	if (r == 0)
		r = json_parse(text, size, &plain, &ret_fault->text);
	if (r == 0 && config->count == CNI_PLUGINS_MAX)
		r = record_fault(&ret_fault->text, "more than the limit of %d plugins",
				 CNI_PLUGINS_MAX);
	if (r < 0)
		return r;
	config->plugins =
		xreallocarray(config->plugins, config->count + 1, sizeof(*config->plugins));
	config->plugins[config->count] = (struct cni_plugin){0};
	return read_plugin(object, JSON_NAMES_NUMBERED, plain, "", config, &ret_fault->text);
}

bool cni_is_candidate(const char *file_name)
{
	return text_ends(file_name, ".conf") || text_ends(file_name, ".conflist") ||
	       text_ends(file_name, ".json");
}

enum cni_form cni_form_of(const char *file_name)
{
	return text_ends(file_name, ".conflist") ? CNI_LIST : CNI_SINGLE;
}

int cni_check_name(const struct cni_config *config, char **ret_fault)
{
	const char *rest = config->name + strspn(config->name, ALPHANUMERIC);

	if (!*config->name && !config->name_cut)
		return record_fault(ret_fault, "it has no \"name\", or an empty one");
	if (rest == config->name)
		return record_fault(ret_fault,
				    "\"name\" is \"%s\" but must begin with a letter or a digit",
				    config->name);
	rest += strspn(rest, ALPHANUMERIC "_.-");
	if (*rest || config->name_cut)
		return record_fault(
			ret_fault,
			"\"name\" is \"%s\" but may contain only letters, digits, '_', '.' and '-'",
			config->name);
	return 0;
}
