/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line: which command, which options. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* --kernel=all of "check": every kernel of the root. */
#define OPTIONS_KERNEL_ALL "all"

/* The times of "installer". */
#define OPTIONS_SECONDS_COUNT 8
#define OPTIONS_SECONDS_MAX   86400

struct options {
	const struct command *command; /* NULL with --help or --version */
	char **names;                  /* what follows the command: points into argv, NULL-terminated */
	const char *root;              /* --root=, "/" when not given */
	const char *kernel;            /* --kernel=, NULL when not given */
	bool next;                     /* --next */
	bool json, verbose, help, version;
	bool private_network;
	bool wait;                     /* --wait */
	bool check;                    /* --check */
	bool dry_run;                  /* --dry-run */
	bool all;                      /* --all */
	unsigned int seconds[OPTIONS_SECONDS_COUNT]; /* NAMES_SECONDS: the names as numbers, ascending */
	size_t seconds_count;          /* at least 1 then */
};

/* What may follow a command: names of checks, of causes, of files, times in seconds, or none. */
enum command_names { NAMES_NONE, NAMES_CHECKS, NAMES_CAUSES, NAMES_FILES, NAMES_SECONDS };

/* The options that a command takes, besides --help and --version. */
enum command_options {
	TAKES_ROOT = 1 << 0,
	TAKES_JSON = 1 << 1,
	TAKES_VERBOSE = 1 << 2,
	TAKES_PRIVATE_NETWORK = 1 << 3,
	TAKES_WAIT = 1 << 4,
	TAKES_NEXT = 1 << 5,
	TAKES_KERNEL = 1 << 6,
	TAKES_CHECK = 1 << 7,
	TAKES_DRY_RUN = 1 << 8,
	TAKES_ALL = 1 << 9,
	TAKES_ELSEWHERE = TAKES_ROOT | TAKES_KERNEL,
};

struct command {
	const char *name;
	const char *arguments; /* as the usage shows them */
	const char *summary;
	enum command_names names;
	unsigned int takes;    /* of enum command_options */
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
