/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay as a JSON document. */
#include "config.h"

#include <arpa/inet.h>
#include <json.h>

#include "formats/quote.h"
#include "output/overlay.h"

#define FORM_VERSION 1 /* raise it when a reader of the old form would misread the new one */

/* Each adds a member and takes value over, whether it succeeds or not. NULL is null. */
static bool add(struct json_object *object, const char *key, struct json_object *value)
{
	if (json_object_object_add(object, key, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

static bool add_string(struct json_object *object, const char *key, const char *string)
{
	struct json_object *value = string ? json_object_new_string(string) : NULL;

	return (value || !string) && add(object, key, value);
}

/* A name that others chose: bytes that are no UTF-8 would make it no JSON. */
static bool add_name(struct json_object *object, const char *key, const char *name)
{
	_cleanup_free_ char *quoted = quote_message(name);

	return quoted && add_string(object, key, *quoted ? quoted : NULL);
}

static bool add_number(struct json_object *object, const char *key, uint64_t number)
{
	struct json_object *value = json_object_new_int64((int64_t)number);

	return value && add(object, key, value);
}

static bool add_maybe(struct json_object *object, const char *key, bool known, uint64_t number)
{
	return known ? add_number(object, key, number) : add(object, key, NULL);
}

static bool add_bool(struct json_object *object, const char *key, bool flag)
{
	struct json_object *value = json_object_new_boolean(flag);

	return value && add(object, key, value);
}

static bool append(struct json_object *array, struct json_object *value)
{
	if (value && json_object_array_add(array, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

static bool add_link(struct json_object *object, const struct rtnl_link *link)
{
	bool vxlan = text_equal(link->kind, "vxlan");
	char local[INET6_ADDRSTRLEN];

	overlay_ip(&link->vxlan.local, local, sizeof(local));
	return add_name(object, "name", link->name) && add_name(object, "kind", link->kind) &&
	       add_bool(object, "up", link->up) && add_number(object, "mtu", link->mtu) &&
	       add_maybe(object, "vni", vxlan && !link->vxlan.external, link->vxlan.vni) &&
	       add_maybe(object, "port", vxlan, link->vxlan.port) &&
	       add_string(object, "local", *local ? local : NULL);
}

static struct json_object *tunnel_object(const struct overlay *overlay)
{
	struct json_object *object = json_object_new_object();

	if (object && add_link(object, &overlay->link) &&
	    add_name(object, "underlay", overlay->lower.name) &&
	    add_maybe(object, "underlay-mtu", overlay->has_lower, overlay->lower.mtu) &&
	    add_number(object, "addresses", overlay->addresses) &&
	    add_number(object, "routes", overlay->routes) &&
	    add_number(object, "fdb", overlay->forwarding) &&
	    add_number(object, "neighbours", overlay->neighbours))
		return object;
	json_object_put(object);
	return NULL;
}

static bool add_tunnel(struct json_object *document, const struct overlay *overlay)
{
	struct json_object *object = overlay->found ? tunnel_object(overlay) : NULL;

	return (object || !overlay->found) && add(document, "link", object);
}

static bool add_rivals(struct json_object *document, const struct overlay *overlay)
{
	struct json_object *array = json_object_new_array();

	if (!array || !add(document, "same-port", array))
		return false;
	for (size_t i = 0; i < overlay->rival_count; i++) {
		struct json_object *object = json_object_new_object();

		if (object && !add_link(object, &overlay->rivals[i])) {
			json_object_put(object);
			object = NULL;
		}
		if (!append(array, object))
			return false;
	}
	return true;
}

static struct json_object *sandbox_object(const struct overlay_sandbox *sandbox)
{
	struct json_object *object = json_object_new_object();

	if (object && add_name(object, "pod", sandbox->pod) &&
	    add_name(object, "netns", sandbox->path) &&
	    add_number(object, "older-seconds", sandbox->older_s))
		return object;
	json_object_put(object);
	return NULL;
}

static bool add_pods(struct json_object *document, const struct overlay *overlay)
{
	struct json_object *pods = json_object_new_object(), *stale;

	if (!pods || !add(document, "pods", pods))
		return false;
	for (int i = 0; i < _POD_KINDS; i++)
		if (!add_number(pods, overlay_pod_prefix((enum overlay_pod_kind)i), overlay->pods[i]))
			return false;
	stale = json_object_new_array();
	if (!add_bool(pods, "exact", !overlay->torn)) {
		json_object_put(stale);
		return false;
	}
	if (!stale || !add(pods, "stale", stale) ||
	    !add_number(pods, "sandboxes", overlay->sandboxes) ||
	    !add_number(pods, "stale-count", overlay->stale_in_all))
		return false;
	for (size_t i = 0; i < overlay->stale_count; i++)
		if (!append(stale, sandbox_object(&overlay->stale[i])))
			return false;
	return true;
}

static struct json_object *finding_object(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	if (object && add_string(object, "verdict", verdict_name(finding->verdict)) &&
	    add_string(object, "cause", finding->cause ? finding->cause->name : NULL) &&
	    add_string(object, "subject", finding->subject) &&
	    add_string(object, "summary", finding->summary) &&
	    add_string(object, "remedy", finding->remedy))
		return object;
	json_object_put(object);
	return NULL;
}

static bool add_findings(struct json_object *document, const struct report *report)
{
	struct json_object *array = json_object_new_array();

	if (!array || !add(document, "findings", array))
		return false;
	for (size_t i = 0; i < report->count; i++)
		if (!append(array, finding_object(&report->findings[i])))
			return false;
	return true;
}

char *overlay_json(const struct overlay *overlay, const struct report *report)
{
	struct json_object *document = json_object_new_object();
	char *text = NULL;

	if (document && add_number(document, "version", FORM_VERSION) &&
	    add_string(document, "verdict", overlay_word(report)) &&
	    add_string(document, "cni", overlay->want.cni) && add_tunnel(document, overlay) &&
	    add_rivals(document, overlay) && add_pods(document, overlay) &&
	    add_findings(document, report)) {
		const char *written = json_object_to_json_string_ext(
			document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);

		text = written ? format_text("%s\n", written) : NULL;
	}
	json_object_put(document);
	return text;
}
