/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions to a runtime: several of them, and what lies in place of its socket. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "cri_fixture.h"


/* Two questions on one connection, and one of HTTP/1.0 beside them. */
static void serve_both(int fd, const void *arg)
{
	static const char document[] = "HTTP/1.0 200 OK\r\n\r\nx";
	char request[REQUEST_MAX] = "";

	for (;;) {
		uint32_t stream = h2_await(fd, false, request);

		if (stream == 0) {
			h2_send(fd, document, strlen(document));
			return;
		}
		h2_head(fd, stream);
		h2_message(fd, stream, request, strlen(request));
		h2_trailers(fd, stream, "0", NULL);
	}
}

static void test_many(void **state)
{
	static const char *const methods[] = {"/a/Version", "/a/Status", "/b/Status"};
	struct fixture *fixture = *state;
	_cleanup_free_ char *text = NULL;
	struct cri_server server;
	struct cri *cri;
	size_t size, before = count_descriptors();

	fixture_directory(fixture, "/run");
	cri_server_start(&server, fixture_path(fixture, SOCKET), 0, serve_both, NULL);
	assert_int_equal(cri_connect(&fixture->root, SOCKET, now_ms() + LONG_MS, &cri), 0);
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		_cleanup_(grpc_reply_free) struct grpc_reply reply = {0};

		assert_int_equal(cri_call(cri, methods[i], NULL, 0, &reply), 0);
		assert_string_equal((const char *)reply.message, methods[i]);
	}
	assert_int_equal(cri_get(&fixture->root, SOCKET, "/config", now_ms() + LONG_MS, &text, &size), 0);
	assert_string_equal(text, "HTTP/1.0 200 OK\r\n\r\nx");
	assert_int_equal(size, strlen(text));
	cri_close(cri);
	cri_server_stop(&server);
	assert_int_equal(count_descriptors(), before);
}

static void serve_large_document(int fd, const void *arg)
{
	static char bytes[4096];

	for (;;)
		h2_send(fd, bytes, sizeof(bytes));
}

static void test_get_badly(void **state)
{
	static const struct {
		server_function *serve;
		int error;
	} bad[] = {
		{serve_without_a_word, -ETIMEDOUT},
		{serve_slowly, -ETIMEDOUT},
		{serve_large_document, -EFBIG},
	};
	struct fixture *fixture = *state;

	fixture_directory(fixture, "/run");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		unsigned int limit_ms = bad[i].error == -ETIMEDOUT ? SHORT_MS : LONG_MS;
		struct cri_server server;
		char *text;
		size_t size;

		cri_server_start(&server, fixture_path(fixture, SOCKET), 0, bad[i].serve, NULL);
		assert_int_equal(cri_get(&fixture->root, SOCKET, "/config", now_ms() + limit_ms, &text,
					 &size),
				 bad[i].error);
		cri_server_stop(&server);
	}
}

static int ask_for_nothing(struct fixture *fixture)
{
	struct grpc_reply reply;

	return ask(fixture, LONG_MS, &reply);
}

/* What lies in place of the socket. */
static void test_places(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(grpc_reply_free) struct grpc_reply reply = {0};
	struct cri_server server;

	assert_int_equal(ask_for_nothing(fixture), -ENOENT);
	fixture_fifo(fixture, SOCKET);
	assert_int_equal(ask_for_nothing(fixture), -ENOTSOCK);
	fixture_remove(fixture, SOCKET);
	fixture_write(fixture, SOCKET, "");
	assert_int_equal(ask_for_nothing(fixture), -ENOTSOCK);
	fixture_remove(fixture, SOCKET);
	fixture_link(fixture, SOCKET, SOCKET);
	assert_int_equal(ask_for_nothing(fixture), -ELOOP);
	fixture_remove(fixture, SOCKET);
	/* A path of the machine that looks: below the root there is no such thing. */
	cri_server_start(&server, fixture_path(fixture, "/run/real.sock"), 0, serve_well, NULL);
	fixture_link(fixture, SOCKET, server.path);
	assert_int_equal(ask_for_nothing(fixture), -ENOENT);
	fixture_remove(fixture, SOCKET);
	fixture_link(fixture, SOCKET, "/run/real.sock");
	assert_int_equal(ask(fixture, LONG_MS, &reply), 0);
	cri_server_stop(&server);
}

static void test_refused(void **state)
{
	struct fixture *fixture = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	fixture_directory(fixture, "/run");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", fixture_path(fixture, SOCKET));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(ask_for_nothing(fixture), -ECONNREFUSED);
}

/* Its queue is full: connect() itself does not come to its end. */
static void test_full_queue(void **state)
{
	struct fixture *fixture = *state;
	struct grpc_reply reply;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	_cleanup_close_ int first = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	fixture_directory(fixture, "/run");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", fixture_path(fixture, SOCKET));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 0), 0);
	assert_int_equal(connect(first, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(ask(fixture, SHORT_MS, &reply), -ETIMEDOUT);
}

static void test_not_root(void **state)
{
	struct fixture *fixture = *state;
	struct cri_server server;

	if (geteuid() != 0) {
		print_message("# not tried: only root can listen as another user\n");
		return;
	}
	fixture_directory(fixture, "/run");
	run_command("chmod 755 '%s' && chmod 777 '%s/run'", fixture->path, fixture->path);
	cri_server_start(&server, fixture_path(fixture, SOCKET), NOBODY, serve_well, NULL);
	assert_int_equal(ask_for_nothing(fixture), -EKEYREJECTED);
	cri_server_stop(&server);
}

static void test_words(void **state)
{
	assert_non_null(strstr(cri_strerror(-ELIBACC), "libnghttp2-14 (Debian"));
	assert_string_equal(cri_strerror(-ENOTSOCK), "it is not a socket");
	assert_string_equal(cri_strerror(-EACCES), "Permission denied");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_many),	   FIXTURE_TEST(test_get_badly),
		FIXTURE_TEST(test_places),     FIXTURE_TEST(test_refused), FIXTURE_TEST(test_full_queue),
		FIXTURE_TEST(test_not_root),   FIXTURE_TEST(test_words),
	};

	alarm(GIVE_UP_S); /* a limit that is not kept fails, and does not hang */
	return RUN_GROUP("cri", tests);
}
