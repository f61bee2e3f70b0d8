/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The gate that opens: whatever becomes of the look, it ends with 0, in time, and says what
 * happened. */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "commands/open_gate.h"
#include "fixture.h"

#define LIMIT_MS  20000 /* of one row, and more than any takes */
#define SAID_SIZE 1024

static bool fork_fails;

pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t __wrap_fork(void)
{
	if (fork_fails) {
		errno = EAGAIN;
		return -1;
	}
	return __real_fork();
}

static void out_of_time(int signal_number)
{
	static const char text[] = "gave up\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)ignored;
	_exit(3);
}

static void look_well(void)
{
}

static void look_status_3(void)
{
	_exit(3);
}

static void look_status_1(void)
{
	_exit(1);
}

static void look_kill(void)
{
	raise(SIGKILL);
}

static void look_crash(void)
{
	const struct rlimit no_core = {0, 0};

	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGSEGV, SIG_DFL); /* the sanitizers have their own */
	raise(SIGSEGV);
}

static void look_hang(void)
{
	for (;;)
		pause();
}

/* As in the kernel, where no alarm reaches it. */
static void look_hang_deaf(void)
{
	signal(SIGALRM, SIG_IGN);
	look_hang();
}

static void look_stop(void)
{
	raise(SIGSTOP);
	look_hang_deaf();
}

struct row {
	const char *what;
	void (*look)(void);
	bool no_fork;
	const char *said; /* a part of it; "" for nothing at all */
	int64_t least_ms;
};

/* What the program does: the status of the gate. */
static void __attribute__((noreturn)) run_gate(const struct row *row, int stderr_fd)
{
	struct open_gate gate = {.why = "report mode", .limit_s = 1, .grace_s = 1};
	const struct sigaction action = {.sa_handler = out_of_time};
	int status;

	unsetenv("INVOCATION_ID");
	dup2(stderr_fd, STDERR_FILENO);
	sigaction(SIGALRM, &action, NULL);
	alarm(LIMIT_MS / 1000);
	fork_fails = row->no_fork;
	if (open_gate_fork(&gate, &status) == 0)
		_exit(0);
	row->look();
	_exit(0);
}

static void read_all(int fd, char *text, size_t size)
{
	size_t length = 0;
	ssize_t got;

	while (length < size - 1 && (got = read(fd, text + length, size - 1 - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
}

static void try_row(const struct row *row)
{
	char said[SAID_SIZE];
	uint64_t begin = now_ms();
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = __real_fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		run_gate(row, ends[1]);
	}
	close(ends[1]);
	/* Until the last process that has it is gone, the look too. */
	read_all(ends[0], said, sizeof(said));
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("%s: it ended with %#x: %s", row->what, (unsigned int)status, said);
	if (*row->said ? !strstr(said, row->said) || !strstr(said, "report mode: ") ||
				 !text_ends(said, "; kubelet starts unchecked\n")
		       : *said)
		fail_msg("%s: it said \"%s\"", row->what, said);
	if (now_ms() - begin < (uint64_t)row->least_ms || now_ms() - begin > LIMIT_MS)
		fail_msg("%s: after %llu ms", row->what, (unsigned long long)(now_ms() - begin));
}

static void test_ends(void **state)
{
	static const struct row rows[] = {
		{"a look that ends well", look_well, false, "", 0},
		{"no memory, as the program has it", look_status_3, false,
		 "the check ended with status 3", 0},
		{"a look that ends otherwise", look_status_1, false, "the check ended with status 1",
		 0},
		{"killed", look_kill, false, "the check was ended by signal 9 (SIGKILL", 0},
		{"a crash", look_crash, false, "the check was ended by signal 11;", 0},
		{"beyond its limit", look_hang, false, "the check ended with status 3", 900},
		{"deaf beyond its limit", look_hang_deaf, false,
		 "did not end within 2 s, and was killed", 1900},
		{"stopped", look_stop, false, "did not end within 2 s, and was killed", 1900},
		{"no fork", look_well, true,
		 "the check could not be started: Resource temporarily unavailable", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		try_row(&rows[i]);
}

/* From its beginning on, before there is a look. */
static void test_hang_before_the_fork(void **state)
{
	struct open_gate gate = {.why = "report mode", .limit_s = 0, .grace_s = 0};
	int status;
	pid_t pid = __real_fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		open_gate_begin(&gate);
		alarm(1); /* its own is 7 s then */
		look_hang();
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* What was used up before the mode was known is taken off the limit of the look. */
static void test_time_that_is_used_up(void **state)
{
	struct open_gate gate = {.why = "report mode", .limit_s = LIMIT_MS / 1000, .grace_s = 1};
	const struct sigaction action = {.sa_handler = out_of_time};
	uint64_t begin = now_ms();
	pid_t pid = __real_fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		sigaction(SIGALRM, &action, NULL);
		alarm(1);
		if (open_gate_fork(&gate, &status) == 0)
			_exit(0);
		look_hang();
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(now_ms() - begin < LIMIT_MS / 2);
}

/* Its level for the journal, where systemd started it. */
static void test_level(void **state)
{
	struct open_gate gate = {.why = "released", .limit_s = 1, .grace_s = 1};
	char said[SAID_SIZE];
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = __real_fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setenv("INVOCATION_ID", "0", 1);
		dup2(ends[1], STDERR_FILENO);
		fork_fails = true;
		_exit(open_gate_fork(&gate, &ends[0]));
	}
	close(ends[1]);
	read_all(ends[0], said, sizeof(said));
	close(ends[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(text_starts(said,
				"<4>kubelet-preflight: released: the check could not be started: "));
}

/* The look is what the kernel ends when memory runs out. */
static void test_oom_score(void **state)
{
	struct open_gate gate = {.why = "report mode", .limit_s = 10, .grace_s = 1};
	char said[SAID_SIZE];
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = __real_fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (open_gate_fork(&gate, &ends[0]) == 0)
			_exit(0);
		dup2(ends[1], STDOUT_FILENO);
		execlp("cat", "cat", "/proc/self/oom_score_adj", NULL);
		_exit(1);
	}
	close(ends[1]);
	read_all(ends[0], said, sizeof(said));
	close(ends[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_string_equal(said, "1000\n");
}

/* The parent hands the status line on, cut where it is too long; and its own when there is no look.
 */
static void try_status(struct fixture *fixture, const char *line, size_t length, void (*look)(void),
		       const char *expected)
{
	struct open_gate gate = {.why = "report mode", .limit_s = 10, .grace_s = 1};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char *text = xcalloc(1, 2 * PIPE_BUF);
	int status_fd, status;
	pid_t pid;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s",
		 fixture_path(fixture, "/notify"));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	pid = __real_fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setenv("NOTIFY_SOCKET", address.sun_path, 1);
		if (open_gate_fork(&gate, &status_fd) == 0)
			_exit(0);
		if (line)
			open_gate_pass_status(status_fd, line);
		look();
		_exit(0);
	}
	assert_true(recv(fd, text, 2 * PIPE_BUF - 1, 0) > 0);
	assert_string_equal(text, expected);
	assert_true(!length || strlen(text) == strlen("STATUS=") + length);
	close(fd); /* nobody answers to the barrier */
	fd = -1;
	fixture_remove(fixture, "/notify");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	free(text);
}

static void test_status(void **state)
{
	char *line = xcalloc(1, 2 * PIPE_BUF), *cut;

	try_status(*state, "Unfit: x", 8, look_well, "STATUS=Unfit: x");
	try_status(*state, "Unfit: x", 0, look_kill,
		   "STATUS=Not proven (report mode, kubelet starts): the check was ended by signal "
		   "9 (SIGKILL, "
		   "which the kernel sends when memory runs out)");
	memset(line, 'x', 2 * PIPE_BUF - 1);
	/* systemd ignores a message of more than PIPE_BUF bytes. */
	cut = format_text("STATUS=%.*s", PIPE_BUF - (int)strlen("STATUS="), line);
	try_status(*state, line, PIPE_BUF - strlen("STATUS="), look_well, cut);
	free(line);
	free(cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends),  cmocka_unit_test(test_hang_before_the_fork),
		cmocka_unit_test(test_time_that_is_used_up),
		cmocka_unit_test(test_level), cmocka_unit_test(test_oom_score),
		FIXTURE_TEST(test_status),
	};

	return RUN_GROUP("open_gate", tests);
}
