/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The terminal that stdout is, if it is one. */
#pragma once

#include <stdbool.h>

/* How wide, and whether with colour; 0 columns: do not wrap. */
struct terminal {
	unsigned int columns;
	bool colour;
};

/*
 * What stdout is: a terminal's width; colour on one only, never with NO_COLOR or TERM=dumb. For a
 * terminal the locale of the environment says what a character is; else what is not ASCII is escaped.
 */
struct terminal terminal_of_stdout(void);
