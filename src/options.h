/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line: which command, which options. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* --kernel=all of "check": every kernel of the root. */
#define OPTIONS_KERNEL_ALL "all"

struct options {
	const struct command *command; /* NULL with --help or --version */
	char **names;                  /* the checks after "check": points into argv, NULL-terminated */
	const char *root;              /* --root=, "/" when not given */
	const char *kernel;            /* --kernel=, NULL when not given */
	bool json, help, version;
	bool private_network;
	bool wait;                     /* --wait */
};

struct command {
	const char *name;
	const char *arguments; /* as the usage shows them */
	const char *summary;
	bool takes_names;      /* checks may be named */
	bool takes_elsewhere;  /* --root and --kernel make sense */
	bool takes_wait;       /* --wait makes sense */
	int (*run)(const struct options *options); /* the exit status */
};

/* Every command, and their number: the usage is printed from this table. */
extern const struct command all_commands[];
extern const size_t all_commands_count;

/*
 * Read the command line. 0; -EINVAL after one line on stderr that says what was wrong and what
 * there is.
 */
int options_parse(int argc, char **argv, struct options *ret);

void options_usage(FILE *stream);
