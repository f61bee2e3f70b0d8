/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "fix": run the remedies that are safe, one by one. Each is of a look that was taken just before,
 * and is judged by the next one; what is not safe is printed with the report at the end. A look is
 * that of a gate, which loads and proves: what only the load of a module shows is not missed.
 */
#include "config.h"

#include <errno.h>
#include <sys/wait.h>

#include "commands/commands.h"
#include "commands/look.h"
#include "commands/state.h"
#include "output/terminal.h"
#include "system/shell.h"

#define LOCK_WAIT_MS 10000 /* a gate takes a second or two */
#define LOCK_STEP_MS 200
#define REMEDY_MS    (10 * 60 * 1000)
#define REMEDIES_MAX 64 /* in a directory of 10,000 broken files each would be one */

struct fixer {
	enum look_mode mode;
	unsigned int limit_s; /* of one look, which main() has set as an alarm */
	char **tried;         /* the commands that were run, or with --dry-run printed */
};

/* What was run last, and for what. */
struct attempt {
	const char *check;
	const struct cause *cause; /* NULL: nothing was */
	char *subject;             /* owned; "" for none */
	char *outcome; /* how the command ended, when it failed; else NULL; owned */
};

static void attempt_free(struct attempt *attempt)
{
	free(attempt->subject);
	free(attempt->outcome);
}

/* Wait for the gate that runs, or the other fix. The descriptor, or -errno, which was reported. */
static int take_lock(void)
{
	uint64_t deadline = now_ms() + LOCK_WAIT_MS;
	struct sysroot root;
	int r = sysroot_open(&root, "/");

	if (r < 0) {
		complain("/ cannot be checked: %s", sysroot_strerror(r));
		return r;
	}
	while ((r = state_lock(&root, true)) == -EWOULDBLOCK && now_ms() < deadline)
		sleep_ms(LOCK_STEP_MS);
	sysroot_close(&root);
	if (r == -EWOULDBLOCK)
		complain("nothing was run: the gate, another fix, or a command that it started, is "
			 "still running");
	else if (r < 0)
		complain("nothing was run: " STATE_DIRECTORY "/lock could not be locked: %s",
			 strerror(-r));
	return r;
}

/* 0, or -errno, which was reported. */
static int take_look(const struct fixer *fixer, struct look *ret)
{
	const struct look_request request = {.root = "/", .mode = fixer->mode};
	int r;

	alarm(fixer->limit_s);
	r = look_at_node(&request, ret);
	alarm(0);
	if (r < 0)
		look_complain(&request, r);
	return r;
}

/* The first fault with a safe remedy that was not tried; NULL when there is none, or after too
 * many. */
static const struct finding *find_next(const struct report *report, char *const *tried)
{
	if (strv_length(tried) == REMEDIES_MAX)
		return NULL;
	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding->verdict >= VERDICT_WARN && finding->remedy_kind == REMEDY_SAFE &&
		    !strv_contains(tried, finding->remedy))
			return finding;
	}
	return NULL;
}

static const struct finding *find_again(const struct report *report, const struct attempt *attempt)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding->verdict >= VERDICT_WARN &&
		    text_equal(finding->check, attempt->check) &&
		    finding->cause == attempt->cause &&
		    text_equal(finding->subject ? finding->subject : "", attempt->subject))
			return finding;
	}
	return NULL;
}

/* Print what the look after the last attempt says of it. */
static void judge(const struct attempt *attempt, const struct report *report)
{
	const struct finding *again;

	if (!attempt->cause)
		return;
	again = find_again(report, attempt);
	if (again)
		printf("Not fixed: %s: %s%s%s\n", attempt->cause->name, again->summary,
		       attempt->outcome ? "; " : "", attempt->outcome ? attempt->outcome : "");
	else
		printf("Fixed: %s%s%s\n", attempt->cause->name, attempt->outcome ? "; though " : "",
		       attempt->outcome ? attempt->outcome : "");
}

static void print_finding(const char *verb, const struct finding *finding)
{
	printf("\n%s for %s: %s\n    %s\n", verb, finding->cause->name, finding->summary,
	       finding->remedy);
	fflush(stdout);
}

static char *outcome_words(int status)
{
	if (WIFSIGNALED(status))
		return format_text("the command was ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status)
		       ? format_text("the command ended with status %d", WEXITSTATUS(status))
		       : NULL;
}

/* 0 when it ended, however; -errno, which was reported, when it still runs, or could not be
 * started. */
static int run_remedy(const struct finding *finding, struct attempt *ret)
{
	struct shell_end end;
	int r;

	print_finding("Running", finding);
	r = shell_run(finding->remedy, REMEDY_MS, &end);
	if (r == -ETIMEDOUT || r == -EINTR) {
		complain("the command is still running, with pid %d: %s", (int)end.pid,
			 r == -EINTR
				 ? "fix was ended, and leaves it running"
				 : "it had 10 minutes, and is left running; see what it waits for");
		return r;
	}
	if (r < 0) {
		complain("the command could not be run: %s", strerror(-r));
		return r;
	}
	attempt_free(ret);
	*ret = (struct attempt){
		.check = finding->check,
		.cause = finding->cause,
		.subject = xstrdup(finding->subject ? finding->subject : ""),
		.outcome = outcome_words(end.status),
	};
	return 0;
}

/* The exit status. With --dry-run what would be run is printed in one look. */
static int fix(struct fixer *fixer)
{
	_cleanup_(attempt_free) struct attempt attempt = {0};
	const struct finding *finding;
	struct look look;
	int r = take_look(fixer, &look), status = FITNESS_UNKNOWN;

	while (r == 0 && (finding = find_next(&look.report, fixer->tried))) {
		strv_append(&fixer->tried, finding->remedy);
		if (fixer->mode == LOOK_ONLY) {
			print_finding("Would be run", finding);
			continue;
		}
		r = run_remedy(finding, &attempt);
		look_free(&look);
		if (r == 0)
			r = take_look(fixer, &look);
		if (r == 0)
			judge(&attempt, &look.report);
	}
	if (r < 0)
		return FITNESS_UNKNOWN;
	if (!fixer->tried)
		printf("There is no safe command to run%s\n",
		       fixer->mode == LOOK_ONLY ? " (found without changing anything)" : "");
	printf("\n");
	if (terminal_report(&look.report, false, terminal_of_stdout(), stdout) == 0)
		status = (int)report_fitness(&look.report);
	look_free(&look);
	return status;
}

int command_fix(const struct options *options)
{
	bool dry_run = options->given & OPTION_DRY_RUN;
	struct fixer fixer = {.mode = dry_run ? LOOK_ONLY : LOOK_AND_ACT,
			      .limit_s = alarm(0)};
	_cleanup_close_ int lock = -1;
	int status;

	if (!dry_run && geteuid() != 0) {
		complain("only root can change the node: sudo kubelet-preflight fix");
		return FITNESS_UNKNOWN;
	}
	if (!dry_run && (lock = take_lock()) < 0)
		return FITNESS_UNKNOWN;
	status = fix(&fixer);
	strv_free(fixer.tried);
	return status;
}
