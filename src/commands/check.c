/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "check": look, change nothing, print. */
#include "config.h"

#include "commands/commands.h"
#include "commands/look.h"
#include "output/json.h"
#include "output/terminal.h"

/* What was asked for by name is shown, and of several kernels each. */
static int print_report(const struct report *report, const struct options *options)
{
	bool all = options->given & (OPTION_ALL | OPTION_KERNEL | OPTION_NEXT) || *options->names;

	if (options->given & OPTION_JSON)
		return print_text(json_report(report));
	return terminal_report(report, all, terminal_of_stdout(), stdout);
}

int command_check(const struct options *options)
{
	bool verbose = options->given & OPTION_VERBOSE;
	bool all = options->kernel && text_equal(options->kernel, OPTIONS_KERNEL_ALL);
	_cleanup_strv_ char **trail = NULL;
	const struct look_request request = {
		.root = options->root,
		.kernel = all ? NULL : options->kernel,
		.all_kernels = all,
		.next = options->given & OPTION_NEXT,
		.names = options->names,
		.mode = LOOK_ONLY,
		.private_network = options->given & OPTION_PRIVATE_NETWORK,
		.trail = verbose ? &trail : NULL,
	};
	enum fitness fitness;
	struct look look;
	int r = look_at_node(&request, &look);

	if (r < 0) {
		look_complain(&request, r);
		return FITNESS_UNKNOWN;
	}
	if (verbose)
		survey_note(&request, &look);
	fitness = report_fitness(&look.report);
	if (finish(print_report(&look.report, options), "the report") != 0 &&
	    fitness == FITNESS_FIT)
		fitness = FITNESS_UNKNOWN;
	look_free(&look);
	return (int)fitness;
}
