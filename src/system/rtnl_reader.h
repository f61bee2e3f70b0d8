/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of the kernel (links, addresses, routes, neighbours) over rtnetlink, one message at a time. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What takes the messages of a list. */
struct rtnl_callbacks {
	/* The list begins, or begins again since it changed under the reader: forget what was taken. */
	void (*begin)(void *arg);
	/* One message: its payload without the netlink header. */
	void (*take)(void *arg, const void *payload, size_t size);
	void *arg;
};

struct rtnl_reader;

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
 * Read a list. Nothing of it is kept here, whatever its length. 0; -EAGAIN when it changed under the
 * reader more than a few times in a row; -ETIMEDOUT when the kernel does not answer, or does not
 * come to an end; -EBADMSG; -errno of the kernel.
 */
int rtnl_list(struct rtnl_reader *reader, enum rtnl_list list,
	      const struct rtnl_callbacks *callbacks);
