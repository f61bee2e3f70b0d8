/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The networks that come with a program or its package. */
#include "config.h"

#include <json-c/json.h>

#include "cni/binary.h"
#include "cni/packaged.h"
#include "text/record.h"

/* Of one network; a dual-stack bridge has two. */
#define SUBNETS_MAX       4
#define SUBNET_LENGTH_MAX (sizeof("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128") - 1)

static const char loopback[] = "loopback";

/*
 * podman: cni/87-podman-bridge.conflist and the networks of "podman network create". CRI-O:
 * contrib/cni. nerdctl: pkg/netutil. containerd: script/setup/install-cni, and the archives
 * cri-containerd-cni.
 */
static const struct cni_packaged packaged[] = {
	{"the package of podman", "podman", "cni-podman", NULL, true, false},
	{"the package of CRI-O", "crio", NULL, NULL, false, false},
	{"nerdctl", NULL, "nerdctl", "nerdctl-", true, false},
	{"the archive of containerd", "containerd-net", NULL, NULL, false, false},
};

/* 200-loopback.conf of CRI-O's package, 99-loopback.conf before. */
static const struct cni_packaged packaged_loopback = {.from = "the package of the runtime",
						      .no_address = true};

const struct cni_packaged *cni_packaged_find(const char *file_name, const struct cni_config *config)
{
	const struct cni_plugin *first = config->plugins;
	const char *bridge;

	if (config->count == 0 || !cni_binary_is_of_project(first->type))
		return NULL;
	if (config->count == 1 && text_equal(first->type, loopback))
		return &packaged_loopback;
	bridge = record_string(first->record, "bridge");
	for (size_t i = 0; i < ARRAY_SIZE(packaged); i++) {
		const struct cni_packaged *row = &packaged[i];

		if ((row->network && text_equal(config->name, row->network)) ||
		    (row->bridge && text_starts(bridge, row->bridge)) ||
		    (row->file && text_starts(file_name, row->file)))
			return row;
	}
	return NULL;
}

static void add_subnet(struct json_object *range, char ***subnets)
{
	const char *subnet = record_string(range, "subnet");
	size_t length = strlen(subnet);

	if (length > 0 && length <= SUBNET_LENGTH_MAX &&
	    subnet[strspn(subnet, "0123456789abcdefABCDEF:./")] == '\0' &&
	    strv_length(*subnets) < SUBNETS_MAX && !strv_contains(*subnets, subnet))
		strv_append(subnets, subnet);
}

/* host-local: "subnet", and "ranges", a list of lists. */
char *cni_packaged_subnets(const struct cni_config *config)
{
	_cleanup_strv_ char **subnets = NULL;

	for (size_t i = 0; i < config->count; i++) {
		struct json_object *ipam =
			record_value(config->plugins[i].record, "ipam", JSON_NAMES_LAST);
		struct json_object *ranges = record_value(ipam, "ranges", JSON_NAMES_LAST);

		add_subnet(ipam, &subnets);
		for (size_t set = 0; set < record_entries(ranges); set++) {
			struct json_object *list = json_object_array_get_idx(ranges, set);

			for (size_t j = 0; j < record_entries(list); j++)
				add_subnet(json_object_array_get_idx(list, j), &subnets);
		}
	}
	return subnets ? strv_join(subnets, ", ") : NULL;
}
