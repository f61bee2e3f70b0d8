/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One run of inject: what it is to do, and whom it follows. */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define TRACEES_MAX 64
#define USAGE_STATUS 2

enum fault { FAULT_NONE, FAULT_ERROR, FAULT_KILL, FAULT_DELAY, FAULT_HANG, FAULT_SHORT };

struct tracee {
	pid_t pid;
	bool started; /* past exec */
	bool inside;  /* between the entry of a call and its exit */
};

struct run {
	const char *root;
	unsigned int alarm;
	bool log;
	long process, number, count_down; /* which call of that number is meant: 0 is the next */
	enum fault fault;
	int error;
	FILE *report;
	struct tracee tracees[TRACEES_MAX]; /* in the order of their birth; gone: pid 0 */
	size_t count;
	bool done;     /* the fault was made */
	bool override; /* the call is made, and changed at its exit */
	unsigned long long argument; /* its first one */
	pid_t early[TRACEES_MAX]; /* who stopped before the parent told of it */
	int status;    /* of the program */
	bool ended;
};

static inline void __attribute__((noreturn)) die(const char *what)
{
	fprintf(stderr, "inject: %s: %s\n", what, strerror(errno));
	exit(USAGE_STATUS);
}

/* At the entry of a call that the filter stops at: the fault, or the answer in place of the kernel. */
void act_at_call(struct run *run, const struct tracee *tracee);

/* At the exit of a call that was made and is to fail all the same. */
void act_at_exit(struct run *run, const struct tracee *tracee);

/* Write the call down. */
void act_log(const struct run *run, const struct tracee *tracee);
