/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kubelet-preflight: can this node carry pod traffic? */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "commands/commands.h"

const struct command all_commands[] = {
	{"check", " [NAME...] [OPTION...]",
	 "check the node read-only; print problems and the commands that fix them", NAMES_CHECKS,
	 OPTION_ELSEWHERE | OPTION_NEXT | OPTION_ALL | OPTION_JSON | OPTION_QUIET | OPTION_VERBOSE |
		 OPTION_PRIVATE_NETWORK,
	 command_check},
	{"explain", " [CAUSE...]", "explain a cause and its fix, or list all causes", NAMES_CAUSES,
	 0, command_explain},
	{"fix", " [OPTION...]", "run the safe commands one by one, and check again after each",
	 NAMES_NONE, OPTION_DRY_RUN, command_fix},
	{"gate", " [OPTION...]",
	 "what kubelet-preflight.service runs: check, load, persist, decide", NAMES_NONE,
	 OPTION_VERBOSE | OPTION_PRIVATE_NETWORK, command_gate},
	{"help", " [COMMAND...]", "print this help, or that of a command", NAMES_COMMANDS, 0,
	 command_help},
	{"installer", " SECONDS...",
	 "what kubelet-preflight-installer.service runs: check that the CNI installer repaired its "
	 "files",
	 NAMES_SECONDS, 0, command_installer},
	{"kernels", " [OPTION...]",
	 "list the installed kernels: what each ships, which runs, which boots next", NAMES_NONE,
	 OPTION_ELSEWHERE | OPTION_JSON, command_kernels},
	{"masked", "", "what kubelet-preflight-masked.service runs: report that the gate is masked",
	 NAMES_NONE, 0, command_masked},
	{"modules", " [OPTION...]",
	 "list the kernel modules that the settings require, for scripts", NAMES_NONE,
	 OPTION_ELSEWHERE, command_modules},
	{"overlay", " [OPTION...]",
	 "after kubelet: show whether the pod network's tunnel is up, and what uses it", NAMES_NONE,
	 OPTION_JSON | OPTION_QUIET | OPTION_WAIT, command_overlay},
	{"recover", "",
	 "what kubelet-preflight-recover.service runs: wait, then start what was held back",
	 NAMES_NONE, 0, command_recover},
	{"release", "",
	 "let kubelet start on this node whatever the gate finds, until the next boot", NAMES_NONE,
	 0, command_release},
	{"settings", " [OPTION...] [FILE...]",
	 "print the settings in force and the file that sets each, or check them", NAMES_FILES,
	 OPTION_ROOT | OPTION_CHECK | OPTION_QUIET, command_settings},
	{"version", "", "print the version", NAMES_NONE, 0, command_version},
};
const size_t all_commands_count = sizeof(all_commands) / sizeof(all_commands[0]);

static void out_of_time(int signal_number)
{
	static const char text[] = "kubelet-preflight: gave up: the node did not answer within the "
				   "time limit\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)ignored;
	_exit(FITNESS_UNKNOWN);
}

int main(int argc, char **argv)
{
	const struct sigaction action = {.sa_handler = out_of_time};
	struct options options;

	signal(SIGPIPE, SIG_IGN);
	if (options_parse(argc, argv, &options) < 0)
		return EXIT_USAGE;
	if ((options.given & OPTION_QUIET) && !freopen("/dev/null", "we", stdout)) {
		complain("/dev/null cannot be opened: %s", strerror(errno));
		return FITNESS_UNKNOWN;
	}
	if (options.command->run != command_recover && options.command->run != command_release &&
	    !(options.given & OPTION_WAIT)) {
		sigaction(SIGALRM, &action, NULL);
		alarm(LIMIT_S);
	}
	return options.command->run(&options);
}
