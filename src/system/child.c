/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A function that may crash, hang or run a command is called in a forked child, with a time limit.
 */
#include "config.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "system/child.h"
#include "util/util.h"

#define REAP_STEP_MAX_MS 100 /* it begins with 1 ms, and doubles */

struct envelope {
	int error;
	char answer[PIPE_BUF - sizeof(int)];
};

static void silence_standard_streams(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3; fd++)
		if (null < 0 || dup2(null, fd) < 0)
			close(fd);
}

static void __attribute__((noreturn)) child_main(int (*act)(const void *arg, void *answer),
						 const void *arg, size_t size, int pipe_fd)
{
	const struct rlimit no_core = {0, 0};
	struct envelope envelope = {0};
	ssize_t written;

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core); /* libkmod before 34 aborts on a damaged index */
	silence_standard_streams();
	envelope.error = act(arg, envelope.answer);
	do
		written = write(pipe_fd, &envelope, sizeof(int) + size);
	while (written < 0 && errno == EINTR);
	_exit(0);
}

/* 0 with the whole message, -ETIMEDOUT, or -EBADMSG when the writer ended before it wrote. */
static int receive(int fd, struct envelope *envelope, size_t size, uint64_t deadline)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	int r = poll_until(&wait, 1, deadline);

	if (r < 0)
		return r;
	/* At most PIPE_BUF bytes are written at once: they come whole or not at all. */
	return read(fd, envelope, size) == (ssize_t)size ? 0 : -EBADMSG;
}

bool child_reap(pid_t pid, uint64_t limit_ms, int *ret_status)
{
	uint64_t begin = now_ms();

	for (int step = 1;; step = step < REAP_STEP_MAX_MS / 2 ? step * 2 : REAP_STEP_MAX_MS) {
		pid_t ended = waitpid(pid, ret_status, WNOHANG);

		if (ended == pid || (ended < 0 && errno != EINTR))
			return ended == pid;
		if (now_ms() - begin >= limit_ms)
			return false;
		poll(NULL, 0, step);
	}
}

/* Of a child that died before it answered: -ENOMEM when it had no memory, else -EBADMSG. */
static int read_end(pid_t pid, struct child_end *ret_end)
{
	int status;

	if (!child_reap(pid, CHILD_REAP_LIMIT_MS, &status))
		return -EBADMSG;
	if (WIFSIGNALED(status))
		ret_end->signal = WTERMSIG(status);
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_MEMORY ? -ENOMEM : -EBADMSG;
}

int child_run(int (*act)(const void *arg, void *answer), const void *arg, void *answer, size_t size,
	      unsigned int limit_ms, struct child_end *ret_end)
{
	_cleanup_close_ int reader = -1;
	struct envelope envelope;
	struct child_end end = {0};
	int ends[2], status = 0, r;
	bool died;
	pid_t pid;

	assert(size <= sizeof(envelope.answer));
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	reader = ends[0];
	pid = fork();
	r = pid < 0 ? -errno : 0;
	if (pid == 0)
		child_main(act, arg, size, ends[1]);
	close(ends[1]);
	if (r < 0)
		return r;
	r = receive(reader, &envelope, sizeof(int) + size, now_ms() + limit_ms);
	died = r == -EBADMSG;
	if (died)
		r = read_end(pid, &end);
	kill(-pid, SIGKILL); /* the processes of a command that still run in its session */
	if (!died) {
		kill(pid, SIGKILL); /* it may not have called setsid() yet */
		child_reap(pid, CHILD_REAP_LIMIT_MS, &status);
	}
	end.timeout = r == -ETIMEDOUT;
	if (ret_end)
		*ret_end = end;
	if (r < 0)
		return r;
	if (size > 0)
		memcpy(answer, envelope.answer, size);
	return envelope.error;
}
