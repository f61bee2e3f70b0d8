/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "modules": the kernel modules that the settings require, one a line, for scripts. */
#include "config.h"

#include "commands/commands.h"
#include "commands/look.h"

int command_modules(const struct options *options)
{
	const struct look_request request = {
		.root = options->root,
		.kernel = options->kernel,
		.mode = LOOK_ONLY,
	};
	struct look look;

	if (!look_begin_aloud(&request, &look))
		return FITNESS_UNKNOWN;
	for (char **name = look.settings.modules; *name; name++)
		puts(*name);
	look_free(&look);
	return finish(0, "the modules");
}
