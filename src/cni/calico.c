/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The plugin calico, in the list or below multus, and its "ipam". */
#include "config.h"

#include <json-c/json.h>

#include "cni/calico.h"
#include "text/record.h"

static bool is_calico(struct json_object *record)
{
	return text_equal(record_string(record, "type"), "calico");
}

/* A delegate is a plugin, or a network with a list of them. */
static struct json_object *find_in_delegates(struct json_object *multus)
{
	struct json_object *delegates = record_value(multus, "delegates", JSON_NAMES_LAST);

	for (size_t i = 0; i < record_entries(delegates); i++) {
		struct json_object *delegate = json_object_array_get_idx(delegates, i);
		struct json_object *plugins = record_value(delegate, "plugins", JSON_NAMES_LAST);

		if (is_calico(delegate))
			return delegate;
		for (size_t j = 0; j < record_entries(plugins); j++)
			if (is_calico(json_object_array_get_idx(plugins, j)))
				return json_object_array_get_idx(plugins, j);
	}
	return NULL;
}

static struct json_object *find_calico(const struct cni_config *config)
{
	for (size_t i = 0; i < config->count; i++) {
		struct json_object *found = NULL;

		if (text_equal(config->plugins[i].type, "calico"))
			found = config->plugins[i].record;
		else if (text_equal(config->plugins[i].type, "multus"))
			found = find_in_delegates(config->plugins[i].record);
		if (found)
			return found;
	}
	return NULL;
}

void cni_calico_read(const struct cni_config *config, struct cni_calico *ret)
{
	struct json_object *record = find_calico(config);
	const char *type = record_plain(record_nested(record, "ipam", "type"));

	*ret = (struct cni_calico){.host_local = text_equal(type, "host-local")};
	if (!text_equal(type, "calico-ipam"))
		return;
	/* IPv4 unless it is refused, IPv6 when it is asked for, both to the letter. */
	ret->ipv4 = !text_equal(record_plain(record_nested(record, "ipam", "assign_ipv4")), "false");
	ret->ipv6 = text_equal(record_plain(record_nested(record, "ipam", "assign_ipv6")), "true");
}
