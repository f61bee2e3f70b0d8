/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A container runtime's socket that answers as a test wants it. */
#include "config.h"

#include <grp.h>
#include <nghttp2/nghttp2.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "cri_server.h"
#include "fixture.h"

#define FRAME_HEAD   9
#define PREFACE_SIZE 24
#define FRAME_MAX    16384

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 8) < 0)
		return -1;
	return fd;
}

static void serve_all(int fd, void (*serve)(int fd, const void *arg), const void *arg)
{
	for (;;) {
		int connection = accept(fd, NULL, NULL);

		if (connection < 0)
			_exit(1);
		if (fork() == 0) {
			serve(connection, arg);
			_exit(0);
		}
		close(connection);
	}
}

void cri_server_start(struct cri_server *server, const char *path, uid_t user,
		      void (*serve)(int fd, const void *arg), const void *arg)
{
	int ready[2];
	char byte;

	snprintf(server->path, sizeof(server->path), "%s", path);
	assert_int_equal(pipe(ready), 0);
	server->pid = fork();
	assert_true(server->pid >= 0);
	if (server->pid == 0) {
		int fd;

		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGCHLD, SIG_IGN);
		if (user != 0 && (setgroups(0, NULL) < 0 || setresuid(user, user, user) < 0))
			_exit(1);
		fd = listen_at(path);
		if (fd < 0 || write(ready[1], "", 1) != 1)
			_exit(1);
		close(ready[1]);
		serve_all(fd, serve, arg);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
}

void cri_server_stop(struct cri_server *server)
{
	if (server->pid <= 0)
		return;
	kill(-server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	unlink(server->path);
	server->pid = 0;
}

void h2_send(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0) {
		ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);

		if (sent <= 0)
			_exit(0);
		at += sent;
		size -= (size_t)sent;
	}
}

void h2_frame(int fd, uint8_t type, uint8_t flags, uint32_t stream, const void *payload, size_t size)
{
	const uint8_t head[FRAME_HEAD] = {
		(uint8_t)(size >> 16),   (uint8_t)(size >> 8),	 (uint8_t)size,
		type,			 flags,			 (uint8_t)(stream >> 24),
		(uint8_t)(stream >> 16), (uint8_t)(stream >> 8), (uint8_t)stream,
	};

	h2_send(fd, head, sizeof(head));
	h2_send(fd, payload, size);
}

/* A string of HPACK, without Huffman's code (RFC 7541, 5.2): the length in seven bits. */
static size_t put_string(uint8_t *to, const char *text)
{
	size_t length = strlen(text);

	assert_true(length < 127);
	to[0] = (uint8_t)length;
	memcpy(to + 1, text, length);
	return length + 1;
}

void h2_headers(int fd, uint8_t flags, uint32_t stream, const char *const *fields)
{
	uint8_t block[1024];
	size_t size = 0;

	for (; *fields; fields += 2) {
		block[size++] = 0; /* a literal with a name of its own, which is not indexed */
		size += put_string(block + size, fields[0]);
		size += put_string(block + size, fields[1]);
	}
	h2_frame(fd, H2_HEADERS, flags | H2_END_HEADERS, stream, block, size);
}

void h2_head(int fd, uint32_t stream)
{
	h2_headers(fd, 0, stream,
		   (const char *const[]){":status", "200", "content-type", "application/grpc", NULL});
}

void h2_trailers(int fd, uint32_t stream, const char *status, const char *words)
{
	h2_headers(fd, H2_END_STREAM, stream,
		   (const char *const[]){"grpc-status", status, words ? "grpc-message" : NULL, words,
					 NULL});
}

void h2_message(int fd, uint32_t stream, const void *bytes, size_t size)
{
	const char *at = bytes;
	const uint8_t prefix[] = {0, (uint8_t)(size >> 24), (uint8_t)(size >> 16),
				  (uint8_t)(size >> 8), (uint8_t)size};

	h2_frame(fd, H2_DATA, 0, stream, prefix, sizeof(prefix));
	while (size > 0) {
		size_t part = size < FRAME_MAX ? size : FRAME_MAX;

		h2_frame(fd, H2_DATA, 0, stream, at, part);
		at += part;
		size -= part;
	}
}

static void take(int fd, void *bytes, size_t size)
{
	char *at = bytes;

	while (size > 0) {
		ssize_t got = recv(fd, at, size, 0);

		if (got <= 0)
			_exit(0);
		at += got;
		size -= (size_t)got;
	}
}

/* The library of the client compresses the names, and so the one that reads them is its own. */
static void find_path(const uint8_t *block, size_t size, char ret[static REQUEST_MAX])
{
	static nghttp2_hd_inflater *inflater;
	const uint8_t *at = block;

	if (!inflater && nghttp2_hd_inflate_new(&inflater) != 0)
		_exit(1);
	for (;;) {
		nghttp2_nv field;
		int flags = 0;
		ssize_t used = nghttp2_hd_inflate_hd2(inflater, &field, &flags, at,
						      size - (size_t)(at - block), 1);

		if (used < 0)
			_exit(1);
		at += used;
		if (flags & NGHTTP2_HD_INFLATE_EMIT && field.namelen == strlen(":path") &&
		    memcmp(field.name, ":path", field.namelen) == 0)
			snprintf(ret, REQUEST_MAX, "%.*s", (int)field.valuelen, (const char *)field.value);
		if (flags & NGHTTP2_HD_INFLATE_FINAL)
			break;
	}
	nghttp2_hd_inflate_end_headers(inflater);
}

/* The first bytes of a connection. False for a GET, which is taken whole; its line is in ret. */
static bool take_preface(int fd, char ret[static REQUEST_MAX])
{
	char first[REQUEST_MAX] = "";
	size_t size = PREFACE_SIZE;

	take(fd, first, size);
	if (text_starts(first, "PRI * HTTP/2.0"))
		return true;
	while (!strstr(first, "\r\n\r\n") && size < REQUEST_MAX - 1)
		take(fd, first + size++, 1);
	snprintf(ret, REQUEST_MAX, "%.*s", (int)strcspn(first, "\r"), first);
	return false;
}

/* The next frame, of at most FRAME_MAX bytes; its type, flags and stream are in head. */
static size_t take_frame(int fd, uint8_t head[static FRAME_HEAD], uint8_t payload[static FRAME_MAX])
{
	size_t size;

	take(fd, head, FRAME_HEAD);
	size = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];
	if (size > FRAME_MAX)
		_exit(1);
	take(fd, payload, size);
	return size;
}

uint32_t h2_await(int fd, bool silent, char ret[static REQUEST_MAX])
{
	static bool is_greeted;
	uint8_t head[FRAME_HEAD], payload[FRAME_MAX];

	if (!is_greeted && !take_preface(fd, ret))
		return 0;
	if (!is_greeted && !silent)
		h2_frame(fd, H2_SETTINGS, 0, 0, NULL, 0);
	is_greeted = true;
	for (;;) {
		size_t size = take_frame(fd, head, payload);

		if (head[3] == H2_SETTINGS && !(head[4] & H2_ACK) && !silent)
			h2_frame(fd, H2_SETTINGS, H2_ACK, 0, NULL, 0);
		else if (head[3] == H2_HEADERS)
			find_path(payload, size, ret);
		if ((head[3] == H2_HEADERS || head[3] == H2_DATA) && head[4] & H2_END_STREAM)
			return (uint32_t)head[5] << 24 | (uint32_t)head[6] << 16 |
			       (uint32_t)head[7] << 8 | head[8];
	}
}
