/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's own word that a link, an address or a route has changed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Of what is the message. */
enum rtnl_event {
	RTNL_EVENT_LINK,
	RTNL_EVENT_ADDRESS,
	RTNL_EVENT_ROUTE,
};

/* Whether a message is worth a look; removed: RTM_DELLINK, RTM_DELADDR, RTM_DELROUTE. */
typedef bool rtnl_matters(void *arg, enum rtnl_event event, bool removed, const void *payload,
			  size_t size);

struct rtnl_watch;

/*
 * Listen from now on. *ret is the caller's (rtnl_watch_close). 0, or -errno. The kernel keeps what
 * no one has read up to the size of the socket's buffer, and then says that something was lost.
 */
int rtnl_watch_open(struct rtnl_watch **ret);
void rtnl_watch_close(struct rtnl_watch *watch);

/*
 * Read all that is there, waiting up to timeout_ms (-1: without end) for the first. 1 when a message
 * matters, or some were lost; 0 when none does, or none came; -EINTR after a signal; -errno.
 */
int rtnl_watch_wait(struct rtnl_watch *watch, int timeout_ms, rtnl_matters *matters, void *arg);
