/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of one settings file, of which each valid line counts. */
#pragma once

#include "core/settings.h"
#include "util/util.h"

/*
 * What is wrong with the settings. A warning: a name that is not known and can be one of a later
 * release, or what has no effect. An error: what no release can take. Either is left out, and
 * everything else counts.
 */
struct settings_problem {
	char *file;        /* as it is named to people */
	unsigned int line; /* 0 for the whole file */
	char *text;        /* "FILE:LINE: …", one line, fit to be printed */
	bool is_error;
};

#define SETTINGS_PROBLEMS_MAX 64 /* of errors, and of warnings; the rest is counted */

struct settings_problems {
	struct settings_problem *list;
	size_t count;
	size_t warnings, errors; /* all of them, those that are not in the list too */
};

/* Add one. The strings are copied; what is too many is counted only. */
void settings_problem(struct settings_problems *problems, bool is_error, const char *file,
		      unsigned int line, const char *format, ...) PRINTF(5, 6);
#define settings_warning(problems, ...) settings_problem(problems, false, __VA_ARGS__)
#define settings_error(problems, ...) settings_problem(problems, true, __VA_ARGS__)

/* Say how many are not in the list: once, when all files are read. file: the last of them. */
void settings_problems_close(struct settings_problems *problems, const char *file);

void settings_problems_free(struct settings_problems *problems);

/*
 * Take the values of a text of that many bytes, with a NUL behind them, into the settings; file is
 * its name for people. A line that is wrong is left out and noted. Of a key that stands twice the
 * last line counts, with a warning, as a later file counts. Opens nothing.
 */
void settings_take_text(struct settings *settings, const char *file, const char *text, size_t size,
			struct settings_problems *problems);

/* Note the causes that stand in more than one list of [Policy]: once, when all files are read. */
void settings_note_contradictions(const struct settings *settings,
				  struct settings_problems *problems);
