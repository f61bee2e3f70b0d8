/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the payloads of rtnetlink about links, addresses, routes and neighbours. */
#include "config.h"

#include <errno.h>

#include "overlay/rtnetlink.h"
#include "target.h"
#include "util/util.h"

#define INDEX 7 /* of the link that the corpus is about */

static void claim_ip(const struct rtnl_ip *ip)
{
	CLAIM(ip->size == 0 || ip->size == 4 || ip->size == sizeof(ip->bytes));
}

static void try_link(const char *text, size_t size)
{
	struct rtnl_link link = {.index = INDEX}, again;
	const struct rtnl_vxlan *vxlan = &link.vxlan;
	int r = rtnl_parse_link(text, size, &link);

	CLAIM(r == 0 || r == -EBADMSG);
	if (r < 0) {
		CLAIM(link.index == INDEX && !*link.name);
		return;
	}
	claim_ends(link.name, sizeof(link.name));
	claim_ends(link.kind, sizeof(link.kind));
	CLAIM(*link.name);
	claim_ip(&vxlan->local);
	CLAIM(text_equal(link.kind, "vxlan") || (!vxlan->external && vxlan->port == 0));
	CLAIM(rtnl_parse_link(text, size, &again) == 0 && again.index == link.index &&
	      text_equal(again.name, link.name) && again.vxlan.external == vxlan->external);
}

static void try_address(const char *text, size_t size)
{
	struct rtnl_address address = {.index = INDEX};
	int r = rtnl_parse_address(text, size, &address);

	CLAIM(r == 0 || r == -EBADMSG);
	claim_ip(&address.ip);
	CLAIM(r == 0 ? address.ip.size > 0 : address.index == INDEX);
	CLAIM(rtnl_ip_equal(&address.ip, &address.ip));
}

static void try_over(int (*parse)(const void *, size_t, int, bool *), const char *text, size_t size)
{
	bool over = false;
	int r = parse(text, size, INDEX, &over);

	CLAIM(r == 0 || (r == -EBADMSG && !over));
}

void target_rtnetlink(const char *text, size_t size)
{
	try_link(text, size);
	try_address(text, size);
	try_over(rtnl_parse_route, text, size);
	try_over(rtnl_parse_neighbour, text, size);
}
