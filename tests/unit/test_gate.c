/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A gate that hangs before its look begins: from the moment it is known to open, it opens. */
#include "config.h"

#include <signal.h>
#include <sys/wait.h>

#include "commands/commands.h"
#include "commands/look.h"
#include "commands/options.h"
#include "commands/state.h"
#include "fixture.h"

struct row {
	const char *what;
	bool released, report; /* report: the kernel command line says so */
	bool hangs_in_settings; /* else where the earlier report is removed */
	int status;
};

static const struct row *row;

/* Every limit is a second. */
unsigned int __real_alarm(unsigned int seconds);
unsigned int __wrap_alarm(unsigned int seconds);
unsigned int __wrap_alarm(unsigned int seconds)
{
	return __real_alarm(seconds > 0);
}

static void hang(void)
{
	for (;;)
		pause();
}

bool __wrap_state_is_released(void);
bool __wrap_state_is_released(void)
{
	return row->released;
}

bool __wrap_mode_of_cmdline(enum gate_mode *mode);
bool __wrap_mode_of_cmdline(enum gate_mode *mode)
{
	if (row->report)
		*mode = MODE_REPORT;
	return row->report;
}

enum gate_mode __wrap_mode_of_settings(void);
enum gate_mode __wrap_mode_of_settings(void)
{
	hang();
	return MODE_ENFORCE;
}

int __wrap_state_remove_report(const struct sysroot *root);
int __wrap_state_remove_report(const struct sysroot *root)
{
	if (!row->hangs_in_settings)
		hang();
	return 0;
}

/* As main() has it. */
static void out_of_time(int signal_number)
{
	_exit(FITNESS_UNKNOWN);
}

static const struct row rows[] = {
	{"enforced", false, false, false, FITNESS_UNKNOWN},
	{"not known yet", false, false, true, FITNESS_UNKNOWN},
	{"report mode", false, true, false, FITNESS_FIT},
	{"released", true, false, false, FITNESS_FIT},
};

static void test_hangs(void **state)
{
	static const struct options options;
	const struct sigaction action = {.sa_handler = out_of_time};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int status;
		pid_t pid;

		row = &rows[i];
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			sigaction(SIGALRM, &action, NULL);
			alarm(LIMIT_S);
			_exit(command_gate(&options));
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != row->status)
			fail_msg("%s: ended with %#x", row->what, (unsigned int)status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hangs),
	};

	return RUN_GROUP("gate", tests);
}
