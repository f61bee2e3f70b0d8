/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A container runtime that answers with what was recorded, in the manners of the real ones. */
#pragma once

#include "answers_fixture.h"
#include "cri_server.h"

#define CALL      "/runtime.v1.RuntimeService/"
#define OLD_CALL  "/runtime.v1alpha2.RuntimeService/"
#define SETTLE_MS 500 /* CRI-O's answers are none before */

#define OF(of_version, of_status, ...) {.version = (of_version), .status = (of_status), __VA_ARGS__}

/* How a runtime behaves. */
struct manners {
	const char *version;  /* the recorded answer to Version; NULL: UNIMPLEMENTED */
	const char *status;   /* likewise; "" one that is cut off, "-" none at all */
	const char *config;   /* of GET /config; NULL: closes */
	const char *early;    /* what Status is for SETTLE_MS: a recorded answer, else words of UNKNOWN */
	bool is_old;          /* serves v1alpha2 alone */
	uint64_t started_ms;
};

static inline void answer(int fd, uint32_t stream, const void *bytes, size_t size)
{
	h2_head(fd, stream);
	h2_message(fd, stream, bytes, size);
	h2_trailers(fd, stream, "0", NULL);
}

static inline void answer_recorded(int fd, uint32_t stream, const char *name, const char *kind)
{
	size_t size;
	_cleanup_free_ char *bytes = answer_read(name, kind, &size);

	answer(fd, stream, bytes, size);
}

/* Not ready, with those words. */
static inline void answer_not_ready(int fd, uint32_t stream, const char *words)
{
	struct message status = {0}, whole = {0};

	message_condition(&status, "RuntimeReady", true, NULL, NULL);
	message_condition(&status, "NetworkReady", false, "NetworkPluginNotReady", words);
	message_put(&whole, 1, status.bytes, status.size);
	answer(fd, stream, whole.bytes, whole.size);
}

static inline void refuse(int fd, uint32_t stream, const char *status, const char *words)
{
	h2_headers(fd, H2_END_STREAM, stream,
		   (const char *const[]){":status", "200", "content-type", "application/grpc",
					 "grpc-status", status, "grpc-message", words, NULL});
}

static inline void serve_status(int fd, uint32_t stream, const struct manners *manners)
{
	bool is_early = manners->early && now_ms() < manners->started_ms + SETTLE_MS;

	if (is_early && text_starts(manners->early, "crio-"))
		answer_recorded(fd, stream, manners->early, "status");
	else if (is_early && strstr(manners->early, "uninitialized"))
		answer_not_ready(fd, stream, manners->early);
	else if (is_early)
		refuse(fd, stream, "2", manners->early);
	else if (strstr(manners->status, "uninitialized"))
		answer_not_ready(fd, stream, manners->status);
	else if (text_equal(manners->status, "-"))
		pause();
	else if (!*manners->status)
		answer(fd, stream, "\x0a\x05x", 3);
	else
		answer_recorded(fd, stream, manners->status, "status");
}

static inline void serve(int fd, const void *arg)
{
	const struct manners *manners = arg;
	const char *own = manners->is_old ? OLD_CALL : CALL;
	char request[REQUEST_MAX];

	for (;;) {
		uint32_t stream = h2_await(fd, false, request);
		const char *method = strrchr(request, '/') + 1;

		if (stream == 0) {
			size_t size;
			char *bytes;

			if (!manners->config || !text_starts(request, "GET /config HTTP/1.0"))
				_exit(0);
			bytes = answer_read(manners->config, "config", &size);
			h2_send(fd, bytes, size);
			_exit(0);
		}
		if (!manners->version || !text_starts(request, own))
			refuse(fd, stream, "12", "unknown service runtime.v1.RuntimeService");
		else if (text_equal(method, "Version") && text_equal(manners->version, "docker"))
			answer(fd, stream, "\x12\x06" "docker" "\x1a\x06" "28.5.1", 16);
		else if (text_equal(method, "Version"))
			answer_recorded(fd, stream, manners->version, "version");
		else
			serve_status(fd, stream, manners);
	}
}

