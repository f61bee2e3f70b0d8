/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An act in a child: its answer, its error, its crash, its time-out, and that nothing is left. */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "fixture.h"
#include "system/child.h"

#define SHORT_MS 100
#define LONG_MS  20000
#define BIG      (64 * 1024 * 1024)

struct answer {
	int number;
	char text[16];
};

static int run(int (*act)(const void *arg, void *answer), const void *arg, struct answer *answer,
	       unsigned int limit_ms, struct child_end *end)
{
	memset(end, 0xff, sizeof(*end));
	return child_run(act, arg, answer, sizeof(*answer), limit_ms, end);
}

static int act_answer(const void *arg, void *answer)
{
	struct answer *ret = answer;

	if (ret->number || ret->text[0])
		return -EUCLEAN; /* it was not zeroed */
	ret->number = *(const int *)arg * 2;
	snprintf(ret->text, sizeof(ret->text), "forty-two");
	return 0;
}

static void test_answer(void **state)
{
	struct answer answer = {.number = 7, .text = "dirt"};
	const int number = 21;
	struct child_end end;

	assert_int_equal(run(act_answer, &number, &answer, LONG_MS, &end), 0);
	assert_int_equal(answer.number, 42);
	assert_string_equal(answer.text, "forty-two");
	assert_int_equal(end.signal, 0);
	assert_false(end.timeout);
}

static int act_error(const void *arg, void *answer)
{
	return -ENOEXEC;
}

static void test_error(void **state)
{
	struct answer answer = {0};
	struct child_end end;

	assert_int_equal(run(act_error, NULL, &answer, LONG_MS, &end), -ENOEXEC);
	assert_int_equal(end.signal, 0);
	assert_false(end.timeout);
}

static int act_die(const void *arg, void *answer)
{
	const int number = *(const int *)arg;

	((struct answer *)answer)->number = 1;
	signal(number, SIG_DFL);
	kill(getpid(), number);
	pause();
	return 0;
}

static void test_crash(void **state)
{
	static const int signals[] = {SIGABRT, SIGSEGV, SIGKILL};

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct answer answer = {.number = 7};
		struct child_end end;

		assert_int_equal(run(act_die, &signals[i], &answer, LONG_MS, &end), -EBADMSG);
		assert_int_equal(end.signal, signals[i]);
		assert_false(end.timeout);
		assert_int_equal(answer.number, 7); /* nothing of it came */
	}
}

static int act_leave(const void *arg, void *answer)
{
	_exit(0);
}

static void test_leaves_without_an_answer(void **state)
{
	struct answer answer = {0};
	struct child_end end;

	assert_int_equal(run(act_leave, NULL, &answer, LONG_MS, &end), -EBADMSG);
	assert_int_equal(end.signal, 0);
	assert_false(end.timeout);
}

static int act_no_memory(const void *arg, void *answer)
{
	out_of_memory();
}

/* Not as one that a damaged input has killed: its parent could not look. */
static void test_no_memory(void **state)
{
	struct answer answer = {.number = 7};
	struct child_end end;

	assert_int_equal(run(act_no_memory, NULL, &answer, LONG_MS, &end), -ENOMEM);
	assert_int_equal(end.signal, 0);
	assert_false(end.timeout);
	assert_int_equal(answer.number, 7);
}

static int act_hang(const void *arg, void *answer)
{
	char *big = malloc(BIG);

	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (!big)
		return -ENOMEM;
	memset(big, 1, BIG);
	while (*big)
		pause();
	return 0;
}

static void test_timeout(void **state)
{
	struct answer answer = {0};
	struct child_end end;

	assert_int_equal(run(act_hang, NULL, &answer, SHORT_MS, &end), -ETIMEDOUT);
	assert_true(end.timeout);
	assert_int_equal(end.signal, 0); /* the kill was ours */
}

/* The grandchild holds the pipe open until it dies. */
static int act_fork(const void *arg, void *answer)
{
	const int *hangs = arg;

	if (fork() == 0)
		for (;;)
			pause();
	while (*hangs)
		pause();
	return 0;
}

static bool all_writers_gone(int reader)
{
	struct pollfd wait = {.fd = reader, .events = POLLIN};

	return poll(&wait, 1, LONG_MS) == 1 && !(wait.revents & POLLIN) && wait.revents & POLLHUP;
}

static void test_grandchild_dies_too(void **state)
{
	for (int hangs = 0; hangs < 2; hangs++) {
		_cleanup_close_ int reader = -1;
		struct answer answer = {0};
		struct child_end end;
		int ends[2];

		assert_int_equal(pipe(ends), 0);
		reader = ends[0];
		assert_int_equal(run(act_fork, &hangs, &answer, hangs ? SHORT_MS : LONG_MS, &end),
				 hangs ? -ETIMEDOUT : 0);
		close(ends[1]);
		assert_true(all_writers_gone(reader));
	}
}

/* It cannot read our input, and what it prints goes nowhere. */
static int act_streams(const void *arg, void *answer)
{
	struct answer *ret = answer;
	struct stat null, status;

	if (stat("/dev/null", &null) < 0)
		return -errno;
	for (int fd = 0; fd < 3; fd++)
		if (fstat(fd, &status) < 0 || status.st_rdev != null.st_rdev)
			return -EBADF;
	ret->number = getsid(0) == getpid();
	return 0;
}

static void test_streams_and_session(void **state)
{
	struct answer answer = {0};
	struct child_end end;

	assert_int_equal(run(act_streams, NULL, &answer, LONG_MS, &end), 0);
	assert_int_equal(answer.number, 1);
}

static int act_fill(const void *arg, void *answer)
{
	memset(answer, 'x', PIPE_BUF - sizeof(int));
	return 0;
}

static void test_largest_answer(void **state)
{
	static char answer[PIPE_BUF - sizeof(int)];
	struct child_end end;

	assert_int_equal(child_run(act_fill, NULL, answer, sizeof(answer), LONG_MS, &end), 0);
	for (size_t i = 0; i < sizeof(answer); i++)
		assert_int_equal(answer[i], 'x');
}

static void test_nothing_is_left(void **state)
{
	const int dead = SIGABRT, hangs = 1, number = 1;
	size_t before = count_descriptors();
	struct answer answer;
	struct child_end end;

	run(act_answer, &number, &answer, LONG_MS, &end);
	run(act_error, NULL, &answer, LONG_MS, &end);
	run(act_die, &dead, &answer, LONG_MS, &end);
	run(act_leave, NULL, &answer, LONG_MS, &end);
	run(act_no_memory, NULL, &answer, LONG_MS, &end);
	run(act_hang, NULL, &answer, SHORT_MS, &end);
	run(act_fork, &hangs, &answer, SHORT_MS, &end);
	assert_int_equal(count_descriptors(), before);
	errno = 0;
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_leaves_without_an_answer),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_grandchild_dies_too),
		cmocka_unit_test(test_streams_and_session),
		cmocka_unit_test(test_largest_answer),
		cmocka_unit_test(test_nothing_is_left),
	};

	return RUN_GROUP("child", tests);
}
