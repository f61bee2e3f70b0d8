/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The answers: of a check, and of the node. */
#pragma once

/* What a check says. The order is from harmless to grave. */
enum verdict {
	VERDICT_PASS,
	VERDICT_SKIP,
	VERDICT_WARN,
	VERDICT_ERROR, /* could not look */
	VERDICT_FAIL,
};

/* What is said of the node; the values are the exit status of the program. */
enum fitness {
	FITNESS_FIT = 0,
	FITNESS_UNFIT = 1,
	FITNESS_UNKNOWN = 3,
};

/* Wrong use of the command line. */
#define EXIT_USAGE 2

/* "pass", "skip", "warn", "error", "fail": the words of --json. */
const char *verdict_name(enum verdict verdict);

/* "fit", "unfit", "unknown": the words of --json. */
const char *fitness_name(enum fitness fitness);
