/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay as a JSON document. */
#include "config.h"

#include "core/report.h"
#include "overlay/output.h"
#include "text/document.h"

#define FORM_VERSION 1 /* raise it when a reader of the old form would misread the new one */

static void add_maybe(struct json_object *object, const char *key, bool known, uint64_t number)
{
	if (known)
		document_add_number(object, key, number);
	else
		document_add(object, key, NULL);
}

static struct json_object *link_object(const struct rtnl_link *link)
{
	bool vxlan = text_equal(link->kind, "vxlan");
	struct json_object *object = document_new();
	_cleanup_free_ char *local = overlay_ip(&link->vxlan.local);

	document_add_name(object, "name", link->name);
	document_add_name(object, "kind", link->kind);
	document_add_bool(object, "up", link->up);
	document_add_number(object, "mtu", link->mtu);
	add_maybe(object, "vni", vxlan && !link->vxlan.external, link->vxlan.vni);
	add_maybe(object, "port", vxlan, link->vxlan.port);
	document_add_string(object, "local", local);
	return object;
}

static struct json_object *tunnel_object(const struct overlay *overlay)
{
	struct json_object *object = link_object(&overlay->link);

	document_add_name(object, "underlay", overlay->lower.name);
	add_maybe(object, "underlay-mtu", overlay->has_lower, overlay->lower.mtu);
	document_add_number(object, "addresses", overlay->addresses);
	document_add_number(object, "routes", overlay->routes);
	document_add_number(object, "fdb", overlay->forwarding);
	document_add_number(object, "neighbours", overlay->neighbours);
	return object;
}

static struct json_object *sandbox_object(const struct overlay_sandbox *sandbox)
{
	struct json_object *object = document_new();

	document_add_name(object, "pod", sandbox->pod);
	document_add_name(object, "netns", sandbox->path);
	document_add_number(object, "older-seconds", sandbox->older_s);
	return object;
}

static struct json_object *pods_object(const struct overlay *overlay)
{
	struct json_object *pods = document_new(), *stale;

	for (size_t i = 0; i < OVERLAY_POD_KINDS; i++)
		document_add_number(pods, overlay_pod_prefixes[i], overlay->pods[i]);
	document_add_bool(pods, "exact", !overlay->partial);
	stale = document_add_list(pods, "stale");
	document_add_number(pods, "sandboxes", overlay->sandboxes);
	document_add_number(pods, "stale-count", overlay->stale_total);
	for (size_t i = 0; i < overlay->stale_count; i++)
		document_append(stale, sandbox_object(&overlay->stale[i]));
	return pods;
}

char *overlay_json(const struct overlay *overlay, const struct report *report)
{
	struct json_object *document = document_new(), *same_port;

	document_add_number(document, "version", FORM_VERSION);
	document_add_string(document, "verdict", overlay_word(report));
	document_add_string(document, "cni", overlay->expected.cni);
	document_add(document, "link", overlay->found ? tunnel_object(overlay) : NULL);
	same_port = document_add_list(document, "same-port");
	for (size_t i = 0; i < overlay->same_port_count; i++)
		document_append(same_port, link_object(&overlay->same_port[i]));
	document_add(document, "pods", pods_object(overlay));
	json_add_findings(document, report);
	return document_finish(document);
}
