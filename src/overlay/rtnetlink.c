/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The messages of rtnetlink: fixed head, attributes behind it, all of it bytes that are measured. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "overlay/rtnetlink.h"
#include "util/util.h"

/* What is not read yet. */
struct attributes {
	const char *at;
	size_t left;
};

struct attribute {
	unsigned int type;
	const char *data;
	size_t size;
};

static size_t aligned(size_t size)
{
	return (size + NLA_ALIGNTO - 1) & ~(size_t)(NLA_ALIGNTO - 1);
}

/* The attributes behind a fixed head. False when there is not even that. */
static bool take_head(const void *payload, size_t size, void *head, size_t head_size,
		      struct attributes *ret)
{
	size_t skip = aligned(head_size);

	if (size < head_size)
		return false;
	memcpy(head, payload, head_size);
	if (skip > size)
		skip = size;
	*ret = (struct attributes){(const char *)payload + skip, size - skip};
	return true;
}

/* What is cut off or shorter than itself ends the list. */
static bool next(struct attributes *list, struct attribute *ret)
{
	struct nlattr head;
	size_t step;

	if (list->left < sizeof(head))
		return false;
	memcpy(&head, list->at, sizeof(head));
	if (head.nla_len < sizeof(head) || head.nla_len > list->left)
		return false;
	*ret = (struct attribute){
		.type = head.nla_type & NLA_TYPE_MASK,
		.data = list->at + sizeof(head),
		.size = head.nla_len - sizeof(head),
	};
	step = aligned(head.nla_len);
	if (step > list->left)
		step = list->left;
	list->at += step;
	list->left -= step;
	return true;
}

static struct attributes nested(const struct attribute *attribute)
{
	return (struct attributes){attribute->data, attribute->size};
}

/* A number of exactly that size. */
static bool copy_value(const struct attribute *attribute, void *ret, size_t size)
{
	if (attribute->size != size)
		return false;
	memcpy(ret, attribute->data, size);
	return true;
}

/* A text with its NUL, or without: both are sent. What does not fit is not taken. */
static bool copy_text(const struct attribute *attribute, char *ret, size_t size)
{
	size_t length = strnlen(attribute->data, attribute->size);

	if (length == 0 || length >= size)
		return false;
	memcpy(ret, attribute->data, length);
	ret[length] = '\0';
	return true;
}

static void copy_ip(const struct attribute *attribute, size_t size, struct rtnl_ip *ret)
{
	struct rtnl_ip ip = {.size = size};

	if (copy_value(attribute, ip.bytes, size))
		*ret = ip;
}

static void take_vxlan_attribute(const struct attribute *attribute, struct rtnl_vxlan *vxlan)
{
	uint32_t number;
	uint16_t port;
	uint8_t byte;

	switch (attribute->type) {
	case IFLA_VXLAN_ID:
		copy_value(attribute, &vxlan->vni, sizeof(vxlan->vni));
		break;
	case IFLA_VXLAN_LINK:
		if (copy_value(attribute, &number, sizeof(number)))
			vxlan->lower = (int)number;
		break;
	case IFLA_VXLAN_PORT:
		if (copy_value(attribute, &port, sizeof(port)))
			vxlan->port = ntohs(port);
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

/* Of two infos the last one counts, as a whole. */
static void take_info(struct attributes info, struct rtnl_link *link)
{
	struct attributes data = {0};
	struct attribute attribute;

	*link->kind = '\0';
	link->vxlan = (struct rtnl_vxlan){0};
	while (next(&info, &attribute))
		if (attribute.type == IFLA_INFO_KIND)
			copy_text(&attribute, link->kind, sizeof(link->kind));
		else if (attribute.type == IFLA_INFO_DATA)
			data = nested(&attribute);
	if (!text_equal(link->kind, "vxlan"))
		return;
	while (next(&data, &attribute))
		take_vxlan_attribute(&attribute, &link->vxlan);
}

int rtnl_parse_link(const void *payload, size_t size, struct rtnl_link *ret)
{
	struct rtnl_link link = {0};
	struct attributes list;
	struct attribute attribute;
	struct ifinfomsg head;

	if (!take_head(payload, size, &head, sizeof(head), &list))
		return -EBADMSG;
	link.index = head.ifi_index;
	link.up = head.ifi_flags & IFF_UP;
	while (next(&list, &attribute))
		if (attribute.type == IFLA_IFNAME)
			copy_text(&attribute, link.name, sizeof(link.name));
		else if (attribute.type == IFLA_MTU)
			copy_value(&attribute, &link.mtu, sizeof(link.mtu));
		else if (attribute.type == IFLA_LINKINFO)
			take_info(nested(&attribute), &link);
	if (!*link.name)
		return -EBADMSG;
	*ret = link;
	return 0;
}

static size_t ip_size(unsigned char family)
{
	switch (family) {
	case AF_INET:
		return sizeof(struct in_addr);
	case AF_INET6:
		return sizeof(struct in6_addr);
	default:
		return 0;
	}
}

/* IFA_LOCAL is the node's own of a link with two ends; without it IFA_ADDRESS is. */
int rtnl_parse_address(const void *payload, size_t size, struct rtnl_address *ret)
{
	struct rtnl_address address = {0};
	struct ifa_cacheinfo cache;
	struct attributes list;
	struct attribute attribute;
	struct ifaddrmsg head;
	bool local = false;

	if (!take_head(payload, size, &head, sizeof(head), &list))
		return -EBADMSG;
	address.index = (int)head.ifa_index;
	address.permanent_scope = head.ifa_scope == RT_SCOPE_UNIVERSE;
	while (ip_size(head.ifa_family) && next(&list, &attribute))
		if (attribute.type == IFA_LOCAL || (attribute.type == IFA_ADDRESS && !local)) {
			copy_ip(&attribute, ip_size(head.ifa_family), &address.ip);
			local |= attribute.type == IFA_LOCAL;
		} else if (attribute.type == IFA_CACHEINFO &&
			   copy_value(&attribute, &cache, sizeof(cache))) {
			address.since_cs = cache.cstamp;
			address.has_since = true;
		}
	if (address.ip.size == 0)
		return -EBADMSG;
	*ret = address;
	return 0;
}

/* Whether one of the ways of a route with several leads over the link. */
static bool ways_lead_over(const struct attribute *ways, int index)
{
	const char *at = ways->data;
	size_t left = ways->size;
	struct rtnexthop way;

	while (left >= sizeof(way)) {
		size_t step;

		memcpy(&way, at, sizeof(way));
		if (way.rtnh_ifindex == index)
			return true;
		step = aligned(way.rtnh_len);
		if (way.rtnh_len < sizeof(way) || step > left)
			return false;
		at += step;
		left -= step;
	}
	return false;
}

int rtnl_parse_route(const void *payload, size_t size, int index, bool *ret)
{
	struct attributes list;
	struct attribute attribute;
	struct rtmsg head;
	uint32_t out;
	bool over = false;

	if (!take_head(payload, size, &head, sizeof(head), &list))
		return -EBADMSG;
	while (next(&list, &attribute))
		if (attribute.type == RTA_OIF && copy_value(&attribute, &out, sizeof(out)))
			over |= (int)out == index;
		else if (attribute.type == RTA_MULTIPATH)
			over |= ways_lead_over(&attribute, index);
	*ret = over && head.rtm_type == RTN_UNICAST && head.rtm_protocol != RTPROT_KERNEL &&
	       head.rtm_table != RT_TABLE_LOCAL && !(head.rtm_flags & RTM_F_CLONED);
	return 0;
}

/* Multicast and broadcast entries, which each link has of its own (NUD_NOARP), are no peers. */
int rtnl_parse_neighbour(const void *payload, size_t size, int index, bool *ret)
{
	struct attributes list;
	struct attribute attribute;
	struct ndmsg head;
	bool has_end = false;

	if (!take_head(payload, size, &head, sizeof(head), &list))
		return -EBADMSG;
	while (next(&list, &attribute))
		has_end |= attribute.type == NDA_DST && attribute.size > 0;
	*ret = head.ndm_ifindex == index && has_end &&
	       (head.ndm_family == AF_BRIDGE || !(head.ndm_state & NUD_NOARP));
	return 0;
}

bool rtnl_ip_equal(const struct rtnl_ip *a, const struct rtnl_ip *b)
{
	return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}
