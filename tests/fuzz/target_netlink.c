/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the kernel's acknowledgement of a link. */
#include "config.h"

/* Its reader is no part of an interface. */
#include "system/rtnl.c" /* NOLINT(bugprone-suspicious-include) */

#include "target.h"

void target_netlink(const char *text, size_t size)
{
	char reply[REPLY_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *message = (const struct nlmsghdr *)reply;
	size_t room = size < sizeof(reply) ? size : sizeof(reply);
	int left = (int)room;

	memcpy(reply, text, room);
	for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
		struct link_probe answer = {.error = 0};
		int r = read_acknowledgement(message, &answer);

		CLAIM(r == 0 || r == -EBADMSG);
		claim_ends(answer.message, sizeof(answer.message));
	}
}
