/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One question to a runtime, and servers that answer it well, late, or not at all. */
#pragma once

#include "cri_server.h"
#include "fixture.h"
#include "system/cri.h"

#define SOCKET   "/run/x.sock"
#define ANSWER   "the answer"
#define METHOD   "/runtime.v1.RuntimeService/Status"
#define SHORT_MS 400   /* where no answer comes */
#define LONG_MS  30000 /* where one does: a busy machine takes its time */
#define SLOW_MS  50
#define GIVE_UP_S 300 /* of a whole test */

typedef void server_function(int fd, const void *arg);

static inline uint32_t await(int fd)
{
	char request[REQUEST_MAX] = "";
	uint32_t stream = h2_await(fd, false, request);

	if (!text_equal(request, METHOD))
		_exit(1);
	return stream;
}

static inline void serve_well(int fd, const void *arg)
{
	for (;;) {
		uint32_t stream = await(fd);

		h2_head(fd, stream);
		h2_message(fd, stream, ANSWER, strlen(ANSWER));
		h2_trailers(fd, stream, "0", NULL);
	}
}

static inline void serve_without_a_word(int fd, const void *arg)
{
	pause();
}

static inline void serve_slowly(int fd, const void *arg)
{
	static const char answer[] = {0, 0, 0, H2_SETTINGS, 0, 0, 0, 0, 0};

	for (size_t i = 0;; i++) {
		h2_send(fd, answer + i % sizeof(answer), 1);
		usleep(SLOW_MS * 1000);
	}
}

/* One call, within the limit. */
static inline int ask(struct fixture *fixture, unsigned int limit_ms, struct grpc_reply *ret)
{
	struct cri *cri = NULL;
	int r = cri_connect(&fixture->root, SOCKET, now_ms() + limit_ms, &cri);

	if (r == 0)
		r = cri_call(cri, METHOD, "\x08\x01", 2, ret);
	cri_close(cri);
	return r;
}
