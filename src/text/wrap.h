/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text in lines of a width, for a terminal. */
#pragma once

#include <stddef.h>

/*
 * Broken at blanks, so that no line has more than width columns; a word that is longer is broken
 * behind a slash, and without one at the width. Line ends in the text stay, and a colour ("ESC[…m")
 * has no width. 0: nothing is broken. The caller owns the result.
 */
char *text_wrap(const char *text, size_t width);

/* The columns of the longest line. */
size_t text_columns(const char *text);
