/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "gate": what the unit runs before kubelet. Everything but FITNESS_FIT keeps kubelet from starting. */
#include "config.h"

#include <time.h>

#include "commands/commands.h"
#include "commands/look.h"
#include "commands/options.h"
#include "commands/state.h"
#include "commands/survey.h"
#include "output/journal.h"
#include "output/json.h"
#include "output/metrics.h"
#include "output/metrics_file.h"
#include "output/status.h"
#include "output/terminal.h"
#include "system/manager.h"
#include "system/trail.h"

#define WARNING_LEVEL "<4>" /* sd-daemon(3) */

/* systemd gives it: the journal has it all, and takes a level before a line of stderr. */
static bool in_unit(void)
{
	return getenv("INVOCATION_ID") != NULL;
}

static void warn(const char *text)
{
	fprintf(stderr, "%skubelet-preflight: %s\n", in_unit() ? WARNING_LEVEL : "", text);
}

static void complain(const char *what, int error)
{
	_cleanup_free_ char *text = format_text("%s: %s", what, strerror(-error));

	warn(text);
}

/*
 * A gate that does not come to its end, for want of memory or because it was killed, must not leave
 * the report of an earlier one, which can say "fit". The metrics stay: they have the time of their
 * gate.
 */
static void remove_report(void)
{
	struct sysroot root;
	int r = sysroot_open(&root, "/");

	if (r == 0) {
		r = state_remove_report(&root);
		sysroot_close(&root);
	}
	if (r < 0)
		complain(STATE_DIRECTORY "/report.json of an earlier gate could not be removed", r);
}

static void write_report(const struct look *look)
{
	_cleanup_free_ char *json = json_report(&look->report);
	int r = state_write_report(&look->root, json);

	if (r < 0)
		complain(STATE_DIRECTORY "/report.json could not be written", r);
}

/* What was held back before, without those that wait now when they may start, and else with them. */
static int note_waiting(const struct look *look, bool fit, char *const *held, char *const *waiting)
{
	_cleanup_strv_ char **units = NULL;

	for (char *const *unit = held; unit && *unit; unit++)
		if (!strv_contains(waiting, *unit))
			strv_append(&units, *unit);
	for (char *const *unit = waiting; !fit && unit && *unit; unit++)
		strv_append(&units, *unit);
	if (!units && fit)
		state_forget(&look->root);
	return units ? state_write_held(&look->root, units) : 0;
}

/*
 * For recovery: whose start waits for us, or waited for an earlier gate and is not asked for now. A gate
 * that is run by hand lets nobody through. Without it recovery goes by what was never started.
 */
static void note_held_back(const struct look *look, bool fit)
{
	_cleanup_strv_ char **held = NULL, **waiting = NULL;
	struct manager *manager = NULL;
	int r = state_read_held(&look->root, &held); /* what cannot be read is written anew */

	if (fit && (r < 0 || !*held))
		return state_forget(&look->root);
	r = manager_open(&manager);
	if (r >= 0)
		r = manager_waiting(manager, &waiting);
	if (r >= 0)
		r = note_waiting(look, fit, held, waiting);
	if (r < 0)
		complain("the services that are held back could not be noted", r);
	manager_close(manager);
}

/*
 * In a unit the journal has it all but what --verbose asks for; a person who runs the gate by hand sees
 * the report as well.
 */
static void show_report(const struct look *look)
{
	_cleanup_free_ char *line = status_line(&look->report);
	int r = journal_report(&look->report, line);

	if (r < 0)
		complain("the journal did not take the report", r);
	if (r < 0 || !in_unit() || look->report.fact_count > 0)
		terminal_report(&look->report, terminal_of_stdout(), stdout);
	status_send(line);
}

/*
 * Every gate writes them, the one that recovery starts as well: recovery itself only looks. Last of
 * all, for nobody waits for them.
 */
static void write_metrics(const struct look *look)
{
	const char *path = look->settings.textfile;
	_cleanup_free_ char *text = NULL, *complaint = NULL;
	int r;

	if (!path)
		return;
	text = metrics_report(&look->report, time(NULL));
	r = textfile_write(&look->root, path, text);
	if (r == 0)
		return;
	complaint = textfile_complaint(path, r);
	warn(complaint);
}

static int run_gate(const struct options *options)
{
	_cleanup_(trail_cleanup) struct trail *trail = options->verbose ? trail_new() : NULL;
	const struct look_request request = {
		.root = "/",
		.mode = LOOK_AND_ACT,
		.private_network = options->private_network,
		.trail = trail,
	};
	enum fitness fitness;
	struct look look;
	int r = look_at_node(&request, &look);

	if (r < 0) {
		complain("/ cannot be looked at", r);
		return FITNESS_UNKNOWN;
	}
	if (options->verbose)
		survey_note(&request, &look);
	fitness = report_fitness(&look.report);
	write_report(&look);
	note_held_back(&look, fitness == FITNESS_FIT);
	show_report(&look);
	write_metrics(&look);
	look_free(&look);
	return (int)fitness;
}

int command_gate(const struct options *options)
{
	remove_report();
	return run_gate(options);
}
