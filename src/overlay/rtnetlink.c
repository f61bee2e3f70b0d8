/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The messages of rtnetlink: a fixed head and attributes behind it; no length is trusted. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "overlay/rtnetlink.h"
#include "util/util.h"

/*
 * The attributes behind a fixed head, which is copied. NULL when there is not even that; else
 * *ret_size is how many bytes they have.
 */
static const void *take_head(const void *payload, size_t size, void *head, size_t head_size,
			     size_t *ret_size)
{
	size_t skip = MNL_ALIGN(head_size);

	if (size < head_size)
		return NULL;
	memcpy(head, payload, head_size);
	*ret_size = size > skip ? size - skip : 0;
	return (const char *)payload + skip;
}

/* A number of exactly that size. */
static bool copy_value(const struct nlattr *attribute, void *ret, size_t size)
{
	if (mnl_attr_get_payload_len(attribute) != size)
		return false;
	memcpy(ret, mnl_attr_get_payload(attribute), size);
	return true;
}

/* A text with its NUL, or without: both are sent. What does not fit is not taken. */
static void copy_text(const struct nlattr *attribute, char *ret, size_t size)
{
	const char *text = mnl_attr_get_payload(attribute);
	size_t length = strnlen(text, mnl_attr_get_payload_len(attribute));

	if (length > 0 && length < size)
		snprintf(ret, size, "%.*s", (int)length, text);
}

static void copy_ip(const struct nlattr *attribute, size_t size, struct rtnl_ip *ret)
{
	struct rtnl_ip ip = {.size = size};

	if (copy_value(attribute, ip.bytes, size))
		*ret = ip;
}

static void take_vxlan_attribute(const struct nlattr *attribute, struct rtnl_vxlan *vxlan)
{
	uint8_t byte;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_VXLAN_ID:
		copy_value(attribute, &vxlan->vni, sizeof(vxlan->vni));
		break;
	case IFLA_VXLAN_LINK:
		copy_value(attribute, &vxlan->lower, sizeof(vxlan->lower));
		break;
	case IFLA_VXLAN_PORT:
		if (copy_value(attribute, &vxlan->port, sizeof(vxlan->port)))
			vxlan->port = ntohs(vxlan->port);
		break;
	case IFLA_VXLAN_LOCAL:
		copy_ip(attribute, sizeof(struct in_addr), &vxlan->local);
		break;
	case IFLA_VXLAN_LOCAL6:
		copy_ip(attribute, sizeof(struct in6_addr), &vxlan->local);
		vxlan->ipv6 = true;
		break;
	case IFLA_VXLAN_GROUP6:
		vxlan->ipv6 = true;
		break;
	case IFLA_VXLAN_COLLECT_METADATA:
		if (copy_value(attribute, &byte, sizeof(byte)))
			vxlan->external = byte;
		break;
	}
}

/* IFLA_LINKINFO. Of two the last one counts, as a whole. */
static void take_info(const struct nlattr *info, struct rtnl_link *link)
{
	const struct nlattr *attr, *data = NULL;

	*link->kind = '\0';
	link->vxlan = (struct rtnl_vxlan){0};
	mnl_attr_for_each_nested(attr, info)
	{
		if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
			copy_text(attr, link->kind, sizeof(link->kind));
		else if (mnl_attr_get_type(attr) == IFLA_INFO_DATA)
			data = attr;
	}
	if (!data || !text_equal(link->kind, "vxlan"))
		return;
	mnl_attr_for_each_nested(attr, data) take_vxlan_attribute(attr, &link->vxlan);
}

int rtnl_parse_link(const void *payload, size_t size, struct rtnl_link *ret)
{
	struct rtnl_link link = {0};
	const struct nlattr *attr;
	const void *list;
	size_t left;
	struct ifinfomsg head;

	list = take_head(payload, size, &head, sizeof(head), &left);
	if (!list)
		return -EBADMSG;
	link.index = head.ifi_index;
	link.up = head.ifi_flags & IFF_UP;
	mnl_attr_for_each_payload(list, left)
	{
		if (mnl_attr_get_type(attr) == IFLA_IFNAME)
			copy_text(attr, link.name, sizeof(link.name));
		else if (mnl_attr_get_type(attr) == IFLA_MTU)
			copy_value(attr, &link.mtu, sizeof(link.mtu));
		else if (mnl_attr_get_type(attr) == IFLA_LINKINFO)
			take_info(attr, &link);
	}
	if (!*link.name)
		return -EBADMSG;
	*ret = link;
	return 0;
}

/* IFA_LOCAL is the node's own of a link with two ends; without it IFA_ADDRESS is. */
int rtnl_parse_address(const void *payload, size_t size, struct rtnl_address *ret)
{
	struct rtnl_address address = {0};
	struct ifa_cacheinfo cache;
	const struct nlattr *attr;
	const void *list;
	size_t left;
	struct ifaddrmsg head;
	size_t ip_size = 0;
	bool local = false;

	list = take_head(payload, size, &head, sizeof(head), &left);
	if (!list)
		return -EBADMSG;
	address.index = (int)head.ifa_index;
	address.is_global = head.ifa_scope == RT_SCOPE_UNIVERSE;
	if (head.ifa_family == AF_INET)
		ip_size = sizeof(struct in_addr);
	else if (head.ifa_family == AF_INET6)
		ip_size = sizeof(struct in6_addr);
	mnl_attr_for_each_payload(list, left)
	{
		uint16_t type = mnl_attr_get_type(attr);

		if (type == IFA_LOCAL || (type == IFA_ADDRESS && !local)) {
			copy_ip(attr, ip_size, &address.ip);
			local |= type == IFA_LOCAL;
		} else if (type == IFA_CACHEINFO && copy_value(attr, &cache, sizeof(cache))) {
			address.since_cs = cache.cstamp;
			address.has_since = true;
		}
	}
	if (address.ip.size == 0) /* of another family */
		return -EBADMSG;
	*ret = address;
	return 0;
}

/* Whether one of the next hops of a multipath route leads over the link. */
static bool hops_lead_over(const struct nlattr *hops, int index)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(hops);
	int left = mnl_attr_get_payload_len(hops);

	while (left >= (int)sizeof(*hop)) {
		if (hop->rtnh_ifindex == index)
			return true;
		if (!RTNH_OK(hop, left))
			return false;
		left -= RTNH_ALIGN(hop->rtnh_len);
		hop = (const void *)((const char *)hop + RTNH_ALIGN(hop->rtnh_len));
	}
	return false;
}

int rtnl_parse_route(const void *payload, size_t size, int index, bool *ret)
{
	const struct nlattr *attr;
	const void *list;
	size_t left;
	struct rtmsg head;
	uint32_t out;
	bool over = false;

	list = take_head(payload, size, &head, sizeof(head), &left);
	if (!list)
		return -EBADMSG;
	mnl_attr_for_each_payload(list, left)
	{
		if (mnl_attr_get_type(attr) == RTA_OIF && copy_value(attr, &out, sizeof(out)))
			over |= (int)out == index;
		else if (mnl_attr_get_type(attr) == RTA_MULTIPATH)
			over |= hops_lead_over(attr, index);
	}
	*ret = over && head.rtm_type == RTN_UNICAST && head.rtm_protocol != RTPROT_KERNEL &&
	       head.rtm_table != RT_TABLE_LOCAL && !(head.rtm_flags & RTM_F_CLONED);
	return 0;
}

/* Multicast and broadcast entries, which each link has of its own (NUD_NOARP), are no peers. */
int rtnl_parse_neighbour(const void *payload, size_t size, int index, bool *ret)
{
	const struct nlattr *attr;
	const void *list;
	size_t left;
	struct ndmsg head;
	bool has_end = false;

	list = take_head(payload, size, &head, sizeof(head), &left);
	if (!list)
		return -EBADMSG;
	mnl_attr_for_each_payload(list, left) has_end |=
		mnl_attr_get_type(attr) == NDA_DST && mnl_attr_get_payload_len(attr) > 0;
	*ret = head.ndm_ifindex == index && has_end &&
	       (head.ndm_family == AF_BRIDGE || !(head.ndm_state & NUD_NOARP));
	return 0;
}

bool rtnl_ip_equal(const struct rtnl_ip *a, const struct rtnl_ip *b)
{
	return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}
