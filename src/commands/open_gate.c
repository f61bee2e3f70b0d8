/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A gate that opens whatever becomes of its look. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "commands/open_gate.h"
#include "core/verdict.h"
#include "output/status.h"
#include "system/child.h"
#include "util/util.h"

#define SLACK_S       5 /* of the parent's own alarm, after all that: a write to stderr can block */
#define LINE_SIZE     512
/*
 * A pipe takes PIPE_BUF whole or not at all, and systemd ignores a longer message
 * (NOTIFY_BUFFER_MAX).
 */
#define STATUS_MAX    (PIPE_BUF - (sizeof(STATUS_PREFIX) - 1))

/* sd-daemon(3): the level of the line, for what systemd started. */
static const char *level(void)
{
	return getenv("INVOCATION_ID") ? "<4>" : "";
}

/* One line on stderr, and the status; without stdio's memory. */
PRINTF(2, 3)
static void say(const struct open_gate *gate, const char *format, ...)
{
	char what[LINE_SIZE / 2], line[LINE_SIZE];
	va_list args;
	ssize_t ignored;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(line, sizeof(line),
		 "%skubelet-preflight: %s: %s; kubelet starts unchecked\n", level(),
		 gate->why, what);
	ignored = write(STDERR_FILENO, line, strlen(line)); /* there is no other place to say it */
	(void)ignored;
	snprintf(line, sizeof(line), STATUS_PREFIX "Not proven (%s, kubelet starts): %s", gate->why,
		 what);
	status_send_message(line);
}

void open_gate_pass_status(int fd, const char *line)
{
	ssize_t ignored = write(fd, line, strnlen(line, STATUS_MAX));

	(void)ignored;
}

/* Hand the status line of a child that has ended to systemd. */
static void relay_status(int fd)
{
	char message[sizeof(STATUS_PREFIX) + STATUS_MAX] = STATUS_PREFIX;
	ssize_t got = read(fd, message + strlen(STATUS_PREFIX), STATUS_MAX);

	if (got > 0)
		status_send_message(message);
}

static void leave(int signal_number)
{
	_exit(FITNESS_FIT);
}

static void do_nothing(int signal_number)
{
}

/*
 * When memory runs out the kernel ends the child, and not the parent, whose end would close the
 * gate. Where it cannot be written both stay as they are: the child is by far the larger one.
 */
static void offer_to_oom_killer(void)
{
	_cleanup_close_ int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t ignored = fd >= 0 ? write(fd, "1000", strlen("1000")) : 0;

	(void)ignored;
}

static int begin_child(const struct open_gate *gate)
{
	sigaction(SIGALRM, &gate->on_alarm, NULL);
	signal(SIGCHLD, SIG_DFL);
	alarm(gate->limit_s);
	offer_to_oom_killer();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return 1;
}

/* True when it has reported what it found; else that is said. */
static bool wait_for_child(const struct open_gate *gate, pid_t pid)
{
	unsigned int limit_s = gate->limit_s + gate->grace_s;
	int status = 0;

	if (!child_reap(pid, (uint64_t)limit_s * 1000, &status)) {
		kill(pid, SIGKILL);
		say(gate, "the check did not end within %u s, and was killed", limit_s);
		child_reap(pid, CHILD_REAP_LIMIT_MS, &status);
	} else if (WIFSIGNALED(status)) {
		say(gate, "the check was ended by signal %d%s", WTERMSIG(status),
		    WTERMSIG(status) == SIGKILL
			    ? " (SIGKILL, which the kernel sends when memory runs out)"
			    : "");
	} else if (WEXITSTATUS(status) != 0) {
		say(gate, "the check ended with status %d, and not everything is reported",
		    WEXITSTATUS(status));
	} else {
		return true;
	}
	return false;
}

/* What the parent does until the child has ended. */
static void run_parent(const struct open_gate *gate, pid_t pid, int status_fd)
{
	if (pid < 0) {
		say(gate, "the check could not be started: %s", strerror(errno));
		return;
	}
	if (wait_for_child(gate, pid) && status_fd >= 0)
		relay_status(status_fd);
}

void open_gate_begin(struct open_gate *gate)
{
	const struct sigaction on_alarm = {.sa_handler = leave},
			       on_child = {.sa_handler = do_nothing};
	unsigned int left;

	if (gate->begun)
		return;
	gate->begun = true;
	gate->on_alarm = (struct sigaction){.sa_handler = SIG_DFL};
	sigaction(SIGALRM, &on_alarm, &gate->on_alarm);
	sigaction(SIGCHLD, &on_child, NULL);
	/*
	 * What is used up already is the look's: TimeoutStartSec= of systemd began to count before.
	 */
	left = alarm(0);
	if (left > 0 && left < gate->limit_s)
		gate->limit_s = left;
	alarm(gate->limit_s + gate->grace_s + CHILD_REAP_LIMIT_MS / 1000 + SLACK_S);
}

int open_gate_fork(struct open_gate *gate, int *ret_status)
{
	int ends[2] = {-1, -1};
	pid_t pid;

	open_gate_begin(gate);
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		ends[0] = ends[1] = -1;
	pid = fork();
	if (pid == 0) {
		*ret_status = ends[1];
		return begin_child(gate);
	}
	run_parent(gate, pid, ends[0]);
	return 0;
}
