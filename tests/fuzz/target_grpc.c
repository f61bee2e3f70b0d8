/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: what a server of HTTP/2 sends while it is asked one thing. */
#include "config.h"

#include <errno.h>

#include "system/grpc.h"
#include "target.h"
#include "util/util.h"

#define PART 4096 /* bytes that come at once */

/* All that the client sends. */
static int take_all(struct grpc *grpc)
{
	const void *bytes;
	size_t size;
	int r;

	do
		r = grpc_take(grpc, &bytes, &size);
	while (r == 0 && size > 0);
	CLAIM(r == 0 || r == -EPROTO);
	return r;
}

static int give_all(struct grpc *grpc, const char *bytes, size_t size, struct grpc_reply *ret)
{
	int r = take_all(grpc);

	for (size_t at = 0; r == 0 && at < size; at += PART) {
		r = grpc_give(grpc, bytes + at, size - at < PART ? size - at : PART);
		CLAIM(r == 0 || r == -EPROTO || r == -EFBIG);
		if (r == 0)
			r = take_all(grpc);
		if (r == 0)
			r = grpc_end(grpc, ret);
	}
	return r;
}

void target_grpc(const char *text, size_t size)
{
	struct grpc_reply reply = {.words = UNTOUCHED};
	struct grpc *grpc;
	int r = grpc_new(&grpc);

	CLAIM(r == 0 || r == -ELIBACC);
	if (r < 0)
		return;
	CLAIM(grpc_begin(grpc, "/runtime.v1.RuntimeService/Status", "\x08\x01", 2) == 0);
	r = give_all(grpc, text, size, &reply);
	CLAIM(r == 1 || r == 0 || r == -EPROTO || r == -ECONNRESET || r == -EFBIG);
	if (r == 1) {
		CLAIM((reply.status == GRPC_OK) == (reply.message != NULL));
		CLAIM(!reply.message || reply.message[reply.size] == '\0');
		grpc_reply_free(&reply);
	} else {
		CLAIM(reply.words == UNTOUCHED);
	}
	grpc_free(grpc);
}
