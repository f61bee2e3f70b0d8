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
	const struct protobuf_field *value;
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

static struct protobuf message_of(const struct protobuf_field *field)
{
	return (struct protobuf){field->bytes, field->size};
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

static int read_version(struct protobuf message, struct cri_version *version)
{
	struct protobuf_field field;
	int r;

	while ((r = protobuf_next(&message, &field)) > 0) {
		if (field.number == VERSION_NAME)
			r = take_text(&field, &version->name);
		else if (field.number == VERSION_VERSION)
			r = take_text(&field, &version->version);
		if (r < 0)
			return r;
	}
	if (r == 0 && (!version->name || !*version->name || !version->version))
		r = -EBADMSG;
	return r;
}

int cri_version_read(const void *bytes, size_t size, struct cri_version *ret)
{
	struct cri_version version = {0};
	int r = read_version((struct protobuf){bytes, size}, &version);

	if (r < 0)
		cri_version_free(&version);
	else
		*ret = version;
	return r;
}

static int read_condition(struct protobuf message, struct condition *condition)
{
	struct protobuf_field field;
	int r;

	while ((r = protobuf_next(&message, &field)) > 0) {
		if (field.number == CONDITION_TYPE)
			r = take_text(&field, &condition->type);
		else if (field.number == CONDITION_REASON)
			r = take_text(&field, &condition->reason);
		else if (field.number == CONDITION_MESSAGE)
			r = take_text(&field, &condition->message);
		else if (field.number == CONDITION_STATUS && field.kind == PROTOBUF_NUMBER)
			condition->status = field.value != 0;
		if (r < 0)
			return r;
	}
	return r;
}

/* Puts the text there, and NULL in its place; "" for none. */
static void move_text(char **to, char **from)
{
	free(*to);
	*to = *from ? *from : xstrdup("");
	*from = NULL;
}

static int add_condition(struct reading *reading, const struct protobuf_field *field)
{
	_cleanup_(condition_free) struct condition condition = {0};
	struct cri_status *status = reading->status;
	int r;

	if (field->kind != PROTOBUF_BYTES)
		return -EBADMSG;
	if (++reading->conditions > CRI_CONDITIONS_MAX)
		return -E2BIG;
	r = read_condition(message_of(field), &condition);
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

static int read_conditions(struct reading *reading, const struct protobuf_field *whole)
{
	struct protobuf message = message_of(whole);
	struct protobuf_field field;
	int r;

	if (whole->kind != PROTOBUF_BYTES)
		return -EBADMSG;
	while ((r = protobuf_next(&message, &field)) > 0) {
		if (field.number == RUNTIME_STATUS_CONDITION)
			r = add_condition(reading, &field);
		if (r < 0)
			return r;
	}
	return r;
}

static const char *member_text(struct json_object *object, const char *name)
{
	struct json_object *member = NULL;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_string))
		return NULL;
	return json_object_get_string(member);
}

/* The elements of a member that is a list; 0 when it is none. */
static size_t member_list(struct json_object *object, const char *name, struct json_object **ret)
{
	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, name, ret) ||
	    !json_object_is_type(*ret, json_type_array))
		return 0;
	return json_object_array_length(*ret);
}

static struct json_object *member_object(struct json_object *object, const char *name)
{
	struct json_object *member = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, name, &member);
	return member;
}

static int add_network(struct json_object *loaded, struct cri_status *status)
{
	struct json_object *config = member_object(loaded, "Config"), *plugins = NULL;
	const char *interface = member_text(loaded, "IFName"), *name = member_text(config, "Name");
	const char *source = member_text(config, "Source");
	size_t count = member_list(config, "Plugins", &plugins);
	struct cri_network network = {0};

	if (interface && text_equal(interface, LOOPBACK))
		return 0;
	if (status->network_count == CRI_NETWORKS_MAX || count > CRI_NETWORKS_MAX)
		return -E2BIG;
	network.name = xstrndup(name ? name : "", CRI_TEXT_MAX);
	network.source = source ? xstrdup(source) : NULL;
	for (size_t i = 0; i < count; i++) {
		struct json_object *plugin = json_object_array_get_idx(plugins, i);
		const char *type = member_text(member_object(plugin, "Network"), "type");
		_cleanup_free_ char *kept = xstrndup(type ? type : "", CRI_TEXT_MAX);

		strv_append(&network.types, kept);
	}
	status->networks = xreallocarray(status->networks, status->network_count + 1,
					 sizeof(*status->networks));
	status->networks[status->network_count++] = network;
	return 0;
}

static int use_cni(struct json_object *cni, struct cri_status *status)
{
	const char *conf_dir = member_text(cni, "PluginConfDir");
	struct json_object *list = NULL;
	size_t count = member_list(cni, "PluginDirs", &list);

	if (conf_dir && strlen(conf_dir) < PATH_MAX)
		status->conf_dir = xstrdup(conf_dir);
	if (count > CRI_NETWORKS_MAX)
		return -E2BIG;
	for (size_t i = 0; i < count; i++) {
		const char *dir = json_object_get_string(json_object_array_get_idx(list, i));

		if (dir && strlen(dir) < PATH_MAX)
			strv_append(&status->plugin_dirs, dir);
	}
	count = member_list(cni, "Networks", &list);
	for (size_t i = 0; i < count; i++) {
		int r = add_network(json_object_array_get_idx(list, i), status);

		if (r < 0)
			return r;
	}
	return 0;
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

static int add_load(const char *handler, const struct protobuf_field *value, struct cri_status *status)
{
	struct cri_load load = {.handler = *handler == '.' ? xstrdup(handler + 1) : NULL};

	load.words = copy_text(value);
	status->loads =
		xreallocarray(status->loads, status->load_count + 1, sizeof(*status->loads));
	status->loads[status->load_count++] = load;
	return 0;
}

static int use_entry(const struct entry *entry, struct cri_status *status)
{
	const char *rest = entry->key + strlen(LOAD_KEY);

	if (text_equal(entry->key, CNI_KEY))
		return read_cni(entry->value, status);
	if (text_starts(entry->key, LOAD_KEY) && (!*rest || *rest == '.'))
		return add_load(rest, entry->value, status);
	return 0;
}

static int add_info(struct reading *reading, const struct protobuf_field *whole)
{
	static const struct protobuf_field empty = {
		.kind = PROTOBUF_BYTES, .bytes = (const unsigned char *)""};
	struct protobuf message = message_of(whole);
	_cleanup_free_ char *key = NULL;
	struct protobuf_field field, value = empty;
	int r;

	if (whole->kind != PROTOBUF_BYTES)
		return -EBADMSG;
	if (++reading->infos > CRI_INFO_MAX)
		return -E2BIG;
	while ((r = protobuf_next(&message, &field)) > 0) {
		if (field.number == ENTRY_KEY)
			r = take_text(&field, &key);
		else if (field.number == ENTRY_VALUE && field.kind == PROTOBUF_BYTES)
			value = field;
		if (r < 0)
			return r;
	}
	return r < 0 || !key ? r : use_entry(&(struct entry){key, &value}, reading->status);
}

static int read_status(struct protobuf message, struct cri_status *status)
{
	struct reading reading = {.status = status};
	struct protobuf_field field;
	int r;

	while ((r = protobuf_next(&message, &field)) > 0) {
		if (field.number == STATUS_STATUS)
			r = read_conditions(&reading, &field);
		else if (field.number == STATUS_INFO)
			r = add_info(&reading, &field);
		if (r < 0)
			return r;
	}
	if (r == 0 && (!reading.has_runtime || !reading.has_network))
		r = -EBADMSG;
	return r;
}

int cri_status_read(const void *bytes, size_t size, struct cri_status *ret)
{
	struct cri_status status = {0};
	int r = read_status((struct protobuf){bytes, size}, &status);

	if (r < 0)
		cri_status_free(&status);
	else
		*ret = status;
	return r;
}

const char *cri_status_load(const struct cri_status *status)
{
	for (size_t i = 0; i < status->load_count; i++)
		if (!status->loads[i].handler)
			return status->loads[i].words;
	return NULL;
}
