/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one plugin of a network says that makes each ADD fail, although the runtime loads it. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>

#include <json-c/json.h>

#include "formats/cni.h"
#include "formats/cni_flaws.h"
#include "formats/cni_version.h"
#include "formats/quote.h"
#include "formats/record.h"
#include "util.h"

/* A value from the file can be as long as the file. */
#define VALUE_LENGTH_MAX 80

/* They work on the interface that a plugin before them has made. */
static const char *const chained_only[] = {"bandwidth", "firewall", "portmap",
					   "sbr",       "tuning",   "vrf"};

/* Fields that the plugin decodes into a number or a truth value of Go; null is a no-op. */
static const struct {
	const char *type, *field;
	bool number;
} fields[] = {
	{"bridge", "mtu", true},           {"bridge", "vlan", true},
	{"bridge", "isGateway", false},    {"bridge", "isDefaultGateway", false},
	{"bridge", "forceAddress", false}, {"bridge", "ipMasq", false},
	{"bridge", "hairpinMode", false},  {"bridge", "promiscMode", false},
	{"ipvlan", "mtu", true},           {"macvlan", "mtu", true},
	{"portmap", "snat", false},        {"ptp", "mtu", true},
	{"ptp", "ipMasq", false},          {"vlan", "mtu", true},
	{"vlan", "vlanId", true},
};

/* What uses host-local as it is configured. */
static const char *const ipam_users[] = {"bridge",  "dummy", "host-device", "ipvlan",
					 "macvlan", "ptp",   "tap",         "vlan"};

#define LISTED(list, text) is_listed(list, ARRAY_SIZE(list), text)

static bool is_listed(const char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(list[i], text))
			return true;
	return false;
}

void cni_flaws_free(struct cni_flaws *flaws)
{
	for (size_t i = 0; i < flaws->count; i++) {
		free(flaws->list[i].words);
		free(flaws->list[i].edit);
	}
	free(flaws->list);
	*flaws = (struct cni_flaws){0};
}

int cni_flaws_add(struct cni_flaws *flaws, enum cni_flaw_kind kind, char *words, char *edit)
{
	struct cni_flaw *longer = NULL;

	if (words && flaws->count == CNI_FLAWS_MAX) {
		free(words);
		free(edit);
		return 0;
	}
	if (words)
		longer = realloc(flaws->list, (flaws->count + 1) * sizeof(*longer));
	if (!longer) {
		free(words);
		free(edit);
		return -ENOMEM;
	}
	flaws->list = longer;
	flaws->list[flaws->count++] = (struct cni_flaw){.kind = kind, .words = words, .edit = edit};
	return 0;
}

/* Cut first, and then made fit: a character that the cut has halved is no UTF-8. */
static char *quote_cut(const char *text)
{
	_cleanup_free_ char *copy = strdup(text);

	if (!copy)
		return NULL;
	if (strlen(copy) > VALUE_LENGTH_MAX)
		strcpy(copy + VALUE_LENGTH_MAX - 3, "...");
	return quote_message(copy);
}

static char *quote_value(struct json_object *value)
{
	return quote_cut(json_object_get_string(value));
}

/* Whether a text can stand in a pattern and in the replacement of sed as it is. */
static bool is_plain(const char *text)
{
	return *text && !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789_.-")];
}

/* The edit that puts a value in place of a string; NULL when the string is no plain one. */
static char *edit_value(const char *field, const char *from, const char *to)
{
	return is_plain(from) ? format_text("s/\"%s\"[[:space:]]*:[[:space:]]*\"%s\"/\"%s\": %s/",
					    field, from, field, to)
			      : NULL;
}

static char *edit_field(const char *field, struct json_object *value, bool number)
{
	const char *text = json_object_get_string(value);

	if (!json_object_is_type(value, json_type_string))
		return NULL;
	if (number ? !*text || text[strspn(text, "0123456789")]
		   : !text_equal(text, "true") && !text_equal(text, "false"))
		return NULL;
	return edit_value(field, text, text);
}

static int look_at_field(const struct cni_link *link, const char *field, bool number,
			 struct cni_flaws *flaws)
{
	struct json_object *value = record_value(link->record, field, JSON_NAMES_LAST);
	enum json_type type = json_object_get_type(value);
	_cleanup_free_ char *quoted = NULL;

	if (!value || type == (number ? json_type_int : json_type_boolean))
		return 0;
	/* libcni writes each plugin anew, and 1500.0 as 1500. */
	if (number && type == json_type_double &&
	    json_object_get_double(value) == (double)json_object_get_int64(value))
		return 0;
	quoted = quote_value(value);
	if (!quoted)
		return -ENOMEM;
	return cni_flaws_add(flaws, CNI_FLAW_FATAL,
			     format_text("%s\"%s\" of %s is %s (%s) and not %s", link->where, field,
					 link->type, record_kind_name(value), quoted,
					 number ? "a whole number" : "true or false"),
			     edit_field(field, value, number));
}

static int look_at_fields(const struct cni_link *link, struct cni_flaws *flaws)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		int r = 0;

		if (text_equal(fields[i].type, link->type))
			r = look_at_field(link, fields[i].field, fields[i].number, flaws);
		if (r < 0)
			return r;
	}
	return 0;
}

/* As the kernel judges the name of a link (net/core/dev.c, dev_valid_name). */
static const char *name_fault(const char *name)
{
	if (strlen(name) >= IFNAMSIZ)
		return "is longer than the 15 bytes that a link's name can have";
	if (text_equal(name, ".") || text_equal(name, "..") || strpbrk(name, "/: \t\n\v\f\r"))
		return "is no name that a link can have";
	return NULL;
}

static int look_at_bridge_name(const struct cni_link *link, struct cni_flaws *flaws)
{
	struct json_object *value = record_value(link->record, "bridge", JSON_NAMES_LAST);
	const char *name = value ? json_object_get_string(value) : "";
	_cleanup_free_ char *quoted = NULL, *shorter = NULL;
	const char *fault;

	if (!text_equal(link->type, "bridge") || !value)
		return 0;
	quoted = quote_value(value);
	if (!quoted)
		return -ENOMEM;
	if (!json_object_is_type(value, json_type_string))
		return cni_flaws_add(flaws, CNI_FLAW_FATAL,
				     format_text("%s\"bridge\" is %s (%s) and not a string",
						 link->where, record_kind_name(value), quoted),
				     NULL);
	fault = name_fault(name);
	if (!fault)
		return 0;
	shorter = format_text("\"%.*s\"", IFNAMSIZ - 1, name);
	if (!shorter)
		return -ENOMEM;
	return cni_flaws_add(
		flaws, CNI_FLAW_FATAL,
		format_text("%sthe name \"%s\" of the bridge %s", link->where, quoted, fault),
		edit_value("bridge", name, shorter));
}

/* One network in the notation of Go's net.ParseCIDR(). NULL, or what is wrong with it. */
static const char *subnet_fault(struct json_object *value)
{
	unsigned char address[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN] = "";
	const char *whole, *slash;
	long bits = 0, length;

	if (!json_object_is_type(value, json_type_string))
		return "is no string";
	whole = json_object_get_string(value);
	slash = strchr(whole, '/');
	if (!slash || (size_t)(slash - whole) >= sizeof(text))
		return "is no network with its length, as 10.244.0.0/24";
	memcpy(text, whole, (size_t)(slash - whole));
	if (inet_pton(AF_INET, text, address) == 1)
		bits = 32;
	else if (inet_pton(AF_INET6, text, address) == 1)
		bits = 128;
	length = strtol(slash + 1, NULL, 10);
	if (bits == 0 || !slash[1] || slash[1 + strspn(slash + 1, "0123456789")] || length > bits)
		return "is no network with its length, as 10.244.0.0/24";
	for (long bit = length; bit < bits; bit++)
		if (address[bit / 8] & (0x80 >> bit % 8))
			return "is the address of a host and not that of a network";
	return NULL;
}

static int add_subnet(const struct cni_link *link, struct json_object *value, const char *fault,
		      struct cni_flaws *flaws)
{
	_cleanup_free_ char *quoted = quote_value(value);

	if (!quoted)
		return -ENOMEM;
	return cni_flaws_add(
		flaws, link->filled_later ? CNI_FLAW_HEALS : CNI_FLAW_FATAL,
		format_text("%sthe subnet \"%s\" of host-local %s", link->where, quoted, fault),
		NULL);
}

/* The first fault of the ranges; *count of them. */
static int look_at_ranges(const struct cni_link *link, struct json_object *sets, size_t *count,
			  struct cni_flaws *flaws)
{
	if (!json_object_is_type(sets, json_type_array))
		return 0;
	for (size_t i = 0; i < json_object_array_length(sets); i++) {
		struct json_object *set = json_object_array_get_idx(sets, i);
		size_t length = json_object_is_type(set, json_type_array)
					? json_object_array_length(set)
					: 0;

		for (size_t j = 0; j < length; j++) {
			struct json_object *range = json_object_array_get_idx(set, j);
			struct json_object *subnet = record_value(range, "subnet", JSON_NAMES_LAST);
			const char *fault = subnet ? subnet_fault(subnet) : NULL;

			if (fault)
				return add_subnet(link, subnet, fault, flaws);
			*count += subnet != NULL;
		}
	}
	return 0;
}

static bool takes_ranges_from_runtime(const struct cni_link *link)
{
	struct json_object *capabilities = record_value(link->record, "capabilities", JSON_NAMES_LAST);
	struct json_object *value = NULL;

	return json_object_is_type(capabilities, json_type_object) &&
	       json_object_object_get_ex(capabilities, "ipRanges", &value) &&
	       json_object_get_boolean(value);
}

static int look_at_host_local(const struct cni_link *link, struct cni_flaws *flaws)
{
	struct json_object *ipam = record_value(link->record, "ipam", JSON_NAMES_LAST);
	struct json_object *type = record_value(ipam, "type", JSON_NAMES_LAST);
	struct json_object *subnet = record_value(ipam, "subnet", JSON_NAMES_LAST);
	const char *fault = subnet ? subnet_fault(subnet) : NULL;
	size_t before = flaws->count, count = subnet != NULL;
	int r;

	if (!type || !text_equal(json_object_get_string(type), "host-local") || link->ranges_come ||
	    !LISTED(ipam_users, link->type) || takes_ranges_from_runtime(link))
		return 0;
	if (fault)
		return add_subnet(link, subnet, fault, flaws);
	r = look_at_ranges(link, record_value(ipam, "ranges", JSON_NAMES_LAST), &count, flaws);
	if (r < 0 || count > 0 || flaws->count > before)
		return r;
	return cni_flaws_add(flaws, link->filled_later ? CNI_FLAW_HEALS : CNI_FLAW_FATAL,
			     format_text("%shost-local has no \"subnet\" and no \"ranges\" to take "
					 "addresses from",
					 link->where),
			     NULL);
}

/* ptp executes what "ipam" names even when it names nothing. */
static int look_at_ptp(const struct cni_link *link, struct cni_flaws *flaws)
{
	struct json_object *ipam = record_value(link->record, "ipam", JSON_NAMES_LAST);
	struct json_object *type = record_value(ipam, "type", JSON_NAMES_LAST);

	if (!text_equal(link->type, "ptp") || link->ranges_come ||
	    (type && *json_object_get_string(type)))
		return 0;
	return cni_flaws_add(
		flaws, CNI_FLAW_DOUBT,
		format_text("%sptp has no \"ipam\" with a \"type\", and the ptp of the "
			    "CNI project does not work without one",
			    link->where),
		NULL);
}

static int look_at_place(const struct cni_link *link, struct cni_flaws *flaws)
{
	if (!link->first || !LISTED(chained_only, link->type) ||
	    record_value(link->record, "prevResult", JSON_NAMES_LAST))
		return 0;
	return cni_flaws_add(flaws, CNI_FLAW_FATAL,
			     format_text("%s%s comes first, and it only works behind the plugin "
					 "that makes the pod's interface",
					 link->where, link->type),
			     NULL);
}

int cni_flaws_look(const struct cni_link *link, struct cni_flaws *flaws)
{
	static int (*const looks[])(const struct cni_link *, struct cni_flaws *) = {
		look_at_place, look_at_fields, look_at_bridge_name, look_at_host_local,
		look_at_ptp};

	for (size_t i = 0; i < ARRAY_SIZE(looks); i++) {
		int r = looks[i](link, flaws);

		if (r < 0)
			return r;
	}
	return 0;
}

void cni_flaws_doubt(struct cni_flaws *flaws)
{
	for (size_t i = 0; i < flaws->count; i++)
		if (flaws->list[i].kind == CNI_FLAW_FATAL)
			flaws->list[i].kind = CNI_FLAW_DOUBT;
}

int cni_flaws_look_at_version(const char *version, bool calico, struct cni_flaws *flaws)
{
	_cleanup_free_ char *quoted = NULL;

	if (calico && text_equal(version, "1.1.0"))
		return cni_flaws_add(
			flaws, CNI_FLAW_NEWER,
			strdup("\"cniVersion\" is 1.1.0, newer than this program knows of calico, which "
			       "took 1.0.0 and no newer in August 2026"),
			NULL);
	if (cni_is_version(version))
		return 0;
	if (cni_version_is_newer(version))
		return cni_flaws_add(flaws, CNI_FLAW_NEWER,
				     format_text("\"cniVersion\" is %s, newer than this program knows "
						 "(1.1.0)",
						 version),
				     NULL);
	quoted = quote_cut(version);
	if (!quoted)
		return -ENOMEM;
	return cni_flaws_add(flaws, CNI_FLAW_FATAL,
			     format_text("\"cniVersion\" is \"%s\", which no plugin knows: the "
					 "newest is 1.1.0, and each has three numbers",
					 quoted),
			     edit_value("cniVersion", version, "\"1.0.0\""));
}
