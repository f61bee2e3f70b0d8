/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of TOML: blanks, keys, strings, numbers. For toml.c alone. */
#pragma once

#include "text/toml.h"

struct toml_scan {
	const char *next, *end; /* *next is '\0' at the end, and nowhere else */
	unsigned int line; /* of next, from 1 */
	enum toml_dialect dialect;
	struct toml_fault *fault;
	struct toml *root;
	size_t values; /* added to the document so far */
};

/* Step over the byte when it is that one. */
bool toml_scan_accept(struct toml_scan *scan, char byte);

/* Over blanks and tabs. */
void toml_scan_blanks(struct toml_scan *scan);

/* Over blanks, comments and line ends. -EBADMSG for a control character in a comment. */
int toml_scan_space(struct toml_scan *scan);

/*
 * Over blanks and a comment to behind the line end, or to the end. -EBADMSG when more stands there.
 */
int toml_scan_line_end(struct toml_scan *scan);

/* One part of a key, bare or in quotes; the caller owns *ret. -EBADMSG. */
int toml_scan_key(struct toml_scan *scan, char **ret);

/* A string of any of the four kinds; the caller owns *ret. -EBADMSG. */
int toml_scan_text(struct toml_scan *scan, char **ret);

/* A number, a boolean or a date into value. -EBADMSG. */
int toml_scan_word(struct toml_scan *scan, struct toml *value);

/* A fault in the line at hand. -EBADMSG. */
int toml_scan_complain(struct toml_scan *scan, const char *words);
