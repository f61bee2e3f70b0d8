/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modprobe.d(5): the lines that deny a module, replace its load, or give it options. */
#pragma once

#include <stdbool.h>

enum modprobe_kind {
	MODPROBE_NONE,
	MODPROBE_BLACKLIST, /* "blacklist NAME" */
	MODPROBE_INSTALL,   /* "install NAME COMMAND": the command runs in place of the load */
	MODPROBE_OPTIONS,   /* "options NAME PARAMETER=VALUE…" */
};

/* What the command of an install line does, by its text alone. */
enum modprobe_command {
	MODPROBE_COMMAND_OPEN,  /* not known: it has to be run */
	MODPROBE_COMMAND_FALSE, /* nothing but false(1): it fails, as CIS has it */
	MODPROBE_COMMAND_TRUE,  /* nothing but true(1): it succeeds, and nothing is loaded */
};

struct modprobe_line {
	enum modprobe_kind kind;
	enum modprobe_command command; /* of an install line */
	unsigned int line; /* from 1: the first of its lines when it is continued */
	char text[128];    /* the line, cut, without control characters */
};

/*
 * The first line of that kind for the module in the text of one file. A backslash at the end
 * continues a line; '#' starts a comment at the start of a line. False when there is none.
 */
bool modprobe_find(const char *text, enum modprobe_kind kind, const char *module,
		   struct modprobe_line *ret);
