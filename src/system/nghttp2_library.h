/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libnghttp2, opened when it is first asked: most starts have no runtime to ask, and an image never
 * has one.
 */
#pragma once

#include <nghttp2/nghttp2.h>

#define NGHTTP2_FUNCTIONS(X)                                                                       \
	X(session_callbacks_del)                                                                   \
	X(session_callbacks_new)                                                                   \
	X(session_callbacks_set_on_data_chunk_recv_callback)                                       \
	X(session_callbacks_set_on_header_callback)                                                \
	X(session_callbacks_set_on_stream_close_callback)                                          \
	X(session_client_new)                                                                      \
	X(session_del)                                                                             \
	X(session_mem_recv)                                                                        \
	X(session_mem_send)                                                                        \
	X(session_want_read)                                                                       \
	X(submit_request)                                                                          \
	X(submit_settings)

/* Its functions, by their own names without "nghttp2_". */
struct nghttp2_library {
#define NGHTTP2_MEMBER(name) __typeof__(&nghttp2_##name)(name);
	NGHTTP2_FUNCTIONS(NGHTTP2_MEMBER)
#undef NGHTTP2_MEMBER
};

/* The library, which stays open; NULL when it is missing or lacks one of these functions. */
const struct nghttp2_library *nghttp2_library(void);
