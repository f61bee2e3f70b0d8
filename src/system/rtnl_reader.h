/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of the kernel (links, addresses, routes, neighbours) and its events, over rtnetlink. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What takes the messages of a list. */
struct rtnl_callbacks {
	/* The list begins, or begins again because it changed meanwhile: forget what was taken. */
	void (*begin)(void *arg);
	/* One message: its payload without the netlink header. */
	void (*take)(void *arg, const void *payload, size_t size);
	void *arg;
};

struct mnl_socket;
struct rtnl_reader;

/*
 * A socket of rtnetlink, of those groups of events; a reply is waited for 10 seconds at most. *ret
 * is the caller's (mnl_socket_close). 0, or -errno.
 */
int rtnl_open(int flags, unsigned int groups, struct mnl_socket **ret);

/* A socket to read with. *ret is the caller's (rtnl_reader_close). 0, or -errno. */
int rtnl_reader_open(struct rtnl_reader **ret);
void rtnl_reader_close(struct rtnl_reader *reader);

enum rtnl_list {
	RTNL_LINKS,
	RTNL_ADDRESSES,
	RTNL_ROUTES, /* of IPv4 and of IPv6 */
	RTNL_NEIGHBOURS,
	RTNL_FORWARDING, /* the forwarding databases of bridges and tunnels */
};

/*
 * Read a list. Nothing of it is kept here, whatever its length. 0; -EAGAIN when it changed while it
 * was read more than RESTARTS_MAX times in a row; -ETIMEDOUT when the kernel does not answer, or
 * the list does not end; -EBADMSG; -errno of the kernel.
 */
int rtnl_list(struct rtnl_reader *reader, enum rtnl_list list,
	      const struct rtnl_callbacks *callbacks);

/* What the message is about. */
enum rtnl_event {
	RTNL_EVENT_LINK,
	RTNL_EVENT_ADDRESS,
	RTNL_EVENT_ROUTE,
};

/* Whether a message is worth a look; removed: RTM_DELLINK, RTM_DELADDR, RTM_DELROUTE. */
typedef bool rtnl_matters(void *arg, enum rtnl_event event, bool removed, const void *payload,
			  size_t size);

/*
 * Listen to events from now on. *ret is the caller's (rtnl_reader_close). 0, or -errno. The kernel
 * keeps what no one has read up to the size of the socket's buffer, and then says that something
 * was lost.
 */
int rtnl_watch_open(struct rtnl_reader **ret);

/*
 * Read all that is there, waiting up to timeout_ms (-1: without end) for the first. 1 when a
 * message matters, or some were lost; 0 when none does, or none came; -EINTR after a signal;
 * -errno.
 */
int rtnl_watch_wait(struct rtnl_reader *reader, int timeout_ms, rtnl_matters *matters, void *arg);
