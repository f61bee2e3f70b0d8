/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of what a command prints. */
#include "config.h"

#include "commands/commands.h"

int print_text(char *text)
{
	fputs(text, stdout);
	free(text);
	return 0;
}

int finish(int r, const char *what)
{
	if (r == 0 && fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	complain("%s could not be printed", what);
	return FITNESS_UNKNOWN;
}
