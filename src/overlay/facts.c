/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay as the kernel has it now, in lists that are read once and not kept. */
#include "config.h"

#include <errno.h>

#include "overlay/overlay.h"
#include "system/manager.h"
#include "system/rtnl_dump.h"

static const char *const pod_prefixes[_POD_KINDS] = {
	[POD_CALI] = "cali",
	[POD_VETH] = "veth",
	[POD_LXC] = "lxc",
};

const char *overlay_pod_prefix(enum overlay_pod_kind kind)
{
	return pod_prefixes[kind];
}

void overlay_free(struct overlay *overlay)
{
	overlay_want_free(&overlay->want);
	free(overlay->kubelet_unit);
	*overlay = (struct overlay){0};
}

/* --- the first pass over the links: the tunnel, the pods --- */

struct tunnel_search {
	struct overlay *overlay;
	int rank; /* of the name that was found */
};

static void tunnel_begin(void *arg)
{
	struct tunnel_search *search = arg;

	search->overlay->found = false;
	memset(search->overlay->pods, 0, sizeof(search->overlay->pods));
}

/* Of two links of one pattern (flannel.1, flannel.2) one that is up goes before one that is not. */
static bool is_better(const struct tunnel_search *search, const struct rtnl_link *link, int rank)
{
	if (rank < 0)
		return false;
	if (!search->overlay->found || rank < search->rank)
		return true;
	return rank == search->rank && link->up && !search->overlay->link.up;
}

static void tunnel_take(void *arg, const void *payload, size_t size)
{
	struct tunnel_search *search = arg;
	struct overlay *overlay = search->overlay;
	struct rtnl_link link;
	int rank;

	if (rtnl_parse_link(payload, size, &link) < 0)
		return;
	for (size_t i = 0; i < _POD_KINDS; i++)
		overlay->pods[i] += text_starts(link.name, pod_prefixes[i]);
	rank = overlay_name_find(&overlay->want, &link);
	if (!is_better(search, &link, rank))
		return;
	search->rank = rank;
	overlay->found = true;
	overlay->link = link;
	overlay->name = overlay->want.names[rank];
}

/* --- the addresses: of the tunnel, and the one it sends from --- */

struct address_search {
	struct overlay *overlay;
	int lower; /* the link below, by the address or as the tunnel says */
};

static void address_begin(void *arg)
{
	struct address_search *search = arg;
	struct overlay *overlay = search->overlay;

	search->lower = overlay->link.vxlan.lower;
	overlay->addresses = 0;
	overlay->local_here = false;
	overlay->has_age = false;
}

/* The kernel's count begins again after 497 days; a tick of difference is no such time. */
static void take_age(struct overlay *overlay, uint32_t since_cs)
{
	uint32_t age = (uint32_t)(now_ms() / 10) - since_cs;

	if (age > UINT32_MAX / 2)
		age = 0;
	if (!overlay->has_age || age < overlay->age_cs)
		overlay->age_cs = age;
	overlay->has_age = true;
}

static void address_take(void *arg, const void *payload, size_t size)
{
	struct address_search *search = arg;
	struct overlay *overlay = search->overlay;
	struct rtnl_address address;

	if (rtnl_parse_address(payload, size, &address) < 0)
		return;
	if (address.index == overlay->link.index && address.permanent_scope) {
		overlay->addresses++;
		if (address.has_since)
			take_age(overlay, address.since_cs);
	}
	if (overlay->link.vxlan.local.size == 0 ||
	    !rtnl_ip_equal(&address.ip, &overlay->link.vxlan.local))
		return;
	overlay->local_here = true;
	if (search->lower == 0)
		search->lower = address.index;
}

/* --- the second pass over the links: the one below, and others on the port --- */

struct rival_search {
	struct overlay *overlay;
	int lower;
	long port;
};

static void rival_begin(void *arg)
{
	struct rival_search *search = arg;

	search->overlay->has_lower = false;
	search->overlay->rival_count = 0;
	search->overlay->rivals_in_all = 0;
}

static void rival_take(void *arg, const void *payload, size_t size)
{
	struct rival_search *search = arg;
	struct overlay *overlay = search->overlay;
	struct rtnl_link link;

	if (rtnl_parse_link(payload, size, &link) < 0)
		return;
	if (search->lower != 0 && link.index == search->lower) {
		overlay->lower = link;
		overlay->has_lower = true;
	}
	if (!text_equal(link.kind, "vxlan") || link.vxlan.port != search->port ||
	    (overlay->found && link.index == overlay->link.index))
		return;
	overlay->rivals_in_all++;
	if (overlay->rival_count < OVERLAY_RIVALS_MAX)
		overlay->rivals[overlay->rival_count++] = link;
}

/* --- what goes over it --- */

struct count {
	int (*parse)(const void *payload, size_t size, int index, bool *ret);
	int index;
	size_t *total;
};

static void count_begin(void *arg)
{
	struct count *count = arg;

	*count->total = 0;
}

static void count_take(void *arg, const void *payload, size_t size)
{
	struct count *count = arg;
	bool over;

	if (count->parse(payload, size, count->index, &over) == 0)
		*count->total += over;
}

/* --- all of it --- */

static int read_list(struct rtnl_reader *reader, enum rtnl_list list,
		     const struct rtnl_callbacks *callbacks, struct overlay *overlay)
{
	static const char *const words[] = {
		[RTNL_LINKS] = "the links",
		[RTNL_ADDRESSES] = "the addresses",
		[RTNL_ROUTES] = "the routes",
		[RTNL_NEIGHBOURS] = "the neighbours",
		[RTNL_FORWARDING] = "the forwarding database",
	};
	int r = rtnl_list(reader, list, callbacks);

	overlay->failed = words[list];
	return r;
}

static int read_counts(struct rtnl_reader *reader, struct overlay *overlay)
{
	const struct {
		enum rtnl_list list;
		struct count count;
	} all[] = {
		{RTNL_ROUTES, {rtnl_parse_route, overlay->link.index, &overlay->routes}},
		{RTNL_NEIGHBOURS, {rtnl_parse_neighbour, overlay->link.index, &overlay->neighbours}},
		{RTNL_FORWARDING, {rtnl_parse_neighbour, overlay->link.index, &overlay->forwarding}},
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all) && r == 0; i++) {
		struct count count = all[i].count;
		const struct rtnl_callbacks callbacks = {count_begin, count_take, &count};

		r = read_list(reader, all[i].list, &callbacks, overlay);
	}
	return r;
}

/* The port on which another link would be in the way. */
static long port_of(const struct overlay *overlay)
{
	if (overlay->found)
		return overlay->link.vxlan.port ? overlay->link.vxlan.port : -1;
	return overlay->want.name_count > 0 ? overlay->want.names[0].port : -1;
}

/*
 * A dump that changed each time it was read (NLM_F_DUMP_INTR, -EAGAIN) is still proof of what it has in
 * it, and none of what it lacks.
 */
static int forgive(int r, bool enough, struct overlay *overlay)
{
	if (r != -EAGAIN || !enough)
		return r;
	overlay->torn = true;
	return 0;
}

static int read_addresses(struct rtnl_reader *reader, struct overlay *overlay, int *ret_lower)
{
	struct address_search search = {overlay, 0};
	int r = read_list(reader, RTNL_ADDRESSES,
			  &(struct rtnl_callbacks){address_begin, address_take, &search}, overlay);

	*ret_lower = search.lower;
	return forgive(r,
		       overlay->addresses > 0 &&
			       (overlay->local_here || overlay->link.vxlan.local.size == 0),
		       overlay);
}

static int read_links(struct rtnl_reader *reader, struct overlay *overlay)
{
	struct tunnel_search tunnel = {overlay, 0};
	struct rival_search rival = {overlay, 0, -1};
	int r = read_list(reader, RTNL_LINKS,
			  &(struct rtnl_callbacks){tunnel_begin, tunnel_take, &tunnel}, overlay);

	r = forgive(r, overlay->found, overlay);
	if (r == 0 && overlay->found)
		r = read_addresses(reader, overlay, &rival.lower);
	if (r < 0)
		return r;
	rival.port = port_of(overlay);
	r = read_list(reader, RTNL_LINKS, &(struct rtnl_callbacks){rival_begin, rival_take, &rival},
		      overlay);
	r = forgive(r, true, overlay); /* it explains, and decides nothing */
	return r == 0 && overlay->found ? read_counts(reader, overlay) : r;
}

static int look_at_links(struct overlay *overlay)
{
	struct rtnl_reader *reader = NULL;
	int r = rtnl_reader_open(&reader);

	overlay->failed = "the links";
	if (r == 0)
		r = read_links(reader, overlay);
	rtnl_reader_close(reader);
	return r;
}

static void look_at_module(const struct context *ctx, struct overlay *overlay)
{
	const struct cni_tunnel *name = overlay->want.name_count > 0 ? overlay->want.names : NULL;
	enum module_state state;

	if (!overlay->found && name && name->kind && ctx->kernel &&
	    ctx->kernel->module_state(ctx->kernel, name->kind, &state) == 0)
		overlay->module_absent = state == MODULE_ABSENT;
}

/* A manager that does not answer leaves it not known. */
static void look_at_kubelet(struct overlay *overlay)
{
	_cleanup_strv_ char **units = NULL;
	struct manager *manager = NULL;
	int r;

	units = strv_split(KUBELET_UNITS);
	r = manager_open(&manager);
	if (r >= 0)
		r = manager_find_active(manager, units, &overlay->kubelet_unit,
					&overlay->kubelet_since_us);
	if (r >= 0 && overlay->kubelet_unit)
		overlay->kubelet = r > 0 ? KUBELET_RUNS : KUBELET_STOPPED;
	manager_close(manager);
}

void overlay_look(const struct context *ctx, struct overlay *ret)
{
	*ret = (struct overlay){0};
	overlay_want_read(ctx, &ret->want);
	look_at_kubelet(ret);
	ret->error = look_at_links(ret);
	if (ret->error < 0)
		return;
	look_at_module(ctx, ret);
	overlay_sandboxes_look(ctx, ret);
}
