/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links over rtnetlink through libmnl. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/socket.h>

#include "system/child.h"
#include "system/rtnl.h"
#include "system/rtnl_reader.h"
#include "util/util.h"

#define LINK_PREFIX    "pf-" /* and the kind: "pf-vxlan" */
#define PROBE_LIMIT_MS 20000
#define REPLY_SIZE     16384
#define REQUEST_SIZE   1024

#define PROBE_VNI  4096 /* Calico's; any number below 2^24 does */
#define PROBE_PORT 4789 /* of RFC 7348 */

/*
 * The attributes without which the kernel refuses the kind. A link that is set up opens the UDP
 * sockets, and so asks for udp_tunnel and ip6_udp_tunnel too.
 */
static bool put_vxlan(struct nlmsghdr *message, size_t size)
{
	return mnl_attr_put_u32_check(message, size, IFLA_VXLAN_ID, PROBE_VNI) &&
	       mnl_attr_put_u16_check(message, size, IFLA_VXLAN_PORT, htons(PROBE_PORT)) &&
	       mnl_attr_put_u8_check(message, size, IFLA_VXLAN_LEARNING, 0);
}

/*
 * As Cilium makes it: the addresses come with each packet. Without this or a remote address:
 * EINVAL.
 */
static bool put_geneve(struct nlmsghdr *message, size_t size)
{
	return mnl_attr_put_check(message, size, IFLA_GENEVE_COLLECT_METADATA, 0, NULL);
}

/* Without addresses it would be tunl0, which the module creates in each namespace: EEXIST. */
static bool put_ipip(struct nlmsghdr *message, size_t size)
{
	return mnl_attr_put_u32_check(message, size, IFLA_IPTUN_LOCAL, htonl(INADDR_LOOPBACK)) &&
	       mnl_attr_put_u32_check(message, size, IFLA_IPTUN_REMOTE, htonl(INADDR_LOOPBACK + 1));
}

/* The names of the kinds are those of their modules. */
static const struct link_kind {
	const char *name;
	bool (*put)(struct nlmsghdr *message, size_t size); /* NULL: it needs no attributes */
} kinds[] = {
	{"vxlan", put_vxlan},
	{"geneve", put_geneve},
	{"ipip", put_ipip},
	{"wireguard", NULL}, /* its keys and peers come over generic netlink, later */
};

static const struct link_kind *kind_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (text_equal(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

bool rtnl_knows_kind(const char *kind)
{
	return kind_find(kind) != NULL;
}

static int copy_message(const struct nlattr *attribute, void *data)
{
	struct link_probe *probe = data;

	if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG &&
	    mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) >= 0)
		snprintf(probe->message, sizeof(probe->message), "%s",
			 mnl_attr_get_str(attribute));
	return MNL_CB_OK;
}

/* mnl_cb_run() turns the error into errno and drops the kernel's text: read both by hand. */
static int read_acknowledgement(const struct nlmsghdr *message, struct link_probe *probe)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);
	size_t offset = sizeof(*error);

	if (mnl_nlmsg_get_payload_len(message) < sizeof(*error))
		return -EBADMSG;
	probe->error = error->error;
	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS))
		return 0;
	if (!(message->nlmsg_flags & NLM_F_CAPPED) && error->msg.nlmsg_len >= NLMSG_HDRLEN)
		offset += mnl_nlmsg_get_payload_len(&error->msg);
	if (offset <= mnl_nlmsg_get_payload_len(message))
		mnl_attr_parse(message, (unsigned int)offset, copy_message, probe);
	return 0;
}

/*
 * mnl_nlmsg_ok() of libmnl 1.0.4 takes a length of 2^31 and more for a negative one, which fits
 * everywhere. The kernel writes none, but a process with CAP_NET_ADMIN can send to our socket as
 * well.
 */
static bool is_whole(const struct nlmsghdr *message, int left)
{
	return left >= (int)sizeof(*message) && message->nlmsg_len <= (unsigned int)left &&
	       mnl_nlmsg_ok(message, left);
}

/* The acknowledgement among what was received. 1 when it is there, 0, or -EBADMSG. */
static int read_reply(const void *reply, size_t size, unsigned int sequence,
		      struct link_probe *probe)
{
	const struct nlmsghdr *message = reply;
	int left = (int)size, r;

	for (; is_whole(message, left); message = mnl_nlmsg_next(message, &left)) {
		if (message->nlmsg_type != NLMSG_ERROR || message->nlmsg_seq != sequence)
			continue;
		r = read_acknowledgement(message, probe);
		return r < 0 ? r : 1;
	}
	return 0;
}

/* Send and wait for the acknowledgement. 0 and the kernel's answer, or -errno of the exchange. */
static int talk(struct mnl_socket *socket, const struct nlmsghdr *request, struct link_probe *probe)
{
	char reply[REPLY_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));

	if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		return -errno;
	for (;;) {
		ssize_t got = mnl_socket_recvfrom(socket, reply, sizeof(reply));
		int r;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		r = read_reply(reply, (size_t)got, request->nlmsg_seq, probe);
		if (r != 0)
			return r < 0 ? r : 0;
	}
}

static struct nlmsghdr *link_message(void *buffer, const struct link_kind *kind, uint16_t flags,
				     uint32_t sequence, unsigned int link_flags)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct ifinfomsg *link;
	char name[IFNAMSIZ];

	message->nlmsg_type = RTM_NEWLINK;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	message->nlmsg_seq = sequence;
	link = mnl_nlmsg_put_extra_header(message, sizeof(*link));
	link->ifi_change = link->ifi_flags = link_flags;
	snprintf(name, sizeof(name), LINK_PREFIX "%s", kind->name);
	return mnl_attr_put_strz_check(message, REQUEST_SIZE, IFLA_IFNAME, name) ? message : NULL;
}

static int create(struct mnl_socket *socket, const struct link_kind *kind, struct link_probe *probe)
{
	char buffer[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO))) = {0};
	struct nlmsghdr *message = link_message(buffer, kind, NLM_F_CREATE | NLM_F_EXCL, 1, 0);
	struct nlattr *info, *data;

	if (!message)
		return -ENOBUFS;
	info = mnl_attr_nest_start_check(message, sizeof(buffer), IFLA_LINKINFO);
	if (!info || !mnl_attr_put_str_check(message, sizeof(buffer), IFLA_INFO_KIND, kind->name))
		return -ENOBUFS;
	data = mnl_attr_nest_start_check(message, sizeof(buffer), IFLA_INFO_DATA);
	if (!data || (kind->put && !kind->put(message, sizeof(buffer))))
		return -ENOBUFS;
	mnl_attr_nest_end(message, data);
	mnl_attr_nest_end(message, info);
	return talk(socket, message, probe);
}

static int set_up(struct mnl_socket *socket, const struct link_kind *kind, struct link_probe *probe)
{
	char buffer[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO))) = {0};
	struct nlmsghdr *message = link_message(buffer, kind, 0, 2, IFF_UP);

	if (!message)
		return -ENOBUFS;
	probe->up = true;
	return talk(socket, message, probe);
}

DEFINE_CLEANUP(socket, struct mnl_socket *, mnl_socket_close)

struct probe_request {
	const struct link_kind *kind;
	bool own_namespace;
};

/* The link is not deleted: that takes 14 to 41 ms, and the kernel deletes it with the namespace. */
static int probe_act(const void *arg, void *ret)
{
	const struct probe_request *request = arg;
	struct link_probe *probe = ret;
	_cleanup_(cleanup_socket) struct mnl_socket *socket = NULL;
	int on = 1, r;

	/*
	 * RestrictNamespaces= of the unit denies it; PrivateNetwork= has made a namespace already.
	 */
	if (unshare(CLONE_NEWNET) < 0 && !(errno == EPERM && request->own_namespace))
		return -errno;
	r = rtnl_open(0, 0, &socket);
	if (r < 0)
		return r;
	/* Kernels before 4.12 know neither: then there is no text. */
	(void)mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on));
	(void)mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on));
	r = create(socket, request->kind, probe);
	/* In a namespace that is kept, the link of an earlier look is still there. */
	if (r == 0 && probe->error == -EEXIST)
		*probe = (struct link_probe){0};
	if (r < 0 || probe->error)
		return r;
	return set_up(socket, request->kind, probe);
}

int rtnl_probe(const char *kind, bool own_namespace, struct link_probe *ret)
{
	const struct probe_request request = {kind_find(kind), own_namespace};
	struct link_probe probe = {0};
	struct child_end end;
	int r;

	if (!request.kind)
		return -EOPNOTSUPP;
	r = child_run(probe_act, &request, &probe, sizeof(probe), PROBE_LIMIT_MS, &end);
	if (r < 0)
		return r;
	*ret = probe;
	return 0;
}
