/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "modules": the kernel modules that the settings require, one a line, for scripts. */
#include "config.h"

#include "commands/commands.h"
#include "commands/look.h"
#include "commands/options.h"

static int print_modules(const struct settings *settings)
{
	for (char **name = settings->modules; *name; name++)
		puts(*name);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	fprintf(stderr, "kubelet-preflight: the modules could not be printed\n");
	return FITNESS_UNKNOWN;
}

int command_modules(const struct options *options)
{
	const struct look_request request = {
		.root = options->root,
		.kernel = options->kernel,
		.mode = LOOK_ONLY,
	};
	struct look look;
	int r;

	if (!look_begin_aloud(&request, &look))
		return FITNESS_UNKNOWN;
	r = print_modules(&look.settings);
	look_free(&look);
	return r;
}
