/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The messages of rtnetlink about links, addresses, routes and neighbours: the few attributes that
 * matter here, out of the payload of one message, which begins at a multiple of four bytes.
 *
 * An attribute whose length is not that of its kind is as good as absent: numbers clash (Ubuntu's
 * fan attributes of vxlan with upstream's), kernels add to them, and no message is refused for one.
 */
#pragma once

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINK_KIND_SIZE    32
#define LINK_ADDRESS_SIZE 16

/* An address of IPv4 or IPv6. */
struct rtnl_ip {
	unsigned char bytes[LINK_ADDRESS_SIZE];
	size_t size; /* 4, 16, or 0 for none */
};

struct rtnl_vxlan {
	uint32_t vni;
	uint16_t port;
	bool ipv6;     /* of its ends */
	bool external; /* the ends come with each packet: Cilium's way */
	int lower;     /* the interface index of the link below; 0 for none */
	struct rtnl_ip local;
};

struct rtnl_link {
	int index;
	bool up;
	unsigned int mtu;
	char name[IFNAMSIZ];
	char kind[LINK_KIND_SIZE]; /* "vxlan", "" when it has none */
	struct rtnl_vxlan vxlan;   /* of a link of the kind vxlan */
};

/* 0 and *ret; -EBADMSG when the payload is too short, or has no name. */
int rtnl_parse_link(const void *payload, size_t size, struct rtnl_link *ret);

struct rtnl_address {
	int index;
	bool is_global; /* global: neither of the link nor of the host */
	struct rtnl_ip ip;
	uint32_t since_cs; /* when it was added, in hundredths of a second since the boot */
	bool has_since;
};

int rtnl_parse_address(const void *payload, size_t size, struct rtnl_address *ret);

/*
 * Whether a route leads over the link of that index to somewhere else: unicast, and not what the
 * kernel makes by itself for every link that is up. 0 and *ret; -EBADMSG.
 */
int rtnl_parse_route(const void *payload, size_t size, int index, bool *ret);

/* The same of an entry of the neighbours, and of the forwarding database (family AF_BRIDGE). */
int rtnl_parse_neighbour(const void *payload, size_t size, int index, bool *ret);

bool rtnl_ip_equal(const struct rtnl_ip *a, const struct rtnl_ip *b);
