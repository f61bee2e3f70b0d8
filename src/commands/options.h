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

enum option_id {
	OPTION_ROOT = 1 << 0,
	OPTION_KERNEL = 1 << 1,
	OPTION_JSON = 1 << 2,
	OPTION_NEXT = 1 << 3,
	OPTION_QUIET = 1 << 4,
	OPTION_VERBOSE = 1 << 5,
	OPTION_PRIVATE_NETWORK = 1 << 6,
	OPTION_CHECK = 1 << 7,
	OPTION_WAIT = 1 << 8,
	OPTION_DRY_RUN = 1 << 9,
	OPTION_HELP = 1 << 10,
	OPTION_VERSION = 1 << 11,
	OPTION_ALL = 1 << 12,
	OPTION_ELSEWHERE = OPTION_ROOT | OPTION_KERNEL,
};

struct options {
	const struct command *command; /* "check --help" is "help check" */
	char **names;                  /* what follows the command, in argv; ends with NULL */
	const char *root;              /* --root=, "/" when not given */
	const char *kernel;            /* --kernel=, NULL when not given */
	unsigned int given;            /* of enum option_id */
	unsigned int seconds[OPTIONS_SECONDS_COUNT]; /* NAMES_SECONDS: the numbers, ascending */
	size_t seconds_count;          /* at least 1 then */
};

/*
 * What may follow a command: names of checks, of causes, of commands, of files, times in seconds,
 * or none.
 */
enum command_names {
	NAMES_NONE,
	NAMES_CHECKS,
	NAMES_CAUSES,
	NAMES_COMMANDS,
	NAMES_FILES,
	NAMES_SECONDS,
};

struct command {
	const char *name;
	const char *arguments; /* as the usage shows them */
	const char *summary;
	enum command_names names;
	unsigned int takes;    /* of enum option_id; all take --help and --version */
	int (*run)(const struct options *options); /* the exit status */
};

/* Every command, and their number: the usage is printed from this table. */
extern const struct command all_commands[];
extern const size_t all_commands_count;

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

struct command_option {
	const char *name;
	char letter;          /* 'h' of -h; 0 for none */
	const char *argument; /* as the usage shows it; NULL when it has no value */
	enum option_id id;
	const char *summary;
};

extern const struct command_option all_options[];
extern const size_t all_options_count;

/*
 * Read the command line. 0; -EINVAL after one line on stderr that says what was wrong and what
 * there is.
 */
int options_parse(int argc, char **argv, struct options *ret);
