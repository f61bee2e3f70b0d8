/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "explain": what a cause means and what fixes it; without a name, all causes. */
#include "config.h"

#include "commands/commands.h"
#include "commands/options.h"
#include "output/explain.h"

int command_explain(const struct options *options)
{
	struct terminal terminal = terminal_of_stdout();
	int r = *options->names ? 0 : explain_list(terminal, stdout);

	for (char **name = options->names; r == 0 && *name; name++) {
		if (name != options->names)
			putchar('\n');
		r = explain_cause(cause_find(*name), terminal, stdout);
	}
	return finish(r, "the causes");
}
