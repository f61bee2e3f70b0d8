/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "kernels": every installed kernel, what it ships, which runs and which boots next. */
#include "config.h"

#include "commands/commands.h"
#include "commands/look.h"
#include "kernels/inventory.h"
#include "kernels/output.h"

static int read_inventory(const struct context *ctx, const char *only, struct inventory *ret)
{
	int r = inventory_take(ctx, ctx->kernel ? ctx->release : "", ret);

	for (size_t i = 0; r == 0 && i < ret->count; i++)
		if (!only || text_equal(only, ret->kernels[i].release))
			inventory_judge(ctx, &ret->kernels[i]);
	return r;
}

static int list(const struct options *options, const struct look *look)
{
	_cleanup_(inventory_free) struct inventory inventory = {0};
	int r = read_inventory(&look->ctx, options->kernel, &inventory);

	if (r < 0) {
		complain("the kernels of %s cannot be listed: %s", options->root,
			 sysroot_strerror(r));
		return FITNESS_UNKNOWN;
	}
	if (options->kernel && !inventory_find(&inventory, options->kernel)) {
		complain("kernel %s is not installed", options->kernel);
		return FITNESS_UNKNOWN;
	}
	if (options->given & OPTION_JSON)
		r = print_text(kernels_json(&inventory, options->kernel, look->report.root));
	else
		r = kernels_table(&inventory, options->kernel, terminal_of_stdout(), stdout);
	return finish(r, "the kernels");
}

int command_kernels(const struct options *options)
{
	/* The kernel of --kernel= is a row; the running one stays what it is. */
	const struct look_request request = {.root = options->root, .mode = LOOK_ONLY};
	struct look look;
	int r;

	if (!look_begin_aloud(&request, &look))
		return FITNESS_UNKNOWN;
	r = list(options, &look);
	look_free(&look);
	return r;
}
