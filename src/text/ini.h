/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The form of a settings file, line by line. libeconf reads the values; it does not tell a line
 * without '=', an empty section or a key that stands twice from what was meant (0.5.1), and a gate
 * must not be open by a typing error.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum ini_kind {
	INI_SECTION,      /* "[name]" */
	INI_KEY,          /* "name=…" */
	INI_CONTINUATION, /* an indented line, which libeconf joins to the one before */
	INI_BAD,          /* nothing of these */
};

struct ini_line {
	enum ini_kind kind;
	unsigned int number; /* from 1; 0 before the first ini_next() */
	char name[64];       /* of section or key, cut; the line for the others */
};

/* The next line that is neither blank nor a comment ('#' or ';' at its start); false at the end. */
bool ini_next(const char **text, struct ini_line *line);
