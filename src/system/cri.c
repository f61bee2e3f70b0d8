/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions to a container runtime over its unix socket. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "system/cri.h"
#include "util/util.h"

#define CHUNK_SIZE (16 * 1024)

/* Bytes of one call from the socket: the message, and as much again for the frames of HTTP/2. */
#define RECEIVED_MAX (2 * GRPC_MESSAGE_MAX)

#define FULL_QUEUE_WAIT_MS 20 /* before connect() is tried again */

struct cri {
	struct grpc *grpc;
	uint64_t deadline_ms;
	int fd;
};

const char *cri_strerror(int error)
{
	static const char closed[] = "the connection was closed before the answer came";
	static const char no_library[] =
		"libnghttp2.so.14, which is needed to ask it, cannot be opened, or lacks a "
		"function that this program calls: it is in the package libnghttp2-14 (Debian, "
		"Ubuntu, SUSE) or libnghttp2 (Fedora, Enterprise Linux)";
	static const char *const words[] = {
		[ELIBACC] = no_library,
		[ETIMEDOUT] = "no answer came within the time limit",
		[ECONNREFUSED] = "no process listens on the socket",
		[ECONNRESET] = closed,
		[EPIPE] = closed,
		[EPROTO] = "the answer is not what a container runtime sends",
		[EFBIG] = "the answer is larger than 1 MiB",
		[ENOTSOCK] = "it is not a socket",
		[EKEYREJECTED] = "the process that listens on the socket does not run as root",
	};
	size_t number = (size_t)abs(error);
	bool is_ours = number < ARRAY_SIZE(words) && words[number];

	return is_ours ? words[number] : sysroot_strerror(error);
}

/* Wait until the socket can be read or written. 0 or -ETIMEDOUT. */
static int wait_for(int fd, short events, uint64_t deadline_ms)
{
	struct pollfd wanted = {.fd = fd, .events = events};

	/* A server that never stops sending is always ready: poll() alone would not end it. */
	return now_ms() >= deadline_ms ? -ETIMEDOUT : poll_until(&wanted, 1, deadline_ms);
}

static int connect_until(int fd, const struct sockaddr_un *address, uint64_t deadline_ms)
{
	for (;;) {
		if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0)
			return 0;
		/* EAGAIN: the queue of a unix socket is full, and poll() does not wait for room. */
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		if (now_ms() + FULL_QUEUE_WAIT_MS >= deadline_ms)
			return -ETIMEDOUT;
		sleep_ms(FULL_QUEUE_WAIT_MS);
	}
}

/* SO_PEERCRED has the user of the process that called listen(), which can be systemd. */
static int require_root(int fd)
{
	struct ucred peer = {.uid = (uid_t)-1};
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return -errno;
	return peer.uid == 0 ? 0 : -EKEYREJECTED;
}

/* A connected socket, the caller's; or -errno. */
static int open_socket(const struct sysroot *root, const char *path, uint64_t deadline_ms)
{
	_cleanup_close_ int place = sysroot_find_socket(root, path);
	_cleanup_close_ int fd = -1;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int r;

	if (place < 0)
		return place;
	/* The inode that was found below the root, wherever a path leads by now. */
	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d", place);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	r = connect_until(fd, &address, deadline_ms);
	if (r == 0)
		r = require_root(fd);
	return r < 0 ? r : TAKE_FD(fd);
}

int cri_connect(const struct sysroot *root, const char *path, uint64_t deadline_ms,
		struct cri **ret)
{
	struct cri *cri = xcalloc(1, sizeof(*cri));
	int r;

	cri->deadline_ms = deadline_ms;
	cri->fd = open_socket(root, path, deadline_ms);
	r = cri->fd < 0 ? cri->fd : grpc_new(&cri->grpc);
	if (r < 0) {
		cri_close(cri);
		return r;
	}
	*ret = cri;
	return 0;
}

void cri_close(struct cri *cri)
{
	if (!cri)
		return;
	grpc_free(cri->grpc);
	cleanup_close(&cri->fd);
	free(cri);
}

static int send_all(int fd, const char *bytes, size_t size, uint64_t deadline_ms)
{
	while (size > 0) {
		ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
		int r = 0;

		if (sent >= 0) {
			bytes += sent;
			size -= (size_t)sent;
		} else if (errno == EAGAIN) {
			r = wait_for(fd, POLLOUT, deadline_ms);
		} else if (errno != EINTR) {
			r = errno == EPIPE ? -ECONNRESET : -errno;
		}
		if (r < 0)
			return r;
	}
	return 0;
}

/* Send all that libnghttp2 has to send now. */
static int send_pending(struct cri *cri)
{
	for (;;) {
		const void *bytes;
		size_t size;
		int r = grpc_take(cri->grpc, &bytes, &size);

		if (r < 0 || size == 0)
			return r;
		r = send_all(cri->fd, bytes, size, cri->deadline_ms);
		if (r < 0)
			return r;
	}
}

/* The next bytes, at least one; or 0 at the end, or -errno. */
static ssize_t receive(int fd, char *bytes, size_t size, uint64_t deadline_ms)
{
	for (;;) {
		int r = wait_for(fd, POLLIN, deadline_ms);
		ssize_t got;

		if (r < 0)
			return r;
		got = recv(fd, bytes, size, 0);
		if (got >= 0)
			return got;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
	}
}

int cri_call(struct cri *cri, const char *method, const void *message, size_t size,
	     struct grpc_reply *ret)
{
	char bytes[CHUNK_SIZE];
	size_t received = 0;
	int r = grpc_begin(cri->grpc, method, message, size);

	while (r == 0) {
		ssize_t got;

		/*
		 * A server may answer and close before it has read all: its answer counts, not
		 * EPIPE.
		 */
		r = send_pending(cri);
		if (r == 0 || r == -ECONNRESET)
			r = grpc_end(cri->grpc, ret);
		if (r != 0)
			break;
		got = receive(cri->fd, bytes, sizeof(bytes), cri->deadline_ms);
		if (got <= 0)
			return got < 0 ? (int)got : -ECONNRESET;
		received += (size_t)got;
		r = received > RECEIVED_MAX ? -EFBIG : grpc_give(cri->grpc, bytes, (size_t)got);
	}
	return r < 0 ? r : 0;
}

/* All that comes until the connection is closed. */
static int receive_all(int fd, uint64_t deadline_ms, char **ret, size_t *ret_size)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;

	for (;;) {
		ssize_t got;

		text = xreallocarray(text, size + CHUNK_SIZE + 1, 1);
		got = receive(fd, text + size, CHUNK_SIZE, deadline_ms);
		if (got < 0)
			return (int)got;
		size += (size_t)got;
		if (size > GRPC_MESSAGE_MAX)
			return -EFBIG;
		if (got == 0)
			break;
	}
	text[size] = '\0';
	*ret = TAKE(text);
	*ret_size = size;
	return 0;
}

int cri_get(const struct sysroot *root, const char *path, const char *what, uint64_t deadline_ms,
	    char **ret, size_t *ret_size)
{
	/* Under HTTP/1.1 the answer would come in chunks. */
	_cleanup_free_ char *request = format_text("GET %s HTTP/1.0\r\n"
						      "Host: localhost\r\n\r\n", what);
	_cleanup_close_ int fd = open_socket(root, path, deadline_ms);
	int r;

	if (fd < 0)
		return fd;
	r = send_all(fd, request, strlen(request), deadline_ms);
	return r < 0 ? r : receive_all(fd, deadline_ms, ret, ret_size);
}
