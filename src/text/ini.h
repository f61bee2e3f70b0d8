/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A settings file, line by line, as kubelet-preflight.conf(5) describes it. Every line is read by
 * itself, so that one that is wrong takes no other with it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum ini_kind {
	INI_SECTION,      /* "[name]" */
	INI_KEY,          /* "name=…" */
	INI_CONTINUATION, /* an indented line */
	INI_BAD,          /* nothing of these */
};

struct ini_line {
	enum ini_kind kind;
	unsigned int number; /* from 1; 0 before the first ini_next() */
	char name[64];       /* of section or key, cut; the line for the others */
	const char *value;   /* of a key: in the text, without the blanks around it … */
	size_t length;       /* … the quotes around it, and the comment behind it */
};

/*
 * The next line that is neither blank nor a comment ('#' or ';' behind blanks); false at the end.
 */
bool ini_next(const char **text, struct ini_line *line);
