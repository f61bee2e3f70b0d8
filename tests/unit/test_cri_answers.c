/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A runtime that answers badly: an error within the limit, whatever it sends. */
#include "config.h"

#include <errno.h>

#include "cri_fixture.h"

/* ok: an answer; message and words are what it must be. */
struct row {
	const char *name;
	server_function *serve;
	int error;
	int status;
	const char *words;
};

/* It answers, and closes before it has read what comes behind the question. */
static void serve_and_close(int fd, const void *arg)
{
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_message(fd, stream, ANSWER, strlen(ANSWER));
	h2_trailers(fd, stream, "0", NULL);
}

static void serve_never(int fd, const void *arg)
{
	await(fd);
	pause();
}

static void serve_closed(int fd, const void *arg)
{
}

static void serve_no_settings(int fd, const void *arg)
{
	char request[REQUEST_MAX];
	uint32_t stream = h2_await(fd, true, request);

	h2_head(fd, stream);
	pause();
}

static void serve_close_without_settings(int fd, const void *arg)
{
	char request[REQUEST_MAX];

	h2_await(fd, true, request);
}

static void serve_2_mib(int fd, const void *arg)
{
	static char bytes[2 * 1024 * 1024];
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_message(fd, stream, bytes, sizeof(bytes));
	h2_trailers(fd, stream, "0", NULL);
}

static void serve_cut_frame(int fd, const void *arg)
{
	static const uint8_t frame[] = {0, 0, 100, H2_DATA, 0, 0, 0, 0, 1, 0, 0};
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_send(fd, frame, sizeof(frame));
}

static void serve_goaway(int fd, const void *arg)
{
	static const uint8_t payload[8] = {0};

	await(fd);
	h2_frame(fd, H2_GOAWAY, 0, 0, payload, sizeof(payload));
	pause();
}

static void serve_reset(int fd, const void *arg)
{
	static const uint8_t payload[4] = {0, 0, 0, 8};
	uint32_t stream = await(fd);

	h2_frame(fd, H2_RST_STREAM, 0, stream, payload, sizeof(payload));
	pause();
}

static void serve_type(int fd, const char *type)
{
	uint32_t stream = await(fd);

	h2_headers(fd, 0, stream, (const char *const[]){":status", "200", "content-type", type, NULL});
	h2_message(fd, stream, ANSWER, strlen(ANSWER));
	h2_trailers(fd, stream, "0", NULL);
	pause();
}

static void serve_wrong_type(int fd, const void *arg)
{
	serve_type(fd, "text/html");
}

static void serve_similar_type(int fd, const void *arg)
{
	serve_type(fd, "application/grpc-web");
}

static void serve_type_with_format(int fd, const void *arg)
{
	serve_type(fd, "application/grpc+proto");
}

static void serve_http_error(int fd, const void *arg)
{
	uint32_t stream = await(fd);

	h2_headers(fd, H2_END_STREAM, stream,
		   (const char *const[]){":status", "503", "content-type", "application/grpc",
					 "grpc-status", "0", NULL});
	pause();
}

static void serve_no_trailers(int fd, const void *arg)
{
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_frame(fd, H2_DATA, H2_END_STREAM, stream, "\0\0\0\0\0", 5);
	pause();
}

static void serve_no_status(int fd, const void *arg)
{
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_headers(fd, H2_END_STREAM, stream, (const char *const[]){"x", "y", NULL});
	pause();
}

static void serve_trailers_alone(int fd, const void *arg)
{
	h2_trailers(fd, await(fd), "2", "words");
	pause();
}

static void serve_bad_status(int fd, const void *arg)
{
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_trailers(fd, stream, "-1", NULL);
	pause();
}

static void serve_old_http(int fd, const void *arg)
{
	static const char answer[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

	h2_send(fd, answer, strlen(answer));
	pause();
}

/* A prefix, and what is behind it. */
static void serve_body(int fd, const void *body, size_t size)
{
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_frame(fd, H2_DATA, 0, stream, body, size);
	h2_trailers(fd, stream, "0", NULL);
	pause();
}

static void serve_compressed(int fd, const void *arg)
{
	serve_body(fd, "\1\0\0\0\1x", 6);
}

static void serve_short(int fd, const void *arg)
{
	serve_body(fd, "\0\0\0\0\2x", 6);
}

static void serve_long(int fd, const void *arg)
{
	serve_body(fd, "\0\0\0\0\1xx", 7);
}

static void serve_half_prefix(int fd, const void *arg)
{
	serve_body(fd, "\0\0\0", 3);
}

static void serve_nothing(int fd, const void *arg)
{
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_trailers(fd, stream, "0", NULL);
	pause();
}

static void serve_pings(int fd, const void *arg)
{
	static const uint8_t payload[8] = {0};

	await(fd);
	for (;;)
		h2_frame(fd, H2_PING, 0, 0, payload, sizeof(payload));
}

static void serve_headers(int fd, const void *arg)
{
	static const uint8_t field[] = {0, 1, 'x', 1, 'y'};
	uint32_t stream = await(fd);

	h2_frame(fd, H2_HEADERS, 0, stream, field, sizeof(field));
	for (;;)
		h2_frame(fd, H2_CONTINUATION, 0, stream, field, sizeof(field));
}

static void serve_noise(int fd, const void *arg)
{
	unsigned char bytes[4096];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7919 >> 3);
	await(fd);
	for (;;)
		h2_send(fd, bytes, sizeof(bytes));
}

static void serve_unimplemented(int fd, const void *arg)
{
	uint32_t stream = await(fd);

	h2_headers(fd, H2_END_STREAM, stream,
		   (const char *const[]){":status", "200", "content-type", "application/grpc",
					 "grpc-status", "12", "grpc-message", "unknown service", NULL});
	pause();
}

static void serve_unknown(int fd, const void *arg)
{
	uint32_t stream = await(fd);

	h2_head(fd, stream);
	h2_trailers(fd, stream, "2", "100%25 \%C3\%A4 %0 %zz %00 %");
	pause();
}

static const struct row rows[] = {
	{"an answer", serve_well, 0, 0, NULL},
	{"an answer, and closed", serve_and_close, 0, 0, NULL},
	{"never", serve_never, -ETIMEDOUT, 0, NULL},
	{"not a word", serve_without_a_word, -ETIMEDOUT, 0, NULL},
	{"a byte now and then", serve_slowly, -ETIMEDOUT, 0, NULL},
	{"closed at once", serve_closed, -ECONNRESET, 0, NULL},
	{"an answer without settings", serve_no_settings, -EPROTO, 0, NULL},
	{"closed without settings", serve_close_without_settings, -ECONNRESET, 0, NULL},
	{"2 MiB", serve_2_mib, -EFBIG, 0, NULL},
	{"a frame that is cut off", serve_cut_frame, -ECONNRESET, 0, NULL},
	{"GOAWAY", serve_goaway, -ECONNRESET, 0, NULL},
	{"RST_STREAM", serve_reset, -ECONNRESET, 0, NULL},
	{"a wrong content-type", serve_wrong_type, -EPROTO, 0, NULL},
	{"a similar content-type", serve_similar_type, -EPROTO, 0, NULL},
	{"a content-type with its format", serve_type_with_format, 0, 0, NULL},
	{"an error of HTTP", serve_http_error, -EPROTO, 0, NULL},
	{"no trailers", serve_no_trailers, -EPROTO, 0, NULL},
	{"no grpc-status", serve_no_status, -EPROTO, 0, NULL},
	{"trailers and no headers", serve_trailers_alone, -EPROTO, 0, NULL},
	{"a grpc-status that is none", serve_bad_status, -EPROTO, 0, NULL},
	{"HTTP/1.1", serve_old_http, -EPROTO, 0, NULL},
	{"a message that is compressed", serve_compressed, -EPROTO, 0, NULL},
	{"a message that is too short", serve_short, -EPROTO, 0, NULL},
	{"more than a message", serve_long, -EPROTO, 0, NULL},
	{"half of a prefix", serve_half_prefix, -EPROTO, 0, NULL},
	{"no message", serve_nothing, -EPROTO, 0, NULL},
	/* Nor does it read the answers. */
	{"pings without an end", serve_pings, -ETIMEDOUT, 0, NULL},
	{"headers without an end", serve_headers, -EPROTO, 0, NULL},
	{"noise", serve_noise, -EPROTO, 0, NULL},
	{"UNIMPLEMENTED", serve_unimplemented, 0, GRPC_UNIMPLEMENTED, "unknown service"},
	{"UNKNOWN", serve_unknown, 0, 2, "100% \xc3\xa4 %0 %zz %00 %"},
};

/* libnghttp2 limits the CONTINUATION frames of a header block since 1.61; before that the client's
 * own limit on what it receives ends them. */
static bool is_expected(const struct row *row, int error)
{
	return error == row->error || (row->serve == serve_headers && error == -EFBIG);
}

static void test_rows(void **state)
{
	struct fixture *fixture = *state;

	fixture_directory(fixture, "/run");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		_cleanup_(grpc_reply_free) struct grpc_reply reply = {0};
		struct cri_server server;
		int r;

		cri_server_start(&server, fixture_path(fixture, SOCKET), 0, row->serve, NULL);
		r = ask(fixture, row->error == -ETIMEDOUT ? SHORT_MS : LONG_MS, &reply);
		cri_server_stop(&server);
		if (!is_expected(row, r) || reply.status != row->status)
			fail_msg("%s: %s (%d), gRPC status %d", row->name, cri_strerror(r), r,
				 reply.status);
		if (row->words)
			assert_string_equal(reply.words, row->words);
		if (r == 0 && row->status == 0)
			assert_string_equal((const char *)reply.message, ANSWER);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_rows),
	};

	alarm(GIVE_UP_S); /* a limit that is not kept fails, and does not hang */
	return RUN_GROUP("cri-answers", tests);
}
