/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Unary calls of gRPC over HTTP/2, without the socket: bytes from the server in, bytes for it out.
 * The only code that calls libnghttp2. What a server may send: grpc.github.io, PROTOCOL-HTTP2.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Bytes of an answer; that of a node with many registries has some 10 KB. */
#define GRPC_MESSAGE_MAX (1024 * 1024)

/* A request, which is a protobuf message. */
#define GRPC_REQUEST_MAX 64

/* What grpc-status says, of those that mean something here. */
#define GRPC_OK            0
#define GRPC_UNIMPLEMENTED 12

struct grpc_reply {
	int status;             /* grpc-status: GRPC_OK, or why there is no message */
	char *words;            /* grpc-message, decoded; NULL when there is none */
	unsigned char *message; /* of GRPC_OK; a NUL stands behind it */
	size_t size;
};

void grpc_reply_free(struct grpc_reply *reply);

struct grpc;

/* A new connection; *ret is the caller's (grpc_free). 0, or -ELIBACC without libnghttp2. */
int grpc_new(struct grpc **ret);
void grpc_free(struct grpc *grpc);

/*
 * Begin a call of the method ("/runtime.v1.RuntimeService/Status") with the message, of at most
 * GRPC_REQUEST_MAX bytes. One at a time: the last one has ended. 0, or -EPROTO when the connection
 * takes no more calls.
 */
int grpc_begin(struct grpc *grpc, const char *method, const void *message, size_t size);

/*
 * The next bytes to send to the server. Call it until *ret_size is 0 before each grpc_give(); *ret
 * is valid until the next call. 0, or -EPROTO when the server has sent what is not HTTP/2.
 */
int grpc_take(struct grpc *grpc, const void **ret, size_t *ret_size);

/*
 * Bytes from the server. 0, -EPROTO for what is not HTTP/2, -EFBIG when the message is larger than
 * GRPC_MESSAGE_MAX. After an error the connection is of no more use.
 */
int grpc_give(struct grpc *grpc, const void *bytes, size_t size);

/*
 * Whether the call has ended; call it when grpc_take() has no more bytes. 1, and *ret is the
 * caller's (grpc_reply_free); 0 while more must come from the server; -ECONNRESET when the server
 * ended the call without an answer, -EPROTO when the answer is not one of gRPC.
 */
int grpc_end(struct grpc *grpc, struct grpc_reply *ret);
