/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the kernel's acknowledgement of a link. */
#include "config.h"

/* Its reader is no part of an interface. */
#include "system/rtnl.c" /* NOLINT(bugprone-suspicious-include) */

#include "target.h"

/*
 * The receiver's buffer is larger than what was received: what is behind must not count, but for the
 * bytes up to the next multiple of four, which libmnl takes for a part of the message.
 */
void target_netlink(const char *text, size_t size)
{
	char reply[REPLY_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	size_t room = size < sizeof(reply) ? size : sizeof(reply);
	struct link_probe answer = {.error = 0}, again = {.error = 0};
	size_t behind = MNL_ALIGN(room);
	int r;

	memset(reply, 0, sizeof(reply));
	memcpy(reply, text, room);
	r = read_reply(reply, room, 1, &answer);
	CLAIM(r == 0 || r == 1 || r == -EBADMSG);
	claim_ends(answer.message, sizeof(answer.message));
	memset(reply + behind, UINT8_MAX, sizeof(reply) - behind);
	CLAIM(read_reply(reply, room, 1, &again) == r);
	CLAIM(answer.error == again.error && text_equal(answer.message, again.message));
}
