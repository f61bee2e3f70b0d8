/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A gate that opens whatever becomes of its look: in report mode, and on a node that was released.
 * The look runs in a forked child; the parent only waits, allocates nothing, and ends well on every
 * path.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>

struct open_gate {
	const char *why;      /* "report mode": begins what the parent says */
	unsigned int limit_s; /* the child's own, by SIGALRM, whose action is that of the caller */
	unsigned int grace_s; /* how much later the parent kills it */
	bool begun;           /* open_gate_begin(): zero at first */
	struct sigaction on_alarm; /* of the caller, for the child */
};

/*
 * From here on the gate ends with 0, also where it hangs. Of an alarm that the caller has set
 * already the rest is the limit of the look, where that is less. A second call does nothing.
 */
void open_gate_begin(struct open_gate *gate);

/*
 * Begin, and fork. In the child 1 is returned: the caller looks, and ends with 0 when it has
 * reported what it found; what it writes to *ret_status, a pipe (-1: there is none), the parent
 * hands to systemd, which listens to no other process. In the parent 0 is returned once the child
 * is gone or given up, or when there is none; what became of a child that did not end with 0 is
 * said in one line on stderr, and is the status then. A child that hangs in the kernel is left
 * behind.
 */
int open_gate_fork(struct open_gate *gate, int *ret_status);

/* Write the status line to the pipe, as far as it takes it at once. */
void open_gate_pass_status(int fd, const char *line);
