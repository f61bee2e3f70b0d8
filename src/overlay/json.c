/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay as a JSON document. */
#include "config.h"

#include <arpa/inet.h>

#include "core/finding_json.h"
#include "overlay/output.h"
#include "text/document.h"

#define FORM_VERSION 1 /* raise it when a reader of the old form would misread the new one */

static bool add_maybe(struct json_object *object, const char *key, bool known, uint64_t number)
{
	return known ? document_add_number(object, key, number) : document_add(object, key, NULL);
}

static bool add_link(struct json_object *object, const struct rtnl_link *link)
{
	bool vxlan = text_equal(link->kind, "vxlan");
	char local[INET6_ADDRSTRLEN];

	overlay_ip(&link->vxlan.local, local, sizeof(local));
	return document_add_name(object, "name", link->name) &&
	       document_add_name(object, "kind", link->kind) &&
	       document_add_bool(object, "up", link->up) &&
	       document_add_number(object, "mtu", link->mtu) &&
	       add_maybe(object, "vni", vxlan && !link->vxlan.external, link->vxlan.vni) &&
	       add_maybe(object, "port", vxlan, link->vxlan.port) &&
	       document_add_string(object, "local", *local ? local : NULL);
}

static struct json_object *tunnel_object(const struct overlay *overlay)
{
	struct json_object *object = json_object_new_object();

	if (object && add_link(object, &overlay->link) &&
	    document_add_name(object, "underlay", overlay->lower.name) &&
	    add_maybe(object, "underlay-mtu", overlay->has_lower, overlay->lower.mtu) &&
	    document_add_number(object, "addresses", overlay->addresses) &&
	    document_add_number(object, "routes", overlay->routes) &&
	    document_add_number(object, "fdb", overlay->forwarding) &&
	    document_add_number(object, "neighbours", overlay->neighbours))
		return object;
	json_object_put(object);
	return NULL;
}

static bool add_tunnel(struct json_object *document, const struct overlay *overlay)
{
	struct json_object *object = overlay->found ? tunnel_object(overlay) : NULL;

	return (object || !overlay->found) && document_add(document, "link", object);
}

static bool add_rivals(struct json_object *document, const struct overlay *overlay)
{
	struct json_object *list = document_add_list(document, "same-port");

	for (size_t i = 0; list && i < overlay->rival_count; i++) {
		struct json_object *object = json_object_new_object();

		if (object && !add_link(object, &overlay->rivals[i])) {
			json_object_put(object);
			object = NULL;
		}
		if (!document_append(list, object))
			return false;
	}
	return list != NULL;
}

static struct json_object *sandbox_object(const struct overlay_sandbox *sandbox)
{
	struct json_object *object = json_object_new_object();

	if (object && document_add_name(object, "pod", sandbox->pod) &&
	    document_add_name(object, "netns", sandbox->path) &&
	    document_add_number(object, "older-seconds", sandbox->older_s))
		return object;
	json_object_put(object);
	return NULL;
}

static bool add_pods(struct json_object *document, const struct overlay *overlay)
{
	struct json_object *pods = json_object_new_object(), *stale;

	if (!pods || !document_add(document, "pods", pods))
		return false;
	for (int i = 0; i < _POD_KINDS; i++)
		if (!document_add_number(pods, overlay_pod_prefix((enum overlay_pod_kind)i),
					 overlay->pods[i]))
			return false;
	if (!document_add_bool(pods, "exact", !overlay->torn))
		return false;
	stale = document_add_list(pods, "stale");
	if (!stale || !document_add_number(pods, "sandboxes", overlay->sandboxes) ||
	    !document_add_number(pods, "stale-count", overlay->stale_in_all))
		return false;
	for (size_t i = 0; i < overlay->stale_count; i++)
		if (!document_append(stale, sandbox_object(&overlay->stale[i])))
			return false;
	return true;
}

char *overlay_json(const struct overlay *overlay, const struct report *report)
{
	struct json_object *document = json_object_new_object();
	char *text = NULL;

	if (document && document_add_number(document, "version", FORM_VERSION) &&
	    document_add_string(document, "verdict", overlay_word(report)) &&
	    document_add_string(document, "cni", overlay->want.cni) &&
	    add_tunnel(document, overlay) && add_rivals(document, overlay) &&
	    add_pods(document, overlay) && json_add_findings(document, report))
		text = document_text(document);
	json_object_put(document);
	if (!text)
		out_of_memory();
	return text;
}
