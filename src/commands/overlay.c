/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "overlay": is the tunnel of the pod network up, and what goes over it. */
#include "config.h"

#include "commands/commands.h"
#include "commands/look.h"
#include "core/policy.h"
#include "overlay/output.h"
#include "overlay/overlay.h"

static int show(const struct options *options, struct look *look)
{
	_cleanup_(overlay_free) struct overlay overlay = {0};
	int r;

	overlay_look(&look->ctx, &overlay);
	overlay_judge(&overlay, &look->report);
	policy_apply(&look->settings, &look->report);
	if (options->given & OPTION_JSON)
		r = print_text(overlay_json(&overlay, &look->report));
	else
		r = overlay_table(&overlay, &look->report, terminal_of_stdout(), stdout);
	r = finish(r, "the overlay");
	return r == 0 ? (int)report_fitness(&look->report) : r;
}

int command_overlay(const struct options *options)
{
	const struct look_request request = {.root = options->root, .mode = LOOK_ONLY};
	struct look look;
	int r = look_begin(&request, &look);

	if (r < 0) {
		look_complain(&request, r);
		return FITNESS_UNKNOWN;
	}
	if (options->given & OPTION_WAIT)
		look_say_settings(&look);
	r = options->given & OPTION_WAIT ? overlay_wait(&look) : show(options, &look);
	look_free(&look);
	return r;
}
