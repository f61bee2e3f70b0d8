/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The terminal that stdout is, if it is one. */
#include "config.h"

#include <locale.h>
#include <sys/ioctl.h>

#include "system/terminal.h"
#include "util/util.h"

#define COLUMNS_MIN     40
#define COLUMNS_DEFAULT 80 /* of a terminal that does not say, as a serial console */

struct terminal terminal_of_stdout(void)
{
	struct terminal terminal = {0};
	const char *no_colour = getenv("NO_COLOR"), *kind = getenv("TERM");
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return terminal;
	/* Which bytes are characters, and how wide. Only here, because it reads files. */
	setlocale(LC_CTYPE, "");
	terminal.colour = (!no_colour || !*no_colour) && !(kind && text_equal(kind, "dumb"));
	terminal.columns = COLUMNS_DEFAULT;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= COLUMNS_MIN)
		terminal.columns = size.ws_col;
	return terminal;
}
