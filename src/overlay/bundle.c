/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pod of a sandbox: the annotations of containerd (pkg/cri/annotations) and of CRI-O. */
#include "config.h"

#include <errno.h>
#include <json-c/json.h>

#include "overlay/bundle.h"
#include "text/json.h"
#include "util/util.h"

#define DEPTH_MAX 64 /* of the OCI's own a dozen */

static const struct dialect {
	const char *kind, *name, *namespace; /* annotations; kind is "sandbox" of one */
} dialects[] = {
	{"io.kubernetes.cri.container-type", "io.kubernetes.cri.sandbox-name",
	 "io.kubernetes.cri.sandbox-namespace"},
	{"io.kubernetes.cri-o.ContainerType", "io.kubernetes.pod.name", "io.kubernetes.pod.namespace"},
};

void bundle_free(struct bundle *bundle)
{
	free(bundle->pod);
	free(bundle->netns);
	*bundle = (struct bundle){0};
}

/* "" when there is none, or it is no string. Not the caller's. */
static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

/* The file of the network namespace; "" where the runtime makes none, or uses the host's. */
static const char *netns_of(struct json_object *config)
{
	struct json_object *linux_part, *list, *row;

	if (!json_object_object_get_ex(config, "linux", &linux_part) ||
	    !json_object_object_get_ex(linux_part, "namespaces", &list) ||
	    !json_object_is_type(list, json_type_array))
		return "";
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		row = json_object_array_get_idx(list, i);
		if (text_equal(text_of(row, "type"), "network"))
			return text_of(row, "path");
	}
	return "";
}

static int read_sandbox(struct json_object *config, struct bundle *ret)
{
	const char *netns = netns_of(config), *name = "", *namespace = "";
	struct json_object *notes;

	if (!json_object_object_get_ex(config, "annotations", &notes))
		return -ENOENT;
	for (size_t i = 0; i < ARRAY_SIZE(dialects); i++)
		if (text_equal(text_of(notes, dialects[i].kind), "sandbox")) {
			name = text_of(notes, dialects[i].name);
			namespace = text_of(notes, dialects[i].namespace);
		}
	if (!*name || !*namespace || !*netns)
		return -ENOENT;
	ret->pod = format_text("%s/%s", namespace, name);
	ret->netns = xstrdup(netns);
	return 0;
}

int bundle_read(const char *text, size_t size, struct bundle *ret)
{
	struct json_object *config = NULL;
	_cleanup_free_ char *fault = NULL;
	int r = json_parse_as(text, size, JSON_NAMES_LAST, DEPTH_MAX, &config, &fault);

	if (r < 0)
		return -EBADMSG;
	r = read_sandbox(config, ret);
	json_object_put(config);
	return r;
}
