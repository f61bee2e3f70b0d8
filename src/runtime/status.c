/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container runtime answers, read from the bytes. */
#include "config.h"

#include <errno.h>
#include <json.h>
#include <limits.h>

#include "runtime/status.h"
#include "text/json.h"
#include "text/protobuf.h"
#include "util/util.h"

/* The numbers of the fields, from api.proto. */
enum {
	VERSION_NAME = 2,
	VERSION_VERSION = 3,
	STATUS_STATUS = 1,
	STATUS_INFO = 2,
	RUNTIME_STATUS_CONDITION = 1,
	CONDITION_TYPE = 1,
	CONDITION_STATUS = 2,
	CONDITION_REASON = 3,
	CONDITION_MESSAGE = 4,
	ENTRY_KEY = 1,
	ENTRY_VALUE = 2,
};

#define LOAD_KEY "lastCNILoadStatus" /* behind a dot that of a runtime handler */
#define CNI_KEY  "cniconfig"
#define LOOPBACK "lo" /* the interface of the network that containerd makes itself */

/* A message while it is read. */
struct reading {
	struct cri_status *status;
	size_t conditions, infos;
	bool has_runtime, has_network;
};

struct condition {
	char *type, *reason, *message;
	bool status;
};

struct entry {
	char *key;
	struct protobuf_field value; /* not owned */
};

void cri_version_free(struct cri_version *version)
{
	free(version->name);
	free(version->version);
	*version = (struct cri_version){0};
}

void cri_status_free(struct cri_status *status)
{
	free(status->runtime_message);
	free(status->network_reason);
	free(status->network_message);
	free(status->conf_dir);
	strv_free(status->plugin_dirs);
	for (size_t i = 0; i < status->load_count; i++) {
		free(status->loads[i].handler);
		free(status->loads[i].words);
	}
	free(status->loads);
	for (size_t i = 0; i < status->network_count; i++) {
		free(status->networks[i].name);
		strv_free(status->networks[i].types);
		free(status->networks[i].source);
	}
	free(status->networks);
	*status = (struct cri_status){0};
}

static void condition_free(struct condition *condition)
{
	free(condition->type);
	free(condition->reason);
	free(condition->message);
}

static void entry_free(struct entry *entry)
{
	free(entry->key);
}

static char *copy_text(const struct protobuf_field *field)
{
	return xstrndup((const char *)field->bytes,
			field->size < CRI_TEXT_MAX ? field->size : CRI_TEXT_MAX);
}

/* The last of a name wins, as in protobuf. -EBADMSG when it is no string; a NUL ends it. */
static int take_text(const struct protobuf_field *field, char **ret)
{
	if (field->kind != PROTOBUF_BYTES)
		return -EBADMSG;
	free(*ret);
	*ret = copy_text(field);
	return 0;
}

/* Hand each field of a message, which is a field itself, to a function, up to its first error. */
static int read_fields(const struct protobuf_field *whole, void *into,
		       int (*take)(const struct protobuf_field *field, void *into))
{
	struct protobuf message = {whole->bytes, whole->size};
	struct protobuf_field field;
	int r;

	if (whole->kind != PROTOBUF_BYTES)
		return -EBADMSG;
	while ((r = protobuf_next(&message, &field)) > 0) {
		r = take(&field, into);
		if (r < 0)
			return r;
	}
	return r;
}

static int take_version(const struct protobuf_field *field, void *into)
{
	struct cri_version *version = into;

	if (field->number == VERSION_NAME)
		return take_text(field, &version->name);
	return field->number == VERSION_VERSION ? take_text(field, &version->version) : 0;
}

int cri_version_read(const void *bytes, size_t size, struct cri_version *ret)
{
	const struct protobuf_field whole = {.kind = PROTOBUF_BYTES, .bytes = bytes, .size = size};
	_cleanup_(cri_version_free) struct cri_version version = {0};
	int r = read_fields(&whole, &version, take_version);

	if (r < 0)
		return r;
	if (!version.name || !*version.name || !version.version)
		return -EBADMSG;
	*ret = TAKE(version);
	return 0;
}

static int take_condition(const struct protobuf_field *field, void *into)
{
	struct condition *condition = into;
	char **text = field->number == CONDITION_TYPE	   ? &condition->type
		      : field->number == CONDITION_REASON  ? &condition->reason
		      : field->number == CONDITION_MESSAGE ? &condition->message
							   : NULL;

	if (field->number == CONDITION_STATUS && field->kind == PROTOBUF_NUMBER)
		condition->status = field->value != 0;
	return text ? take_text(field, text) : 0;
}

/* Puts the text there, and NULL in its place; "" for none. */
static void move_text(char **to, char **from)
{
	free(*to);
	*to = *from ? TAKE(*from) : xstrdup("");
}

static int add_condition(const struct protobuf_field *field, void *into)
{
	_cleanup_(condition_free) struct condition condition = {0};
	struct reading *reading = into;
	struct cri_status *status = reading->status;
	int r;

	if (field->number != RUNTIME_STATUS_CONDITION)
		return 0;
	if (++reading->conditions > CRI_CONDITIONS_MAX)
		return -E2BIG;
	r = read_fields(field, &condition, take_condition);
	if (r < 0 || !condition.type)
		return r;
	if (text_equal(condition.type, "RuntimeReady")) {
		reading->has_runtime = true;
		status->runtime_ready = condition.status;
		move_text(&status->runtime_message, &condition.message);
	} else if (text_equal(condition.type, "NetworkReady")) {
		reading->has_network = true;
		status->network_ready = condition.status;
		move_text(&status->network_reason, &condition.reason);
		move_text(&status->network_message, &condition.message);
	}
	return 0;
}

/* A member that is a string; NULL where it is none, or object is no object. */
static const char *member_text(struct json_object *object, const char *name)
{
	struct json_object *member = json_object_object_get(object, name);

	return json_object_is_type(member, json_type_string) ? json_object_get_string(member)
							     : NULL;
}

/* How many elements a list has; 0 of what is none. */
static size_t list_length(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

static int add_network(struct json_object *loaded, struct cri_status *status)
{
	struct json_object *config = json_object_object_get(loaded, "Config");
	struct json_object *plugins = json_object_object_get(config, "Plugins");
	const char *interface = member_text(loaded, "IFName"), *name = member_text(config, "Name");
	const char *source = member_text(config, "Source");
	size_t count = list_length(plugins);
	struct cri_network network = {0};

	if (interface && text_equal(interface, LOOPBACK))
		return 0;
	if (status->network_count == CRI_NETWORKS_MAX || count > CRI_NETWORKS_MAX)
		return -E2BIG;
	network.name = xstrndup(name ? name : "", CRI_TEXT_MAX);
	network.source = source ? xstrdup(source) : NULL;
	for (size_t i = 0; i < count; i++) {
		struct json_object *plugin = json_object_array_get_idx(plugins, i);
		const char *type = member_text(json_object_object_get(plugin, "Network"), "type");
		_cleanup_free_ char *kept = xstrndup(type ? type : "", CRI_TEXT_MAX);

		strv_append(&network.types, kept);
	}
	status->networks = xgrow(status->networks, status->network_count, sizeof(network));
	status->networks[status->network_count++] = network;
	return 0;
}

static int use_cni(struct json_object *cni, struct cri_status *status)
{
	const char *conf_dir = member_text(cni, "PluginConfDir");
	struct json_object *dirs = json_object_object_get(cni, "PluginDirs");
	struct json_object *networks = json_object_object_get(cni, "Networks");
	int r = 0;

	if (conf_dir && strlen(conf_dir) < PATH_MAX)
		status->conf_dir = xstrdup(conf_dir);
	if (list_length(dirs) > CRI_NETWORKS_MAX)
		return -E2BIG;
	for (size_t i = 0; i < list_length(dirs); i++) {
		const char *dir = json_object_get_string(json_object_array_get_idx(dirs, i));

		if (dir && strlen(dir) < PATH_MAX)
			strv_append(&status->plugin_dirs, dir);
	}
	for (size_t i = 0; r == 0 && i < list_length(networks); i++)
		r = add_network(json_object_array_get_idx(networks, i), status);
	return r;
}

static int read_cni(const struct protobuf_field *value, struct cri_status *status)
{
	struct json_object *cni = NULL;
	_cleanup_free_ char *fault = NULL;
	int r = json_parse_as((const char *)value->bytes, value->size, JSON_NAMES_LAST,
			      CRI_JSON_DEPTH_MAX, &cni, &fault);

	if (r == 0 && !status->conf_dir && !status->plugin_dirs)
		r = use_cni(cni, status);
	json_object_put(cni);
	return r < 0 && r != -E2BIG ? -EBADMSG : r;
}

static int take_entry(const struct protobuf_field *field, void *into)
{
	struct entry *entry = into;

	if (field->number == ENTRY_KEY)
		return take_text(field, &entry->key);
	if (field->number == ENTRY_VALUE && field->kind == PROTOBUF_BYTES)
		entry->value = *field;
	return 0;
}

static int add_info(struct reading *reading, const struct protobuf_field *whole)
{
	_cleanup_(entry_free) struct entry entry = {
		.value = {.kind = PROTOBUF_BYTES, .bytes = (const unsigned char *)""}};
	struct cri_status *status = reading->status;
	const char *handler;
	int r = ++reading->infos > CRI_INFO_MAX ? -E2BIG : read_fields(whole, &entry, take_entry);

	if (r < 0 || !entry.key)
		return r;
	if (text_equal(entry.key, CNI_KEY))
		return read_cni(&entry.value, status);
	if (!text_starts(entry.key, LOAD_KEY))
		return 0;
	handler = entry.key + strlen(LOAD_KEY);
	if (*handler && *handler != '.')
		return 0;
	status->loads = xgrow(status->loads, status->load_count, sizeof(*status->loads));
	status->loads[status->load_count++] =
		(struct cri_load){.handler = *handler ? xstrdup(handler + 1) : NULL,
				  .words = copy_text(&entry.value)};
	return 0;
}

static int take_status(const struct protobuf_field *field, void *into)
{
	if (field->number == STATUS_STATUS)
		return read_fields(field, into, add_condition);
	return field->number == STATUS_INFO ? add_info(into, field) : 0;
}

int cri_status_read(const void *bytes, size_t size, struct cri_status *ret)
{
	const struct protobuf_field whole = {.kind = PROTOBUF_BYTES, .bytes = bytes, .size = size};
	_cleanup_(cri_status_free) struct cri_status status = {0};
	struct reading reading = {.status = &status};
	int r = read_fields(&whole, &reading, take_status);

	if (r < 0)
		return r;
	if (!reading.has_runtime || !reading.has_network)
		return -EBADMSG;
	*ret = TAKE(status);
	return 0;
}

const char *cri_status_load(const struct cri_status *status)
{
	for (size_t i = 0; i < status->load_count; i++)
		if (!status->loads[i].handler)
			return status->loads[i].words;
	return NULL;
}
