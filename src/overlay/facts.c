/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay as the kernel has it now. Its lists are read message by message and not kept. */
#include "config.h"

#include <errno.h>

#include "overlay/overlay.h"
#include "system/manager.h"
#include "system/rtnl_reader.h"

const char *const overlay_pod_prefixes[OVERLAY_POD_KINDS] = {"cali", "veth", "lxc"};

void overlay_free(struct overlay *overlay)
{
	overlay_expected_free(&overlay->expected);
	free(overlay->kubelet_unit);
	*overlay = (struct overlay){0};
}

/* A list of which the entries are counted that lead over the tunnel. */
struct count {
	enum rtnl_list list;
	const char *words;
	int (*parse)(const void *payload, size_t size, int index, bool *ret);
	size_t *total;
};

/* The lists of the kernel are read one after the other; what one says is asked of the next. */
struct search {
	struct rtnl_reader *reader;
	struct overlay *overlay;
	int rank;              /* of the tunnel's name that was found */
	int lower;             /* index of the interface below the tunnel; 0: not known */
	long port;             /* the UDP port that other links are looked for on; -1: none */
	struct count count;    /* the list that is counted */
	struct overlay before; /* what was known before this list, */
	int lower_before;      /* and this */
};

/* The list begins, or begins again because it changed while it was read. */
static void begin(void *arg)
{
	struct search *search = arg;

	*search->overlay = search->before;
	search->lower = search->lower_before;
}

/* --- the first pass over the links: the tunnel, the pods --- */

/* Of two links of one pattern (flannel.1, flannel.2) one that is up goes before one that is not. */
static bool is_better(const struct search *search, const struct rtnl_link *link, int rank)
{
	const struct overlay *overlay = search->overlay;

	return rank >= 0 && (!overlay->found || rank < search->rank ||
			     (rank == search->rank && link->up && !overlay->link.up));
}

static void tunnel_take(void *arg, const void *payload, size_t size)
{
	struct search *search = arg;
	struct overlay *overlay = search->overlay;
	struct rtnl_link link;
	int rank;

	if (rtnl_parse_link(payload, size, &link) < 0)
		return;
	for (size_t i = 0; i < OVERLAY_POD_KINDS; i++)
		overlay->pods[i] += text_starts(link.name, overlay_pod_prefixes[i]);
	rank = overlay_name_find(&overlay->expected, &link);
	if (!is_better(search, &link, rank))
		return;
	search->rank = rank;
	overlay->found = true;
	overlay->link = link;
	overlay->name = overlay->expected.names[rank];
}

/* --- the addresses: of the tunnel, and the one it sends from --- */

/*
 * The kernel counts hundredths of a second in 32 bits, which begin again after 497 days. An age
 * that would be more than half of that is of an address that was added just now, by another
 * rounding.
 */
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
	struct search *search = arg;
	struct overlay *overlay = search->overlay;
	struct rtnl_address address;

	if (rtnl_parse_address(payload, size, &address) < 0)
		return;
	if (address.index == overlay->link.index && address.is_global) {
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

static void same_port_take(void *arg, const void *payload, size_t size)
{
	struct search *search = arg;
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
	overlay->same_port_total++;
	if (overlay->same_port_count < OVERLAY_SAME_PORT_MAX)
		overlay->same_port[overlay->same_port_count++] = link;
}

/* --- what goes over it --- */

static void count_take(void *arg, const void *payload, size_t size)
{
	struct search *search = arg;
	bool over;

	if (search->count.parse(payload, size, search->overlay->link.index, &over) == 0)
		*search->count.total += over;
}

/* --- all of it --- */

/* words: what could not be read, when this is the last list that was tried. */
static int read_list(struct search *search, enum rtnl_list list, const char *words,
		     void (*take)(void *, const void *, size_t))
{
	search->overlay->failed = words;
	search->before = *search->overlay;
	search->lower_before = search->lower;
	return rtnl_list(search->reader, list, &(struct rtnl_callbacks){begin, take, search});
}

static int read_counts(struct search *search)
{
	struct overlay *overlay = search->overlay;
	const struct count lists[] = {
		{RTNL_ROUTES, "the routes", rtnl_parse_route, &overlay->routes},
		{RTNL_NEIGHBOURS, "the neighbours", rtnl_parse_neighbour, &overlay->neighbours},
		{RTNL_FORWARDING, "the forwarding database", rtnl_parse_neighbour,
		 &overlay->forwarding},
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(lists) && r == 0; i++) {
		search->count = lists[i];
		r = read_list(search, lists[i].list, lists[i].words, count_take);
	}
	return r;
}

/* The port on which another link would be in the way. */
static long port_of(const struct overlay *overlay)
{
	if (overlay->found)
		return overlay->link.vxlan.port ? overlay->link.vxlan.port : -1;
	return overlay->expected.name_count > 0 ? overlay->expected.names[0].port : -1;
}

/*
 * A dump that changed each time it was read (NLM_F_DUMP_INTR, -EAGAIN) still proves that what is in
 * it exists, but not that anything is missing.
 */
static int accept_partial(int r, bool enough, struct overlay *overlay)
{
	if (r != -EAGAIN || !enough)
		return r;
	overlay->partial = true;
	return 0;
}

static int read_addresses(struct search *search)
{
	struct overlay *overlay = search->overlay;
	int r;

	search->lower = overlay->link.vxlan.lower;
	r = read_list(search, RTNL_ADDRESSES, "the addresses", address_take);

	return accept_partial(r,
			      overlay->addresses > 0 &&
				      (overlay->local_here || overlay->link.vxlan.local.size == 0),
			      overlay);
}

static int read_links(struct search *search)
{
	struct overlay *overlay = search->overlay;
	int r = read_list(search, RTNL_LINKS, "the links", tunnel_take);

	r = accept_partial(r, overlay->found, overlay);
	if (r == 0 && overlay->found)
		r = read_addresses(search);
	if (r < 0)
		return r;
	search->port = port_of(overlay);
	r = read_list(search, RTNL_LINKS, "the links", same_port_take);
	r = accept_partial(r, true, overlay); /* these only explain a fault */
	return r == 0 && overlay->found ? read_counts(search) : r;
}

static int look_at_links(struct overlay *overlay)
{
	struct search search = {.overlay = overlay};
	int r = rtnl_reader_open(&search.reader);

	overlay->failed = "the links";
	if (r == 0)
		r = read_links(&search);
	rtnl_reader_close(search.reader);
	return r;
}

static void look_at_module(const struct context *ctx, struct overlay *overlay)
{
	const struct cni_tunnel *name =
		overlay->expected.name_count > 0 ? overlay->expected.names : NULL;
	enum module_state state;

	if (!overlay->found && name && name->kind && ctx->kernel &&
	    ctx->kernel->module_state(ctx->kernel, name->kind, &state) == 0)
		overlay->module_absent = state == MODULE_ABSENT;
}

/* A service manager that does not answer leaves kubelet_unit NULL: not known. */
static void look_at_kubelet(struct overlay *overlay)
{
	_cleanup_strv_ char **units = strv_split(KUBELET_UNITS);
	struct manager *manager = NULL;
	int r = manager_open(&manager);

	if (r >= 0)
		r = manager_find_active(manager, units, &overlay->kubelet_unit,
					&overlay->kubelet_since_us);
	overlay->kubelet_runs = r > 0;
	manager_close(manager);
}

void overlay_look(const struct context *ctx, struct overlay *ret)
{
	*ret = (struct overlay){0};
	overlay_expected_read(ctx, &ret->expected);
	look_at_kubelet(ret);
	ret->error = look_at_links(ret);
	if (ret->error < 0)
		return;
	look_at_module(ctx, ret);
	overlay_sandboxes_look(ctx, ret);
}
