/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command of the shell, which is waited for and never killed. */
#pragma once

#include <sys/types.h>

struct shell_end {
	pid_t pid;  /* of the shell, which leads a session of its own */
	int status; /* as waitpid() has it, when it ended */
};

/*
 * Run "sh -c command": its input is /dev/null, output and errors are ours, and there is no terminal
 * that it could ask. What this process holds locked stays locked for as long as the shell runs, but
 * is not kept locked by processes that the shell leaves running.
 *
 * 0 when the shell ended; -ETIMEDOUT at the limit, -EINTR when SIGINT, SIGTERM or SIGHUP came: then
 * it still runs, as ret->pid. -errno of fork() and pipe().
 */
int shell_run(const char *command, unsigned int limit_ms, struct shell_end *ret);
