/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Unary calls of gRPC over HTTP/2, without the socket. */
#include "config.h"

#include <errno.h>
#include <nghttp2/nghttp2.h>

#include "system/grpc.h"
#include "system/library.h"
#include "text/span.h"
#include "util/util.h"

#define PREFIX_SIZE   5    /* before each message: compressed or not, and four bytes of length */
#define WORDS_MAX     4096 /* bytes of grpc-message that are kept */
#define CONTENT_TYPE  "application/grpc"
#define GRPC_CODE_MAX 16   /* UNAUTHENTICATED, the last */

/* The name of its interface since version 1.0. */
#define NGHTTP2_SONAME "libnghttp2.so.14"

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
#define NGHTTP2_NAME(name)   "nghttp2_" #name,
#define NGHTTP2_MEMBER(name) __typeof__(&nghttp2_##name)(name);

/* Its functions, by their own names without "nghttp2_". */
static struct nghttp2_library {
	NGHTTP2_FUNCTIONS(NGHTTP2_MEMBER)
} nghttp2;

struct grpc {
	nghttp2_session *session;
	int32_t stream; /* of the call; 0 when there is none */
	unsigned char request[PREFIX_SIZE + GRPC_REQUEST_MAX];
	size_t request_size, request_sent;
	unsigned char *body; /* of the answer, its prefix included; a NUL stands behind it */
	size_t body_size;
	int http_status;     /* 0: not known yet */
	bool is_grpc;        /* content-type */
	int status;          /* grpc-status; -1: not known yet */
	char *words;         /* grpc-message, as it was sent */
	bool is_closed;
	int error;           /* -errno that ends the call; 0: none */
};

void grpc_reply_free(struct grpc_reply *reply)
{
	free(reply->words);
	free(reply->message);
	*reply = (struct grpc_reply){0};
}

static void forget_call(struct grpc *grpc)
{
	free(grpc->body);
	free(grpc->words);
	*grpc = (struct grpc){.session = grpc->session, .status = -1};
}

void grpc_free(struct grpc *grpc)
{
	if (!grpc)
		return;
	forget_call(grpc);
	if (grpc->session)
		nghttp2.session_del(grpc->session);
	free(grpc);
}

/* A decimal number of at most three digits; -1 for anything else. */
static int read_number(const char *text)
{
	long number;

	return strlen(text) <= 3 && parse_number(text, 999, &number) == 0 ? (int)number : -1;
}

/* "application/grpc", or that with "+proto" or a parameter behind it. */
static bool is_grpc_type(const char *value)
{
	return text_starts(value, CONTENT_TYPE) && strchr("+;", value[strlen(CONTENT_TYPE)]);
}

/* libnghttp2 puts a NUL behind the name and the value. */
static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
		     size_t name_length, const uint8_t *value, size_t length, uint8_t flags,
		     void *data)
{
	const char *key = (const char *)name, *text = (const char *)value;
	struct grpc *grpc = data;

	if (frame->hd.type != NGHTTP2_HEADERS || frame->hd.stream_id != grpc->stream)
		return 0;
	if (text_equal(key, ":status")) {
		grpc->http_status = read_number(text);
	} else if (text_equal(key, "content-type")) {
		grpc->is_grpc = is_grpc_type(text);
	} else if (text_equal(key, "grpc-status")) {
		grpc->status = read_number(text);
	} else if (text_equal(key, "grpc-message")) {
		free(grpc->words);
		grpc->words = xstrndup(text, WORDS_MAX);
	}
	return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t stream, const uint8_t *bytes,
		   size_t size, void *data)
{
	struct grpc *grpc = data;

	if (stream != grpc->stream)
		return 0;
	if (size > PREFIX_SIZE + GRPC_MESSAGE_MAX - grpc->body_size) {
		grpc->error = -EFBIG;
		return NGHTTP2_ERR_CALLBACK_FAILURE;
	}
	grpc->body = xreallocarray(grpc->body, grpc->body_size + size + 1, 1);
	memcpy(grpc->body + grpc->body_size, bytes, size);
	grpc->body_size += size;
	grpc->body[grpc->body_size] = '\0';
	return 0;
}

/*
 * Also called when a GOAWAY of the server excludes the call, and when the library rejects an
 * answer.
 */
static int on_close(nghttp2_session *session, int32_t stream, uint32_t error_code, void *data)
{
	struct grpc *grpc = data;

	if (stream != grpc->stream)
		return 0;
	grpc->is_closed = true;
	if (error_code != NGHTTP2_NO_ERROR)
		grpc->error = error_code == NGHTTP2_PROTOCOL_ERROR ? -EPROTO : -ECONNRESET;
	return 0;
}

static ssize_t read_request(nghttp2_session *session, int32_t stream, uint8_t *bytes, size_t size,
			    uint32_t *flags, nghttp2_data_source *source, void *data)
{
	struct grpc *grpc = data;
	size_t left = grpc->request_size - grpc->request_sent;
	size_t part = left < size ? left : size;

	memcpy(bytes, grpc->request + grpc->request_sent, part);
	grpc->request_sent += part;
	if (part == left)
		*flags |= NGHTTP2_DATA_FLAG_EOF;
	return (ssize_t)part;
}

/* What libnghttp2 returns, as -errno. */
static int to_errno(ssize_t result)
{
	if (result == NGHTTP2_ERR_NOMEM)
		out_of_memory();
	return result < 0 ? -EPROTO : 0;
}

static int start_session(struct grpc *grpc)
{
	static const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0}};
	nghttp2_session_callbacks *callbacks;
	int r = nghttp2.session_callbacks_new(&callbacks);

	if (r < 0)
		return to_errno(r);
	nghttp2.session_callbacks_set_on_header_callback(callbacks, on_header);
	nghttp2.session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
	nghttp2.session_callbacks_set_on_stream_close_callback(callbacks, on_close);
	r = nghttp2.session_client_new(&grpc->session, callbacks, grpc);
	nghttp2.session_callbacks_del(callbacks);
	/* CRI-O closes the connection of a client whose SETTINGS do not come first. */
	if (r == 0)
		r = nghttp2.submit_settings(grpc->session, NGHTTP2_FLAG_NONE, settings,
					     ARRAY_SIZE(settings));
	return to_errno(r);
}

int grpc_new(struct grpc **ret)
{
	static const char *const names[] = {NGHTTP2_FUNCTIONS(NGHTTP2_NAME)};
	static bool is_open;
	struct grpc *grpc;
	int r;

	_Static_assert(sizeof(nghttp2) == sizeof(names), "a function for each name");
	/* Only now: most starts have no runtime to ask, and an image never has one. */
	is_open = is_open || library_open(NGHTTP2_SONAME, names, ARRAY_SIZE(names), &nghttp2);
	if (!is_open)
		return -ELIBACC;
	grpc = xcalloc(1, sizeof(*grpc));
	grpc->status = -1;
	r = start_session(grpc);
	if (r < 0) {
		grpc_free(grpc);
		return r;
	}
	*ret = grpc;
	return 0;
}

static nghttp2_nv header(const char *name, const char *value)
{
	/* The library copies both; they are not const for the flags with which it does not copy. */
	return (nghttp2_nv){(uint8_t *)name, (uint8_t *)value, strlen(name), strlen(value),
			    NGHTTP2_NV_FLAG_NONE};
}

int grpc_begin(struct grpc *grpc, const char *method, const void *message, size_t size)
{
	const nghttp2_data_provider body = {.read_callback = read_request};
	const nghttp2_nv headers[] = {
		header(":method", "POST"),
		header(":scheme", "http"),
		header(":path", method),
		header(":authority", "localhost"),
		header("te", "trailers"),
		/* CRI-O closes the connection for any other, "application/grpc+proto" included. */
		header("content-type", CONTENT_TYPE),
		header("user-agent", PACKAGE_NAME "/" PACKAGE_VERSION),
	};

	if (size > GRPC_REQUEST_MAX)
		return -EPROTO;
	forget_call(grpc);
	grpc->request[0] = 0;
	for (size_t i = 1; i < PREFIX_SIZE; i++)
		grpc->request[i] = (unsigned char)(size >> (8 * (PREFIX_SIZE - 1 - i)));
	if (size > 0)
		memcpy(grpc->request + PREFIX_SIZE, message, size);
	grpc->request_size = PREFIX_SIZE + size;
	grpc->stream = nghttp2.submit_request(grpc->session, NULL, headers,
						     ARRAY_SIZE(headers), &body, NULL);
	return to_errno(grpc->stream);
}

int grpc_take(struct grpc *grpc, const void **ret, size_t *ret_size)
{
	const uint8_t *bytes;
	ssize_t size = nghttp2.session_mem_send(grpc->session, &bytes);

	if (size < 0)
		return to_errno(size);
	/* The session has ended, after it sent a GOAWAY for what the server sent. */
	if (size == 0 && !grpc->is_closed && !nghttp2.session_want_read(grpc->session))
		return -EPROTO;
	*ret = bytes;
	*ret_size = (size_t)size;
	return 0;
}

/* Decode "%20" and the like in grpc-message; "%00", and a "%" without digits, stay. */
static void decode_percent(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		char byte = '\0';

		if (*from == '%' && strspn(from + 1, DIGITS "abcdefABCDEF") >= 2) {
			const char digits[] = {from[1], from[2], '\0'};

			byte = (char)strtoul(digits, NULL, 16);
		}
		*to++ = byte ? byte : *from;
		from += byte ? 2 : 0;
	}
	*to = '\0';
}

/* One message, not compressed, and nothing behind it. */
static bool is_one_message(const unsigned char *body, size_t size)
{
	uint32_t length = 0;

	if (size < PREFIX_SIZE || body[0] != 0)
		return false;
	for (size_t i = 1; i < PREFIX_SIZE; i++)
		length = length << 8 | body[i];
	return length == size - PREFIX_SIZE;
}

/* The call has ended: what came of it. */
static int read_reply(struct grpc *grpc, struct grpc_reply *ret)
{
	struct grpc_reply reply = {.status = grpc->status};

	if (grpc->http_status != 200 || !grpc->is_grpc || grpc->status < 0 ||
	    grpc->status > GRPC_CODE_MAX)
		return -EPROTO;
	if (grpc->status == GRPC_OK) {
		if (!is_one_message(grpc->body, grpc->body_size))
			return -EPROTO;
		reply.size = grpc->body_size - PREFIX_SIZE;
		reply.message = xmalloc(reply.size + 1);
		memcpy(reply.message, grpc->body + PREFIX_SIZE, reply.size + 1);
	}
	reply.words = TAKE(grpc->words);
	if (reply.words)
		decode_percent(reply.words);
	*ret = reply;
	return 1;
}

int grpc_give(struct grpc *grpc, const void *bytes, size_t size)
{
	ssize_t taken = nghttp2.session_mem_recv(grpc->session, bytes, size);

	/* on_data() returned that error. */
	if (taken == NGHTTP2_ERR_CALLBACK_FAILURE)
		return grpc->error;
	return to_errno(taken);
}

int grpc_end(struct grpc *grpc, struct grpc_reply *ret)
{
	if (grpc->error < 0)
		return grpc->error;
	return grpc->is_closed ? read_reply(grpc, ret) : 0;
}
