/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of rtnetlink: what is read out of them, and what no message can do to the reader. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "fixture.h"
#include "overlay/rtnetlink.h"

#define FAN_MAP 33 /* of Ubuntu's kernels: a list where upstream numbers one byte */

struct message {
	unsigned char bytes[1024] __attribute__((aligned(4)));
	size_t size;
};

static void head(struct message *message, const void *bytes, size_t size)
{
	memset(message, 0, sizeof(*message));
	memcpy(message->bytes, bytes, size);
	message->size = NLMSG_ALIGN(size);
}

static void put(struct message *message, unsigned short type, const void *data, size_t size)
{
	struct nlattr attribute = {.nla_len = (unsigned short)(NLA_HDRLEN + size), .nla_type = type};

	assert_true(message->size + NLA_HDRLEN + NLA_ALIGN(size) <= sizeof(message->bytes));
	memcpy(message->bytes + message->size, &attribute, sizeof(attribute));
	memcpy(message->bytes + message->size + NLA_HDRLEN, data, size);
	message->size += NLA_HDRLEN + NLA_ALIGN(size);
}

static size_t open_nest(struct message *message, unsigned short type)
{
	size_t at = message->size;

	put(message, type, "", 0);
	return at;
}

static void close_nest(struct message *message, size_t at)
{
	unsigned short length = (unsigned short)(message->size - at);

	memcpy(message->bytes + at, &length, sizeof(length));
}

/* vxlan.calico as the kernel sends it; odd: with attributes that no reader knows before each. */
static void make_link(struct message *message, bool odd)
{
	const struct ifinfomsg info = {.ifi_index = 7, .ifi_flags = IFF_UP};
	const uint32_t mtu = 1450, vni = 4096, lower = 2;
	const uint16_t port = htons(4789);
	const uint8_t zero = 0;
	struct in_addr local = {htonl(0x0a000001)};
	size_t nest, data;

	head(message, &info, sizeof(info));
	if (odd)
		put(message, 0x3fff, "12345", 5);
	put(message, IFLA_IFNAME, "vxlan.calico", sizeof("vxlan.calico"));
	put(message, IFLA_MTU, &mtu, sizeof(mtu));
	nest = open_nest(message, IFLA_LINKINFO);
	put(message, IFLA_INFO_KIND, "vxlan", odd ? 5 : 6);
	data = open_nest(message, IFLA_INFO_DATA | (odd ? NLA_F_NESTED : 0));
	if (odd)
		put(message, FAN_MAP, "\1\2\3\4\5\6\7", 7);
	put(message, IFLA_VXLAN_ID, &vni, sizeof(vni));
	put(message, IFLA_VXLAN_LINK, &lower, sizeof(lower));
	put(message, IFLA_VXLAN_LOCAL, &local, sizeof(local));
	put(message, IFLA_VXLAN_COLLECT_METADATA, &zero, sizeof(zero));
	put(message, IFLA_VXLAN_PORT, &port, sizeof(port));
	if (odd) { /* lengths that are not those of their kind change nothing */
		put(message, IFLA_VXLAN_ID, "\1\2\3", 3);
		put(message, IFLA_VXLAN_PORT, "\1", 1);
		put(message, IFLA_VXLAN_LOCAL, "\1\2\3\4\5", 5);
		put(message, IFLA_VXLAN_COLLECT_METADATA, "\1\1", 2);
	}
	close_nest(message, data);
	close_nest(message, nest);
}

static void assert_calico(const struct message *message)
{
	struct rtnl_link link;

	assert_int_equal(rtnl_parse_link(message->bytes, message->size, &link), 0);
	assert_string_equal(link.name, "vxlan.calico");
	assert_string_equal(link.kind, "vxlan");
	assert_int_equal(link.index, 7);
	assert_true(link.up);
	assert_int_equal(link.mtu, 1450);
	assert_int_equal(link.vxlan.vni, 4096);
	assert_int_equal(link.vxlan.port, 4789);
	assert_int_equal(link.vxlan.lower, 2);
	assert_false(link.vxlan.external);
	assert_false(link.vxlan.ipv6);
	assert_int_equal(link.vxlan.local.size, 4);
	assert_memory_equal(link.vxlan.local.bytes, "\x0a\0\0\1", 4);
}

static void test_link(void **state)
{
	struct message message;

	make_link(&message, false);
	assert_calico(&message);
	make_link(&message, true);
	assert_calico(&message);
}

/* A name of 16 bytes without a NUL, an empty one, none: no link. */
static void test_names(void **state)
{
	const struct ifinfomsg info = {.ifi_index = 7};
	static const struct {
		const char *bytes;
		size_t size;
		int result;
	} rows[] = {
		{"0123456789abcdef", 16, -EBADMSG},
		{"0123456789abcde", 15, 0},
		{"0123456789abcde", 16, 0},
		{"", 1, -EBADMSG},
		{"", 0, -EBADMSG},
		{"\xff\x1b[31m", 6, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct message message;
		struct rtnl_link link;

		head(&message, &info, sizeof(info));
		put(&message, IFLA_IFNAME, rows[i].bytes, rows[i].size);
		assert_int_equal(rtnl_parse_link(message.bytes, message.size, &link), rows[i].result);
	}
}

static void make_route(struct message *message, unsigned char type, unsigned char protocol,
		       unsigned char table, bool several)
{
	const struct rtmsg info = {.rtm_family = AF_INET,
				   .rtm_type = type,
				   .rtm_protocol = protocol,
				   .rtm_table = table};
	const struct rtnexthop ways[] = {{.rtnh_len = sizeof(ways[0]), .rtnh_ifindex = 2},
					 {.rtnh_len = sizeof(ways[0]), .rtnh_ifindex = 7}};
	const uint32_t out = 7;

	head(message, &info, sizeof(info));
	if (several)
		put(message, RTA_MULTIPATH, ways, sizeof(ways));
	else
		put(message, RTA_OIF, &out, sizeof(out));
}

static void test_route(void **state)
{
	static const struct {
		unsigned char type, protocol, table;
		bool several, over;
	} rows[] = {
		{RTN_UNICAST, 80, RT_TABLE_MAIN, false, true},
		{RTN_UNICAST, RTPROT_BOOT, RT_TABLE_MAIN, true, true},
		{RTN_UNICAST, RTPROT_KERNEL, RT_TABLE_MAIN, false, false},
		{RTN_LOCAL, RTPROT_KERNEL, RT_TABLE_LOCAL, false, false},
		{RTN_MULTICAST, RTPROT_BOOT, RT_TABLE_LOCAL, false, false},
		{RTN_BLACKHOLE, RTPROT_BOOT, RT_TABLE_MAIN, false, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct message message;
		bool over;

		make_route(&message, rows[i].type, rows[i].protocol, rows[i].table, rows[i].several);
		assert_int_equal(rtnl_parse_route(message.bytes, message.size, 7, &over), 0);
		assert_int_equal(over, rows[i].over);
		assert_int_equal(rtnl_parse_route(message.bytes, message.size, 8, &over), 0);
		assert_false(over);
	}
}

static void make_address(struct message *message)
{
	const struct ifaddrmsg info = {.ifa_family = AF_INET, .ifa_index = 7};
	const struct ifa_cacheinfo cache = {.cstamp = 12345};
	const unsigned char other[] = {10, 0, 0, 9}, own[] = {10, 0, 0, 1};

	head(message, &info, sizeof(info));
	put(message, IFA_LOCAL, own, sizeof(own));
	put(message, IFA_ADDRESS, other, sizeof(other));
	put(message, IFA_CACHEINFO, &cache, sizeof(cache));
}

static void test_address(void **state)
{
	struct message message;
	struct rtnl_address address;

	make_address(&message);
	assert_int_equal(rtnl_parse_address(message.bytes, message.size, &address), 0);
	assert_int_equal(address.index, 7);
	assert_true(address.is_global);
	assert_true(address.has_since);
	assert_int_equal(address.since_cs, 12345);
	assert_memory_equal(address.ip.bytes, "\x0a\0\0\1", 4);
}

static void make_neighbour(struct message *message, unsigned char family, unsigned short status)
{
	const struct ndmsg info = {
		.ndm_family = family, .ndm_ifindex = 7, .ndm_state = status};

	head(message, &info, sizeof(info));
	put(message, NDA_DST, "\x0a\0\0\2", 4);
}

static void test_neighbour(void **state)
{
	struct message message;
	bool over;

	make_neighbour(&message, AF_INET, NUD_PERMANENT);
	assert_int_equal(rtnl_parse_neighbour(message.bytes, message.size, 7, &over), 0);
	assert_true(over);
	assert_int_equal(rtnl_parse_neighbour(message.bytes, message.size, 6, &over), 0);
	assert_false(over);
	make_neighbour(&message, AF_INET, NUD_NOARP);
	assert_int_equal(rtnl_parse_neighbour(message.bytes, message.size, 7, &over), 0);
	assert_false(over);
	make_neighbour(&message, AF_BRIDGE, NUD_NOARP | NUD_PERMANENT);
	assert_int_equal(rtnl_parse_neighbour(message.bytes, message.size, 7, &over), 0);
	assert_true(over);
}

/* In memory of just that size, so that a sanitizer sees what is read beyond it. */
static void parse_all(const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1);
	struct rtnl_link link;
	struct rtnl_address address;
	bool over;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	if (rtnl_parse_link(copy, size, &link) == 0) {
		assert_true(strlen(link.name) < sizeof(link.name));
		assert_true(strlen(link.kind) < sizeof(link.kind));
		assert_true(link.vxlan.local.size <= sizeof(link.vxlan.local.bytes));
	}
	if (rtnl_parse_address(copy, size, &address) == 0)
		assert_true(address.ip.size <= sizeof(address.ip.bytes));
	(void)rtnl_parse_route(copy, size, 7, &over);
	(void)rtnl_parse_neighbour(copy, size, 7, &over);
	free(copy);
}

static void maul(const struct message *message)
{
	static const unsigned char values[] = {0, 1, 2, 3, 4, 5, 7, 8, 0x7f, 0x80, 0xfe, 0xff};

	for (size_t size = 0; size <= message->size; size++)
		parse_all(message->bytes, size);
	for (size_t at = 0; at < message->size; at++)
		for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
			struct message mauled = *message;

			mauled.bytes[at] = values[i];
			parse_all(mauled.bytes, mauled.size);
		}
}

static void test_mauled(void **state)
{
	struct message message;

	make_link(&message, false);
	maul(&message);
	make_link(&message, true);
	maul(&message);
	make_route(&message, RTN_UNICAST, 80, RT_TABLE_MAIN, true);
	maul(&message);
	make_address(&message);
	maul(&message);
	make_neighbour(&message, AF_INET6, 0);
	maul(&message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link),      cmocka_unit_test(test_names),
		cmocka_unit_test(test_route),     cmocka_unit_test(test_address),
		cmocka_unit_test(test_neighbour), cmocka_unit_test(test_mauled),
	};

	return RUN_GROUP("rtnetlink", tests);
}
