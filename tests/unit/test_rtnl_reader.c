/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lists of a kernel that interrupts, cuts off, refuses or never ends: libmnl's socket is ours here.
 */
#include "config.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "fixture.h"
#include "system/rtnl_reader.h"

/* What the kernel does. */
static struct {
	unsigned int torn; /* lists that are interrupted, before one that is not */
	unsigned int size; /* messages of a list */
	int error;         /* in place of a list */
	int fail;          /* of the receive itself */
	int end;           /* the error that ends a list */
	bool all_families; /* whichever was asked for */
	bool strange;      /* an answer to another question in between, and a message cut off */
	uint32_t sequence; /* of the question */
	unsigned char family;
	unsigned int sent, questions;
} kernel;

static unsigned int begun, taken;

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	return (struct mnl_socket *)&kernel;
}

int mnl_socket_bind(struct mnl_socket *socket, unsigned int groups, pid_t pid)
{
	return 0;
}

int mnl_socket_close(struct mnl_socket *socket)
{
	return 0;
}

/* For setsockopt(), which wants a socket. */
int mnl_socket_get_fd(const struct mnl_socket *socket)
{
	static int pair[2];

	if (!pair[0])
		assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	return pair[0];
}

ssize_t mnl_socket_sendto(const struct mnl_socket *socket, const void *bytes, size_t size)
{
	const struct nlmsghdr *question = bytes;

	assert_true(question->nlmsg_flags & NLM_F_DUMP);
	kernel.sequence = question->nlmsg_seq;
	kernel.family = *(const unsigned char *)mnl_nlmsg_get_payload(question);
	kernel.sent = 0;
	kernel.questions++;
	return (ssize_t)size;
}

static size_t put(void *at, uint16_t type, uint32_t sequence, uint16_t flags, int number)
{
	const struct nlmsghdr message = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct nlmsgerr)),
					 .nlmsg_type = type,
					 .nlmsg_seq = sequence,
					 .nlmsg_flags = flags};
	const struct nlmsgerr payload = {.error = number};

	memcpy(at, &message, sizeof(message));
	memcpy((char *)at + NLMSG_HDRLEN, &payload, sizeof(payload));
	return NLMSG_ALIGN(message.nlmsg_len);
}

ssize_t mnl_socket_recvfrom(const struct mnl_socket *socket, void *bytes, size_t size)
{
	uint16_t flags = NLM_F_MULTI;
	char *at = bytes;

	if (kernel.fail) {
		errno = kernel.fail;
		return -1;
	}
	if (kernel.strange)
		at += put(at, RTM_NEWLINK, kernel.sequence - 1, flags | NLM_F_DUMP_INTR, 0);
	if (kernel.error)
		return (ssize_t)put(at, NLMSG_ERROR, kernel.sequence, 0, kernel.error);
	if (kernel.sent == kernel.size) {
		if (kernel.torn > 0) {
			flags |= NLM_F_DUMP_INTR;
			kernel.torn--;
		}
		at += put(at, NLMSG_DONE, kernel.sequence, flags, kernel.end);
	} else {
		/* On little and big endian the first byte of four. */
		const unsigned char head[sizeof(int)] = {
			kernel.all_families ? AF_INET : kernel.family};
		int number;

		memcpy(&number, head, sizeof(number));
		at += put(at, RTM_NEWLINK, kernel.sequence, flags, number);
		kernel.sent++;
	}
	if (kernel.strange)
		at += put(at, NLMSG_DONE, kernel.sequence, flags, 0) - 5; /* cut off: no message */
	return at - (char *)bytes;
}

static void begin(void *arg)
{
	begun++;
	taken = 0;
}

static void take(void *arg, const void *payload, size_t size)
{
	taken++;
}

static int list(enum rtnl_list which)
{
	const struct rtnl_callbacks callbacks = {begin, take, NULL};
	struct rtnl_reader *reader;
	int r;

	begun = 0;
	kernel.questions = 0;
	assert_int_equal(rtnl_reader_open(&reader), 0);
	r = rtnl_list(reader, which, &callbacks);
	rtnl_reader_close(reader);
	return r;
}

static void reset(unsigned int size)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.size = size;
}

static void test_whole(void **state)
{
	reset(20000);
	assert_int_equal(list(RTNL_LINKS), 0);
	assert_int_equal(taken, 20000);
	assert_int_equal(begun, 1);
	assert_int_equal(list(RTNL_ROUTES), 0); /* of two families */
	assert_int_equal(taken, 40000);
	assert_int_equal(kernel.questions, 2);
}

/* A list that changed is read again, and what was taken of it before does not count. */
static void test_torn(void **state)
{
	reset(5);
	kernel.torn = 3;
	assert_int_equal(list(RTNL_LINKS), 0);
	assert_int_equal(begun, 4);
	assert_int_equal(taken, 5);
	reset(5);
	kernel.torn = 1;
	assert_int_equal(list(RTNL_ADDRESSES), 0);
	assert_int_equal(begun, 2);
	assert_int_equal(taken, 10);
}

static void test_torn_for_ever(void **state)
{
	reset(5);
	kernel.torn = 1000000;
	assert_int_equal(list(RTNL_LINKS), -EAGAIN);
	assert_true(begun > 1 && begun < 100);
}

static void test_errors(void **state)
{
	reset(5);
	kernel.error = -EPERM;
	assert_int_equal(list(RTNL_LINKS), -EPERM);
	kernel.error = 5; /* the kernel's are negative */
	assert_int_equal(list(RTNL_LINKS), -EBADMSG);
	kernel.error = -EOPNOTSUPP;
	assert_int_equal(list(RTNL_LINKS), -EOPNOTSUPP);
	reset(5);
	kernel.fail = EAGAIN;
	assert_int_equal(list(RTNL_LINKS), -ETIMEDOUT);
	kernel.fail = ENOBUFS;
	assert_int_equal(list(RTNL_LINKS), -ENOBUFS);
	reset(5);
	kernel.end = -EMSGSIZE; /* a list that ends before its end */
	assert_int_equal(list(RTNL_LINKS), -EMSGSIZE);
}

/* Without IPv6 the kernel answers with what it has. */
static void test_family(void **state)
{
	reset(5);
	kernel.all_families = true;
	assert_int_equal(list(RTNL_ADDRESSES), 0);
	assert_int_equal(kernel.questions, 2);
	assert_int_equal(taken, 5);
	assert_int_equal(list(RTNL_LINKS), 0);
	assert_int_equal(taken, 5);
}

static void test_strange(void **state)
{
	reset(5);
	kernel.strange = true;
	assert_int_equal(list(RTNL_LINKS), 0);
	assert_int_equal(begun, 1); /* what another question's answer says is nothing to this one */
	assert_int_equal(taken, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),  cmocka_unit_test(test_torn),
		cmocka_unit_test(test_torn_for_ever), cmocka_unit_test(test_errors),
		cmocka_unit_test(test_strange),       cmocka_unit_test(test_family),
	};

	return RUN_GROUP("rtnl-reader", tests);
}
