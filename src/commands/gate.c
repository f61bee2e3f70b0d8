/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "gate": what the unit runs before kubelet. Everything but FITNESS_FIT keeps kubelet from
 * starting; in report mode, and on a released node, it ends with that whatever becomes of the look
 * (open_gate.h).
 */
#include "config.h"

#include <errno.h>

#include "commands/commands.h"
#include "commands/look.h"
#include "commands/open_gate.h"
#include "commands/state.h"
#include "output/journal.h"
#include "output/json.h"
#include "output/metrics.h"
#include "output/status.h"
#include "output/terminal.h"
#include "system/manager.h"

/*
 * What a look and its report may take besides the runtime's part: a module is looked up, loaded and
 * a link made (20, 30 and 20 s, each in a child that is killed after it, and 2 s for its end), and
 * systemd, the journal, the status and the metrics are waited for (5 s at each of their calls that
 * hangs).
 */
#define OTHERS_S 150
_Static_assert(INQUIRY_LIMIT_MS / 1000 + OTHERS_S < LIMIT_S,
	       "the limits of a gate are within its own");

/* systemd sets it: the journal has it all, and takes a level before a line of stderr. */
static bool in_unit(void)
{
	return getenv("INVOCATION_ID") != NULL;
}

/* The levels of sd-daemon(3). Both allocate nothing: in report mode the parent must not. */
#define SAY(level, format, ...)                                                                    \
	fprintf(stderr, "%skubelet-preflight: " format "\n", in_unit() ? level : "", __VA_ARGS__)
#define WARN(...) SAY("<4>", __VA_ARGS__)
#define NOTICE(...) SAY("<5>", __VA_ARGS__)

/* r: what the attempt returned. what: "X could not be written". */
static void warn_of(int r, const char *what)
{
	if (r < 0)
		WARN("%s: %s", what, strerror(-r));
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
	warn_of(r, STATE_DIRECTORY "/report.json of an earlier gate could not be removed");
}

static void write_report(const struct look *look)
{
	_cleanup_free_ char *json = json_report(&look->report);

	warn_of(state_write_report(&look->root, json),
		STATE_DIRECTORY "/report.json could not be written");
}

/*
 * What was held back before, without those that wait now when the gate opens, and else with them.
 */
static int note_waiting(const struct look *look, bool opens, char *const *held,
			char *const *waiting)
{
	_cleanup_strv_ char **units = NULL;

	for (char *const *unit = held; unit && *unit; unit++)
		if (!strv_contains(waiting, *unit))
			strv_append(&units, *unit);
	for (char *const *unit = waiting; !opens && unit && *unit; unit++)
		strv_append(&units, *unit);
	if (!units && opens)
		state_forget(&look->root);
	return units ? state_write_held(&look->root, units) : 0;
}

/*
 * For recovery: whose start waits for us, or waited for an earlier gate and is not asked for now. A
 * gate that is run by hand lets no one through. Without it recovery goes by what was never started.
 */
static void note_held_back(const struct look *look, bool opens)
{
	_cleanup_strv_ char **held = NULL, **waiting = NULL;
	struct manager *manager = NULL;
	int r = state_read_held(&look->root, &held); /* what cannot be read is written again */

	if (opens && (r < 0 || !*held))
		return state_forget(&look->root);
	r = manager_open(&manager);
	if (r >= 0)
		r = manager_waiting(manager, &waiting);
	if (r >= 0)
		r = note_waiting(look, opens, held, waiting);
	warn_of(r, "the services that are held back could not be recorded");
	manager_close(manager);
}

/*
 * In a unit the journal has it all but what --verbose asks for; a person who runs the gate by hand
 * sees the report as well. status_fd: as for run_gate().
 */
static void show_report(const struct look *look, int status_fd)
{
	_cleanup_free_ char *line = status_line(&look->report);
	int r = journal_report(&look->report, line);

	warn_of(r, "the report could not be written to the journal");
	if (r < 0 || !in_unit() || look->report.fact_count > 0)
		terminal_report(&look->report, true, terminal_of_stdout(), stdout);
	if (status_fd >= 0)
		open_gate_pass_status(status_fd, line);
	else
		status_send(line);
}

/*
 * Every gate writes them, the one that recovery starts as well: recovery itself only looks. After
 * the journal and the status, since they can take until their time limit.
 */
static void write_metrics(const struct look *look)
{
	const char *path = look->settings.textfile;
	_cleanup_free_ char *text = NULL, *fault = NULL;
	int r;

	if (!path)
		return;
	text = metrics_report(&look->report, time(NULL));
	r = textfile_write(&look->root, path, text);
	if (r == 0)
		return;
	fault = textfile_complaint(path, r);
	WARN("%s", fault);
}

/* Of a node that is not fit, and whose kubelet starts. */
static void say_why_open(const struct report *report)
{
	_cleanup_free_ char *why = report_why_open(report);

	if (why)
		NOTICE("%s; this boot counts as a good one", why);
}

/* Read after the look, during which the node can be released. */
static void note_release(struct look *look)
{
	_cleanup_free_ char *by = NULL;
	time_t at;

	if (state_read_release(&look->root, &by, &at) > 0)
		report_release(&look->report, by, at);
}

/*
 * The lock that gates share. "fix" waits until no gate has it; a gate does not wait for "fix": what
 * that has not changed yet is a fault, after which recovery tries again. The descriptor, or -errno.
 */
static int share_lock(void)
{
	struct sysroot root;
	int r = sysroot_open(&root, "/");

	if (r < 0)
		return r;
	r = state_lock(&root, false);
	sysroot_close(&root);
	if (r == -EWOULDBLOCK)
		WARN("%s", "\"kubelet-preflight fix\" runs: what it changes may not be done yet");
	return r;
}

/*
 * Look, act and report. mode: NULL when it is not known yet. status_fd: where the status line goes,
 * -1 for systemd itself. The exit status; 0 when kubelet may start.
 */
static int run_gate(const struct options *options, const enum gate_mode *mode, int status_fd)
{
	bool verbose = options->given & OPTION_VERBOSE;
	_cleanup_strv_ char **trail = NULL;
	const struct look_request request = {
		.root = "/",
		.mode = LOOK_AND_ACT,
		.gate_mode = mode,
		.private_network = options->given & OPTION_PRIVATE_NETWORK,
		.trail = verbose ? &trail : NULL,
	};
	_cleanup_close_ int lock = share_lock();
	enum fitness fitness;
	struct look look;
	int r = look_at_node(&request, &look);

	(void)lock; /* until the end */
	if (r < 0) {
		warn_of(r, "/ cannot be checked");
		return FITNESS_UNKNOWN;
	}
	if (verbose)
		survey_note(&request, &look);
	look.report.of_gate = true;
	note_release(&look);
	fitness = report_opens(&look.report) ? FITNESS_FIT : report_fitness(&look.report);
	write_report(&look);
	note_held_back(&look, fitness == FITNESS_FIT);
	show_report(&look, status_fd);
	say_why_open(&look.report);
	write_metrics(&look);
	warn_of(last_fit_write(&look),
		LAST_FIT_DIRECTORY "/" LAST_FIT_NAME " could not be written");
	look_free(&look);
	return (int)fitness;
}

/*
 * Nothing comes before the mode but what takes the earlier report away, and that after the kernel
 * command line, which is read without memory.
 */
int command_gate(const struct options *options)
{
	struct open_gate gate = {.why = "report mode", .limit_s = LIMIT_S, .grace_s = GRACE_S};
	enum gate_mode mode = MODE_ENFORCE;
	bool released = state_is_released();
	bool said = mode_of_cmdline(&mode);
	int status_fd = -1;

	if (released || mode == MODE_REPORT)
		open_gate_begin(&gate);
	remove_report();
	if (!said && !released)
		mode = mode_of_settings();
	if (mode == MODE_ENFORCE && !released)
		return run_gate(options, &mode, status_fd);
	if (mode == MODE_ENFORCE)
		gate.why = "released";
	if (open_gate_fork(&gate, &status_fd) == 0)
		return FITNESS_FIT;
	return run_gate(options, said || !released ? &mode : NULL, status_fd);
}
