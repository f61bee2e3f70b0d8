/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command of the shell: how it ends, what it has, and that nothing ends it for us. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "fixture.h"
#include "system/shell.h"

#define SHORT_MS 300
#define LONG_MS  20000

static void test_ends(void **state)
{
	static const struct {
		const char *command;
		int code, signal_number;
	} rows[] = {
		{"true", 0, 0},
		{"exit 7", 7, 0},
		{"kill -TERM $$", 0, SIGTERM},
		{"no-such-command-at-all 2> /dev/null", 127, 0},
		{"read line", 1, 0}, /* /dev/null has no line */
		{"test \"$(readlink /proc/self/fd/0)\" = /dev/null", 0, 0},
		{"! (: > /dev/tty) 2> /dev/null", 0, 0}, /* and there is none to ask */
		{"test \"$(ps -o sid= -p $$)\" -eq $$", 0, 0},
		{"case $PATH in *:/usr/sbin:*) ;; *) false ;; esac", 0, 0},
		{"yes | head -n 1 > /dev/null", 0, 0}, /* SIGPIPE ends yes */
		{"test -z \"$(ls -l /proc/self/fd | grep shell-lock)\"", 0, 0},
	};
	struct fixture *fixture = *state;
	_cleanup_close_ int lock = -1;

	fixture_write(fixture, "/shell-lock", "");
	lock = open(fixture_path(fixture, "/shell-lock"), O_RDONLY | O_CLOEXEC);
	assert_true(lock >= 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct shell_end end;

		print_message("# %s\n", rows[i].command);
		assert_int_equal(shell_run(rows[i].command, LONG_MS, &end), 0);
		assert_int_equal(WIFSIGNALED(end.status) ? WTERMSIG(end.status) : 0,
				 rows[i].signal_number);
		assert_int_equal(WIFEXITED(end.status) ? WEXITSTATUS(end.status) : 0, rows[i].code);
	}
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
}

/* True when another open file can lock it alone. */
static bool is_free(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

/* At the limit it goes on, and what we had locked stays so until it ends. */
static void test_limit(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = NULL;
	struct shell_end end;
	int lock;

	fixture_write(fixture, "/lock", "");
	path = strdup(fixture_path(fixture, "/lock"));
	lock = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_int_equal(shell_run("exec sleep 1000", SHORT_MS, &end), -ETIMEDOUT);
	close(lock);
	assert_int_equal(kill(end.pid, 0), 0);
	assert_false(is_free(path));
	assert_int_equal(kill(end.pid, SIGTERM), 0);
	assert_true(waitpid(-1, NULL, 0) > 0);
	assert_true(is_free(path));
}

/* What the command leaves behind has no lock of ours. */
static void test_left_behind(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = NULL, *command = NULL, *text = NULL;
	struct shell_end end;
	int lock;

	fixture_write(fixture, "/lock", "");
	path = strdup(fixture_path(fixture, "/lock"));
	command = format_text("sleep 1000 > /dev/null 2>&1 & echo $! > %s/pid", fixture->path);
	lock = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_int_equal(shell_run(command, LONG_MS, &end), 0);
	close(lock);
	assert_true(is_free(path));
	assert_int_equal(sysroot_read(&fixture->root, "/pid", 99, &text, NULL), 0);
	assert_int_equal(kill((pid_t)atoi(text), SIGKILL), 0);
}

/* A signal ends the wait, once, and not the command. */
static void test_signal(void **state)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		_cleanup_free_ char *command = format_text(
			"kill -%d $(ps -o ppid= -p $PPID); exec sleep 1000", signals[i]);
		struct shell_end end;
		sigset_t blocked, pending;

		assert_int_equal(shell_run(command, LONG_MS, &end), -EINTR);
		assert_int_equal(kill(end.pid, 0), 0);
		assert_int_equal(sigpending(&pending), 0);
		assert_false(sigismember(&pending, signals[i]));
		assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &blocked), 0);
		assert_false(sigismember(&blocked, signals[i]));
		assert_int_equal(kill(end.pid, SIGKILL), 0);
		assert_true(waitpid(-1, NULL, 0) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_ends),
		FIXTURE_TEST(test_limit),
		FIXTURE_TEST(test_left_behind),
		FIXTURE_TEST(test_signal),
	};

	return RUN_GROUP("shell", tests);
}
