/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Questions to a container runtime over its unix socket: connect, send, return bytes. What they say
 * is read in runtime/status.
 */
#pragma once

#include <stdint.h>

#include "system/grpc.h"
#include "system/sysroot.h"

struct cri;

/*
 * The errors of all of this, for cri_strerror():
 * -ELIBACC       libnghttp2 is missing: the runtime was not asked
 * -ETIMEDOUT     no answer until the deadline
 * -ECONNREFUSED  no process listens on the socket
 * -ECONNRESET    the connection was closed before the answer came
 * -EPROTO        the answer is no gRPC, or no HTTP
 * -EFBIG         the answer is larger than GRPC_MESSAGE_MAX
 * -ENOTSOCK      there is something else in place of the socket
 * -EKEYREJECTED  the process that listens is not root's (SO_PEERCRED)
 * others, such as -ENOENT and -EACCES, of open() and connect()
 */
const char *cri_strerror(int error);

/*
 * Connect to the socket of that path below the root. The deadline, as now_ms() counts, holds for
 * all calls on it. *ret is the caller's (cri_close).
 */
int cri_connect(const struct sysroot *root, const char *path, uint64_t deadline_ms,
		struct cri **ret);
void cri_close(struct cri *cri);

/*
 * Call a method as grpc_begin() says. *ret is the caller's (grpc_reply_free); an answer that is a
 * refusal (ret->status) is 0, too. After an error the connection is of no more use.
 */
int cri_call(struct cri *cri, const char *method, const void *message, size_t size,
	     struct grpc_reply *ret);

/*
 * GET of HTTP/1.0, on a new connection: CRI-O serves its configuration so, on the socket of the
 * CRI. The whole answer, with its head; a NUL stands behind it. The caller owns *ret.
 */
int cri_get(const struct sysroot *root, const char *path, const char *what, uint64_t deadline_ms,
	    char **ret, size_t *ret_size);
