/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A container runtime's socket that answers as a test wants it: HTTP/2 frames put together by hand. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Frame types and flags (RFC 9113). */
enum {
	H2_DATA = 0,
	H2_HEADERS = 1,
	H2_RST_STREAM = 3,
	H2_SETTINGS = 4,
	H2_PING = 6,
	H2_GOAWAY = 7,
	H2_CONTINUATION = 9,
	H2_END_STREAM = 1,
	H2_ACK = 1,
	H2_END_HEADERS = 4,
};

/* What a request is: "/runtime.v1.RuntimeService/Version", or "GET /config HTTP/1.0". */
#define REQUEST_MAX 256

struct cri_server {
	pid_t pid; /* and its process group; 0: none */
	char path[108];
};

/*
 * Listen on that path, and serve each connection in a process of its own. When user is not 0, as that user.
 * What serve is given is the connection, and arg.
 */
void cri_server_start(struct cri_server *server, const char *path, uid_t user,
		      void (*serve)(int fd, const void *arg), const void *arg);
void cri_server_stop(struct cri_server *server);

/* The rest is for who serves; a connection that is closed ends the process. */

void h2_send(int fd, const void *bytes, size_t size);
void h2_frame(int fd, uint8_t type, uint8_t flags, uint32_t stream, const void *payload, size_t size);

/* A block of header fields: pairs of names and values, NULL at the end. */
void h2_headers(int fd, uint8_t flags, uint32_t stream, const char *const *fields);

/* The two parts of an answer that is as it should be. */
void h2_head(int fd, uint32_t stream);
void h2_trailers(int fd, uint32_t stream, const char *status, const char *words);

/* Data with the prefix of gRPC before it. */
void h2_message(int fd, uint32_t stream, const void *bytes, size_t size);

/*
 * Wait for the next request: its stream, and its path in ret. 0 for one of HTTP/1.0, whose first line is in
 * ret. The client's first bytes are answered with SETTINGS unless silent.
 */
uint32_t h2_await(int fd, bool silent, char ret[static REQUEST_MAX]);
