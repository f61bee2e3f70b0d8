/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "kernels": every installed kernel, what it ships, which runs and which boots next. */
#include "config.h"

#include "commands/commands.h"
#include "commands/look.h"
#include "commands/options.h"
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

static int print(const struct inventory *inventory, const char *root, const char *only, bool json)
{
	_cleanup_free_ char *text = NULL;

	if (!json)
		return kernels_table(inventory, only, terminal_of_stdout(), stdout);
	text = kernels_json(inventory, only, root);
	return fputs(text, stdout) != EOF && fflush(stdout) == 0 ? 0 : -1;
}

static int list(const struct options *options, const struct look *look)
{
	_cleanup_(inventory_free) struct inventory inventory = {0};
	int r = read_inventory(&look->ctx, options->kernel, &inventory);

	if (r < 0) {
		fprintf(stderr, "kubelet-preflight: the kernels of %s cannot be listed: %s\n",
			options->root, sysroot_strerror(r));
		return FITNESS_UNKNOWN;
	}
	if (options->kernel && !inventory_find(&inventory, options->kernel)) {
		fprintf(stderr, "kubelet-preflight: kernel %s is not installed\n", options->kernel);
		return FITNESS_UNKNOWN;
	}
	if (print(&inventory, look->report.root, options->kernel, options->given & OPTION_JSON) < 0) {
		fprintf(stderr, "kubelet-preflight: the kernels could not be printed\n");
		return FITNESS_UNKNOWN;
	}
	return 0;
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
