/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "installer": what kubelet-preflight-installer.service runs after kubelet's start. The gate let
 * kubelet start with a damaged CNI configuration, or without a plugin, because an installer in a
 * pod writes it again. This looks whether it did, at the times of the command line, and reports
 * once when it did not.
 */
#include "config.h"

#include <errno.h>

#include "cni/awaited.h"
#include "commands/commands.h"
#include "commands/look.h"
#include "output/journal.h"
#include "output/status.h"
#include "output/terminal.h"
#include "system/manager.h"

#define RESTARTS_MAX 8 /* of kubelet, for each of which a look is put off */

struct watch {
	char *unit;           /* the kubelet that runs; NULL while systemd has not said */
	uint64_t since_ms;    /* when it started, on the monotonic clock; else when we did */
	unsigned int limit_s; /* of one look, which main() has set as an alarm */
	struct report awaited; /* see cni_awaited_note() */
};

/* 1 when a kubelet runs, 0 when none does, -errno when systemd does not answer. */
static int ask_systemd(struct watch *watch)
{
	_cleanup_strv_ char **kubelets = strv_split(KUBELET_UNITS);
	_cleanup_free_ char *unit = NULL;
	struct manager *manager = NULL;
	uint64_t since_us = 0;
	int r = manager_open(&manager);

	if (r >= 0)
		r = manager_find_active(manager, kubelets, &unit, &since_us);
	manager_close(manager);
	if (r > 0) {
		free(watch->unit);
		watch->unit = TAKE(unit);
		watch->since_ms = since_us / 1000;
	}
	return r;
}

static void print_line(const char *line)
{
	status_send(line);
	printf("%s\n", line);
	fflush(stdout);
}

static const char *started(const struct watch *watch)
{
	return watch->unit ? watch->unit : "kubelet-preflight installer";
}

/* Behind the first of so many; "" when it is the only one. */
static char *and_more(size_t count)
{
	return count > 1 ? format_text(" (and %zu more)", count - 1) : xstrdup("");
}

static void say_waiting(const struct watch *watch, unsigned int seconds)
{
	const struct report *awaited = &watch->awaited;
	_cleanup_free_ char *more = and_more(awaited->count);
	_cleanup_free_ char *line =
		format_text("Waiting for the installer: %s%s; looking again %u s after %s started",
			    awaited->findings[0].summary, more, seconds, started(watch));

	print_line(line);
}

static void say_fixed(const struct watch *watch, const char *when)
{
	_cleanup_strv_ char **subjects = NULL;
	_cleanup_free_ char *list = NULL, *line = NULL;

	for (size_t i = 0; i < watch->awaited.count; i++)
		strv_append(&subjects, watch->awaited.findings[i].subject);
	list = strv_join(subjects, ", ");
	line = format_text("Fixed, seen %s: %s", when, list);
	print_line(line);
}

/* Once, at the level of an error; without a journal on stderr. The exit status. */
static int say_failed(const struct report *faults)
{
	const struct finding *first = &faults->findings[0];
	_cleanup_free_ char *more = and_more(faults->count);
	_cleanup_free_ char *run = remedy_run(first->remedy_kind, first->remedy);
	_cleanup_free_ char *line = format_text("Failed: %s%s%s", first->summary, more, run);
	int r = journal_installer(faults);

	status_send(line);
	if (r < 0) {
		complain("this could not be written to the journal: %s", strerror(-r));
		terminal_report(faults, true, (struct terminal){0}, stderr);
	}
	return FITNESS_UNFIT;
}

/*
 * Look at the node, put into *faults what is not fixed, and remember what an installer heals.
 * 1 when some of that is new, 0 when none is, or -errno. when: NULL at the first look, which has
 * no faults.
 */
static int look_and_note(struct watch *watch, const char *when, struct report *faults)
{
	char *names[] = {(char *)check_cni_config.name, (char *)check_cni_plugins.name, NULL};
	const struct look_request request = {
		.root = "/", .names = names, .mode = LOOK_WITHOUT_LINK};
	struct look look;
	int r;

	alarm(watch->limit_s);
	r = look_at_node(&request, &look);
	alarm(0);
	if (r < 0)
		return r;
	if (when) {
		report_init(faults, look.release, request.root);
		cni_awaited_judge(&watch->awaited, &look.report, when, faults);
	}
	r = cni_awaited_note(&watch->awaited, &look.report) > 0;
	look_free(&look);
	return r;
}

/*
 * The clock is the one in which systemd says since when kubelet runs. It stands still while the
 * machine is suspended, and so do kubelet and the installer: a suspend takes no time from them.
 */
static void sleep_until(uint64_t ms)
{
	const struct timespec then = {.tv_sec = (time_t)(ms / 1000),
				      .tv_nsec = (long)(ms % 1000) * 1000000L};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL) == EINTR)
		;
}

/*
 * Until that long after the start of the kubelet that runs then. False when none does, or when it
 * restarts again and again: systemd reports that, and its next start starts us again.
 */
static bool sleep_after_kubelet(struct watch *watch, unsigned int seconds)
{
	for (unsigned int restarts = 0; restarts <= RESTARTS_MAX; restarts++) {
		uint64_t due = watch->since_ms + seconds * UINT64_C(1000);

		sleep_until(due);
		if (ask_systemd(watch) == 0)
			return false;
		if (watch->since_ms + seconds * UINT64_C(1000) <= due)
			return true;
	}
	return false;
}

static char *how_long_after(const struct watch *watch)
{
	return format_text("%llu s after %s started",
			   (unsigned long long)(now_ms() - watch->since_ms) / 1000, started(watch));
}

/* The exit status. */
static int watch_installer(struct watch *watch, const unsigned int *times, size_t count)
{
	int r = 0;

	for (size_t i = 0; i < count; i++) {
		_cleanup_(report_free) struct report faults = {0};
		_cleanup_free_ char *when = NULL;
		bool last = i + 1 == count;

		say_waiting(watch, times[i]);
		if (!sleep_after_kubelet(watch, times[i]))
			return FITNESS_FIT;
		when = how_long_after(watch);
		r = look_and_note(watch, when, &faults);
		/* What is found only now is waited for, too, while there is another time. */
		if (r >= 0 && faults.count == 0 && (r == 0 || last)) {
			say_fixed(watch, when);
			return FITNESS_FIT;
		}
		if (r >= 0 && last)
			return say_failed(&faults);
	}
	complain("/ cannot be checked: %s", sysroot_strerror(r));
	return FITNESS_UNKNOWN;
}

int command_installer(const struct options *options)
{
	struct watch watch = {.since_ms = now_ms(), .limit_s = alarm(0)};
	int r;

	report_init(&watch.awaited, "", "/");
	r = look_and_note(&watch, NULL, NULL);
	if (r < 0) {
		complain("/ cannot be checked: %s", sysroot_strerror(r));
		r = FITNESS_UNKNOWN;
	} else if (r > 0 && ask_systemd(&watch) != 0) {
		r = watch_installer(&watch, options->seconds, options->seconds_count);
	} else {
		r = FITNESS_FIT;
	}
	report_free(&watch.awaited);
	free(watch.unit);
	return r;
}
