/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The events of rtnetlink, through libmnl. */
#include "config.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

#include "system/rtnl_watch.h"
#include "util/util.h"

#define GROUPS                                                                                     \
	(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE |               \
	 RTMGRP_IPV6_ROUTE)
#define EVENT_SIZE 65536
#define READS_MAX  4096 /* in one go: a storm that does not end is looked at all the same */

struct rtnl_watch {
	struct mnl_socket *socket;
	char event[EVENT_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

static const struct {
	uint16_t type;
	enum rtnl_event event;
	bool removed;
} events[] = {
	{RTM_NEWLINK, RTNL_EVENT_LINK, false},   {RTM_DELLINK, RTNL_EVENT_LINK, true},
	{RTM_NEWADDR, RTNL_EVENT_ADDRESS, false}, {RTM_DELADDR, RTNL_EVENT_ADDRESS, true},
	{RTM_NEWROUTE, RTNL_EVENT_ROUTE, false}, {RTM_DELROUTE, RTNL_EVENT_ROUTE, true},
};

void rtnl_watch_close(struct rtnl_watch *watch)
{
	if (!watch)
		return;
	if (watch->socket)
		mnl_socket_close(watch->socket);
	free(watch);
}

int rtnl_watch_open(struct rtnl_watch **ret)
{
	struct rtnl_watch *watch = xcalloc(1, sizeof(*watch));
	int r = 0;

	watch->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!watch->socket || mnl_socket_bind(watch->socket, GROUPS, MNL_SOCKET_AUTOPID) < 0)
		r = -errno;
	if (r < 0) {
		rtnl_watch_close(watch);
		return r;
	}
	*ret = watch;
	return 0;
}

static bool message_matters(const struct nlmsghdr *message, rtnl_matters *matters, void *arg)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (message->nlmsg_type == events[i].type)
			return matters(arg, events[i].event, events[i].removed,
				       mnl_nlmsg_get_payload(message),
				       mnl_nlmsg_get_payload_len(message));
	return false;
}

/* 1, 0, or -EAGAIN when there is no more, -errno. What was lost (ENOBUFS) matters. */
static int read_one(struct rtnl_watch *watch, rtnl_matters *matters, void *arg)
{
	ssize_t got = mnl_socket_recvfrom(watch->socket, watch->event, sizeof(watch->event));
	const struct nlmsghdr *message = (const void *)watch->event;
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

int rtnl_watch_wait(struct rtnl_watch *watch, int timeout_ms, rtnl_matters *matters, void *arg)
{
	struct pollfd poll_fd = {.fd = mnl_socket_get_fd(watch->socket), .events = POLLIN};
	int found = 0, r = poll(&poll_fd, 1, timeout_ms);

	if (r <= 0)
		return r < 0 ? -errno : 0;
	for (unsigned int i = 0; i < READS_MAX; i++) {
		r = read_one(watch, matters, arg);
		if (r == -EAGAIN)
			break;
		if (r < 0)
			return r;
		found |= r;
	}
	return found;
}
