/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command of the shell, which is waited for and never killed. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "system/shell.h"
#include "util/util.h"

/* The PATH of cron has no sbin directory, where depmod is. */
#define MORE_PATH "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"

static void __attribute__((noreturn)) execute(const char *command, const sigset_t *signals)
{
	const char *path = getenv("PATH");
	_cleanup_free_ char *more =
		format_text("%s%s" MORE_PATH, path ? path : "", path ? ":" : "");
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0)
		close(STDIN_FILENO);
	setsid();
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, signals, NULL);
	setenv("PATH", more, 1);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/*
 * A process between us and the shell. It inherits our locks and keeps them until the shell ends,
 * whether we still wait or not. The shell itself must not have them: a service that the command
 * starts would keep them.
 */
static void __attribute__((noreturn))
keep_locks(const char *command, const sigset_t *signals, int answers)
{
	struct shell_end end = {0};
	pid_t ended;

	setsid();
	end.pid = fork();
	if (end.pid == 0)
		execute(command, signals);
	if (end.pid < 0 || write(answers, &end, sizeof(end)) != sizeof(end))
		_exit(1);
	do
		ended = waitpid(end.pid, &end.status, 0);
	while (ended < 0 && errno == EINTR);
	_exit(write(answers, &end, sizeof(end)) != sizeof(end));
}

/* 0 and *ret, -ETIMEDOUT, -EINTR at a signal, -EBADMSG when the writer of answers has ended. */
static int receive(int answers, int signals, uint64_t deadline, struct shell_end *ret)
{
	struct pollfd waits[] = {{.fd = answers, .events = POLLIN},
				 {.fd = signals, .events = POLLIN}};
	struct shell_end end;
	int r = poll_until(waits, ARRAY_SIZE(waits), deadline);

	if (r < 0)
		return r;
	if (!waits[0].revents) {
		struct signalfd_siginfo taken; /* or unblocking would deliver it */

		(void)!read(signals, &taken, sizeof(taken));
		return -EINTR;
	}
	if (read(answers, &end, sizeof(end)) != sizeof(end))
		return -EBADMSG;
	*ret = end;
	return 0;
}

/* The signals are blocked, and read from a descriptor. before: what was blocked before. */
static int run_blocked(const char *command, const sigset_t *before, int signals, uint64_t deadline,
		       struct shell_end *ret)
{
	_cleanup_close_ int answers = -1;
	int ends[2], r;
	pid_t keeper;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	answers = ends[0];
	keeper = fork();
	r = keeper < 0 ? -errno : 0;
	if (keeper == 0)
		keep_locks(command, before, ends[1]);
	close(ends[1]);
	if (r == 0)
		r = receive(answers, signals, deadline, ret);
	if (r == 0)
		r = receive(answers, signals, deadline, ret);
	if (keeper > 0 && r != -ETIMEDOUT && r != -EINTR)
		waitpid(keeper, NULL, 0);
	return r;
}

int shell_run(const char *command, unsigned int limit_ms, struct shell_end *ret)
{
	_cleanup_close_ int reader = -1;
	sigset_t signals, before;
	int r;

	*ret = (struct shell_end){0};
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	reader = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	if (reader < 0)
		return -errno;
	sigprocmask(SIG_BLOCK, &signals, &before);
	r = run_blocked(command, &before, reader, now_ms() + limit_ms, ret);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return r;
}
