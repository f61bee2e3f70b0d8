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
 * What stdout is: a terminal's width; colour on a terminal only, never with NO_COLOR or TERM=dumb.
 * For a terminal LC_CTYPE is set from the environment; else every byte that is not ASCII is
 * escaped.
 */
struct terminal terminal_of_stdout(void);
