/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists and events of the kernel over rtnetlink, through libmnl. */
#include "config.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "system/rtnl_reader.h"
#include "util/util.h"

#define RESTARTS_MAX  10    /* of a list that changes under us; each takes milliseconds */
#define REPLY_LIMIT_S 10    /* the kernel may run modprobe before it answers */
#define LIST_LIMIT_MS 30000
#define REPLY_SIZE    65536 /* the kernel fills what it is given, up to half of it */
#define REQUEST_SIZE  256
#define READS_MAX     4096 /* of events in one call, which must end during a storm, too */
#define EVENT_GROUPS                                                                               \
	(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE |               \
	 RTMGRP_IPV6_ROUTE)

/* The families of each list, which are asked one after the other. */
static const struct list {
	uint16_t type;
	size_t head_size;
	unsigned char families[2];
	size_t family_count;
} lists[] = {
	[RTNL_LINKS] = {RTM_GETLINK, sizeof(struct ifinfomsg), {AF_UNSPEC}, 1},
	[RTNL_ADDRESSES] = {RTM_GETADDR, sizeof(struct ifaddrmsg), {AF_INET, AF_INET6}, 2},
	[RTNL_ROUTES] = {RTM_GETROUTE, sizeof(struct rtmsg), {AF_INET, AF_INET6}, 2},
	[RTNL_NEIGHBOURS] = {RTM_GETNEIGH, sizeof(struct ndmsg), {AF_INET, AF_INET6}, 2},
	[RTNL_FORWARDING] = {RTM_GETNEIGH, sizeof(struct ndmsg), {AF_BRIDGE}, 1},
};

struct rtnl_reader {
	struct mnl_socket *socket;
	uint32_t sequence;
	char reply[REPLY_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

DEFINE_CLEANUP(socket, struct mnl_socket *, mnl_socket_close)

int rtnl_open(int flags, unsigned int groups, struct mnl_socket **ret)
{
	const struct timeval limit = {.tv_sec = REPLY_LIMIT_S};
	_cleanup_(cleanup_socket) struct mnl_socket *socket =
		mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | flags);

	if (!socket || mnl_socket_bind(socket, groups, MNL_SOCKET_AUTOPID) < 0 ||
	    setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO, &limit,
		       sizeof(limit)) < 0)
		return -errno;
	*ret = TAKE(socket);
	return 0;
}

static int open_reader(int flags, unsigned int groups, struct rtnl_reader **ret)
{
	struct mnl_socket *socket = NULL;
	int r = rtnl_open(flags, groups, &socket);

	if (r < 0)
		return r;
	*ret = xcalloc(1, sizeof(**ret));
	(*ret)->socket = socket;
	return 0;
}

int rtnl_reader_open(struct rtnl_reader **ret)
{
	return open_reader(0, 0, ret);
}

int rtnl_watch_open(struct rtnl_reader **ret)
{
	return open_reader(SOCK_NONBLOCK, EVENT_GROUPS, ret);
}

void rtnl_reader_close(struct rtnl_reader *reader)
{
	if (reader)
		mnl_socket_close(reader->socket);
	free(reader);
}

static int ask(struct rtnl_reader *reader, const struct list *list, unsigned char family)
{
	char buffer[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO))) = {0};
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

	message->nlmsg_type = list->type;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	message->nlmsg_seq = ++reader->sequence;
	*(unsigned char *)mnl_nlmsg_put_extra_header(message, list->head_size) = family;
	/* Without the counters of each link its message is a third. */
	if (list->type == RTM_GETLINK &&
	    !mnl_attr_put_u32_check(message, sizeof(buffer), IFLA_EXT_MASK,
				    RTEXT_FILTER_SKIP_STATS))
		return -ENOBUFS;
	return mnl_socket_sendto(reader->socket, message, message->nlmsg_len) < 0 ? -errno : 0;
}

/* Whether the list goes on after a message. */
enum step { STEP_ON, STEP_END };

/* The end of a list carries the error that ended it, or 0; before Linux 4.14 nothing. */
static int take_end(const struct nlmsghdr *message)
{
	int error = 0;

	if (mnl_nlmsg_get_payload_len(message) >= sizeof(error))
		memcpy(&error, mnl_nlmsg_get_payload(message), sizeof(error));
	return error < 0 ? error : STEP_END;
}

/*
 * A kernel without the family (ipv6.disable=1, no bridge) answers with the lists of all families:
 * the entries of the others would count twice. The family is the first byte of every head.
 */
static bool is_of_family(const struct nlmsghdr *message, unsigned char family)
{
	return family == AF_UNSPEC ||
	       (mnl_nlmsg_get_payload_len(message) > 0 &&
		*(const unsigned char *)mnl_nlmsg_get_payload(message) == family);
}

static int take_message(const struct nlmsghdr *message, unsigned char family,
			const struct rtnl_callbacks *callbacks, bool *torn)
{
	const struct nlmsgerr *error;

	*torn |= (message->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
	switch (message->nlmsg_type) {
	case NLMSG_DONE:
		return take_end(message);
	case NLMSG_ERROR:
		error = mnl_nlmsg_get_payload(message);
		if (mnl_nlmsg_get_payload_len(message) < sizeof(*error) || error->error >= 0)
			return -EBADMSG;
		return error->error;
	case NLMSG_NOOP:
	case NLMSG_OVERRUN:
		return STEP_ON;
	default:
		if (!is_of_family(message, family))
			return STEP_ON;
		callbacks->take(callbacks->arg, mnl_nlmsg_get_payload(message),
				mnl_nlmsg_get_payload_len(message));
		return STEP_ON;
	}
}

/* To the end of one family. A message of an older question, whose list was given up, is skipped. */
static int read_answer(struct rtnl_reader *reader, unsigned char family,
		       const struct rtnl_callbacks *callbacks, uint64_t deadline, bool *torn)
{
	for (;;) {
		ssize_t got = mnl_socket_recvfrom(reader->socket, reader->reply,
						  sizeof(reader->reply));
		const struct nlmsghdr *message = (const void *)reader->reply;
		int left = (int)got;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		if (now_ms() > deadline)
			return -ETIMEDOUT;
		for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
			int r = STEP_ON;

			if (message->nlmsg_seq == reader->sequence)
				r = take_message(message, family, callbacks, torn);
			if (r != STEP_ON)
				return r == STEP_END ? 0 : r;
		}
	}
}

/* A kernel without IPv6 answers that it has no such list: then it is empty. */
static bool is_absent_family(unsigned char family, int error)
{
	return family == AF_INET6 && (error == -EOPNOTSUPP || error == -EAFNOSUPPORT);
}

int rtnl_list(struct rtnl_reader *reader, enum rtnl_list which,
	      const struct rtnl_callbacks *callbacks)
{
	const struct list *list = &lists[which];
	uint64_t deadline = now_ms() + LIST_LIMIT_MS;

	for (unsigned int restarts = 0; restarts <= RESTARTS_MAX; restarts++) {
		bool torn = false;

		callbacks->begin(callbacks->arg);
		for (size_t i = 0; i < list->family_count; i++) {
			int r = ask(reader, list, list->families[i]);

			if (r == 0)
				r = read_answer(reader, list->families[i], callbacks, deadline,
						&torn);
			if (r < 0 && !is_absent_family(list->families[i], r))
				return r;
		}
		if (!torn)
			return 0;
	}
	return -EAGAIN;
}

static const struct {
	uint16_t type;
	enum rtnl_event event;
	bool removed;
} events[] = {
	{RTM_NEWLINK, RTNL_EVENT_LINK, false},   {RTM_DELLINK, RTNL_EVENT_LINK, true},
	{RTM_NEWADDR, RTNL_EVENT_ADDRESS, false}, {RTM_DELADDR, RTNL_EVENT_ADDRESS, true},
	{RTM_NEWROUTE, RTNL_EVENT_ROUTE, false}, {RTM_DELROUTE, RTNL_EVENT_ROUTE, true},
};

static bool message_matters(const struct nlmsghdr *message, rtnl_matters *matters, void *arg)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (message->nlmsg_type == events[i].type)
			return matters(arg, events[i].event, events[i].removed,
				       mnl_nlmsg_get_payload(message),
				       mnl_nlmsg_get_payload_len(message));
	return false;
}

/* 1, 0, or -EAGAIN when there is no more, -errno. Lost events (ENOBUFS) matter. */
static int read_event(struct rtnl_reader *reader, rtnl_matters *matters, void *arg)
{
	ssize_t got = mnl_socket_recvfrom(reader->socket, reader->reply, sizeof(reader->reply));
	const struct nlmsghdr *message = (const void *)reader->reply;
	int left = (int)got;
	bool matter = false;

	if (got < 0 && errno == EINTR)
		return 0;
	if (got < 0)
		return errno == ENOBUFS || errno == ENOSPC ? 1 : -errno;
	for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left))
		matter |= message_matters(message, matters, arg);
	return matter;
}

int rtnl_watch_wait(struct rtnl_reader *reader, int timeout_ms, rtnl_matters *matters, void *arg)
{
	struct pollfd poll_fd = {.fd = mnl_socket_get_fd(reader->socket), .events = POLLIN};
	int found = 0, r = poll(&poll_fd, 1, timeout_ms);

	if (r <= 0)
		return r < 0 ? -errno : 0;
	for (unsigned int i = 0; i < READS_MAX; i++) {
		r = read_event(reader, matters, arg);
		if (r == -EAGAIN)
			break;
		if (r < 0)
			return r;
		found |= r;
	}
	return found;
}
