/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A function that may crash, hang or run a command is called in a forked child, with a time limit.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child_end {
	int signal;   /* the signal that ended the child by itself, or 0 */
	bool timeout; /* the limit was reached and the child killed */
};

/*
 * Run act(arg, answer) in a forked child. answer points at size bytes (at most PIPE_BUF; NULL when
 * there are none), zeroed in the child before the act; what the act leaves there is copied back.
 * The child has no standard input or output and its own session, with which its processes are
 * killed.
 *
 * 0 when the act returned 0 and the answer came; the act's own -errno; -ETIMEDOUT; -ENOMEM when
 * the child had no memory (EXIT_NO_MEMORY); -EBADMSG when it died otherwise before it answered
 * (*ret_end, which may be NULL, says by which signal); -errno of fork() and pipe().
 */
int child_run(int (*act)(const void *arg, void *answer), const void *arg, void *answer, size_t size,
	      unsigned int limit_ms, struct child_end *ret_end);

/* How long a killed child may take to end; one that hangs in the kernel is left behind. */
#define CHILD_REAP_LIMIT_MS 2000

/*
 * Wait for the end of a child: true with its status, false when it has not ended within the limit.
 * Allocates nothing. A signal ends a step of the wait, which looks again at once.
 */
bool child_reap(pid_t pid, uint64_t limit_ms, int *ret_status);
