/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "overlay": is the tunnel of the pod network up, and what goes over it. */
#include "config.h"

#include "commands/commands.h"
#include "commands/look.h"
#include "commands/options.h"
#include "core/policy.h"
#include "overlay/output.h"
#include "overlay/overlay.h"

static int print(const struct overlay *overlay, const struct report *report, bool json)
{
	_cleanup_free_ char *text = NULL;

	if (!json)
		return overlay_table(overlay, report, terminal_of_stdout(), stdout);
	text = overlay_json(overlay, report);
	return fputs(text, stdout) != EOF && fflush(stdout) == 0 ? 0 : -1;
}

static int show(const struct options *options, struct look *look)
{
	_cleanup_(overlay_free) struct overlay overlay = {0};

	overlay_look(&look->ctx, &overlay);
	overlay_judge(&overlay, &look->report);
	policy_apply(&look->settings, &look->report);
	if (print(&overlay, &look->report, options->given & OPTION_JSON) < 0) {
		fprintf(stderr, "kubelet-preflight: the overlay could not be printed\n");
		return FITNESS_UNKNOWN;
	}
	return report_fitness(&look->report);
}

int command_overlay(const struct options *options)
{
	const struct look_request request = {.root = options->root, .mode = LOOK_ONLY};
	struct look look;
	int r = look_begin(&request, &look);

	if (r < 0) {
		fprintf(stderr, "kubelet-preflight: / cannot be checked: %s\n", sysroot_strerror(r));
		return FITNESS_UNKNOWN;
	}
	if (options->given & OPTION_WAIT)
		look_say_settings(&look);
	r = options->given & OPTION_WAIT ? overlay_wait(&look) : show(options, &look);
	look_free(&look);
	return r;
}
