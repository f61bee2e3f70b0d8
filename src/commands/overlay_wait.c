/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "overlay --wait": what kubelet-preflight-overlay.service runs. It waits for the kernel's word
 * that a link, an address or a route has changed, looks when one of them matters, and says so once
 * when the tunnel is up, is not up in time, or is gone again. It sleeps in between, for days.
 */
#include "config.h"

#include <errno.h>

#include "commands/commands.h"
#include "commands/look.h"
#include "core/policy.h"
#include "output/journal.h"
#include "output/status.h"
#include "overlay/output.h"
#include "overlay/overlay.h"
#include "overlay/watch.h"
#include "system/rtnl_reader.h"

#define SETTLE_MS 500 /* after an event: the CNI goes on, and many events become one look */
#define RETRY_MS  2000 /* after a look that failed */
#define CLOCK_SIZE 64 /* "2026-11-27 09:21:44 UTC" */

/* What is known of the last look, by which events are distinguished. */
struct overlay_watch_state {
	const struct look *look;
	struct rtnl_reader *events;
	struct overlay_watch watch;
	struct overlay overlay; /* of the last look; expected decides which names matter */
	bool was_seen_down;     /* an earlier look found it not to be up */
	char *status; /* the last line that was sent */
};

static bool link_matters(const struct overlay_watch_state *state, const void *payload, size_t size)
{
	const struct overlay *overlay = &state->overlay;
	struct rtnl_link link;

	if (rtnl_parse_link(payload, size, &link) < 0)
		return false;
	link.up = true; /* also for a link that counts only when it is up, and has gone down */
	return overlay_name_find(&overlay->expected, &link) >= 0 || text_equal(link.kind, "vxlan") ||
	       (overlay->found && link.index == overlay->link.index);
}

static bool address_matters(const struct overlay *overlay, const void *payload, size_t size)
{
	struct rtnl_address address;

	if (!overlay->found || rtnl_parse_address(payload, size, &address) < 0)
		return false;
	return address.index == overlay->link.index ||
	       (overlay->link.vxlan.local.size > 0 &&
		rtnl_ip_equal(&address.ip, &overlay->link.vxlan.local));
}

/* A new route matters only while none was seen. */
static bool route_matters(const struct overlay *overlay, bool removed, const void *payload,
			  size_t size)
{
	bool over;

	return overlay->found && (overlay->routes == 0 || removed) &&
	       rtnl_parse_route(payload, size, overlay->link.index, &over) == 0 && over;
}

static bool event_matters(void *arg, enum rtnl_event event, bool removed, const void *payload,
			  size_t size)
{
	const struct overlay_watch_state *state = arg;

	switch (event) {
	case RTNL_EVENT_LINK:
		return link_matters(state, payload, size);
	case RTNL_EVENT_ADDRESS:
		return address_matters(&state->overlay, payload, size);
	case RTNL_EVENT_ROUTE:
		return route_matters(&state->overlay, removed, payload, size);
	}
	return false;
}

/*
 * ", since 2026-11-27 09:21:44 UTC, 12 s after kubelet.service": since the tunnel has its address,
 * or was seen to come up. "" when neither is known.
 */
static char *since_when(const struct overlay_watch_state *state)
{
	const struct overlay *overlay = &state->overlay;
	int64_t age_ms = overlay->has_age ? (int64_t)overlay->age_cs * 10 : 0;
	int64_t after_ms = (int64_t)now_ms() - age_ms - (int64_t)(overlay->kubelet_since_us / 1000);
	time_t then = time(NULL) - (time_t)(age_ms / 1000);
	char clock[CLOCK_SIZE] = "";
	struct tm parts;

	if (!overlay->found || (!overlay->has_age && !state->was_seen_down))
		return xstrdup("");
	if (!localtime_r(&then, &parts) || strftime(clock, sizeof(clock), "%F %T %Z", &parts) == 0)
		return xstrdup("");
	if (!overlay->kubelet_runs)
		return format_text(", since %s", clock);
	return after_ms < 0 ? format_text(", since %s, before %s", clock, overlay->kubelet_unit)
			    : format_text(", since %s, %lld s after %s", clock,
					  (long long)after_ms / 1000, overlay->kubelet_unit);
}

/* Takes the line over. */
static void send_status(struct overlay_watch_state *state, char *line)
{
	if (!state->status || !text_equal(state->status, line))
		status_send(line);
	free(state->status);
	state->status = line;
}

/* Without a journal, and for a person who waits, on standard output. */
static void report_change(struct overlay_watch_state *state, const struct report *report,
			  enum overlay_say what)
{
	_cleanup_free_ char *when = what == OVERLAY_SAY_UP ? since_when(state) : xstrdup("");
	char *line = overlay_line(report, when);
	int r = journal_overlay(report, line);

	if (r < 0 || !getenv("INVOCATION_ID")) {
		printf("%s\n", line);
		fflush(stdout);
	}
	send_status(state, line);
}

/* Look, and report a change. */
static void look_once(struct overlay_watch_state *state)
{
	struct overlay overlay;
	struct report report;
	enum overlay_say what;
	bool peers;

	overlay_look(&state->look->ctx, &overlay);
	overlay.was_up = state->watch.was_up;
	overlay_free(&state->overlay);
	state->overlay = overlay;
	report_init(&report, state->look->release, "/");
	overlay_judge(&overlay, &report);
	policy_apply(&state->look->settings, &report);
	peers = overlay.routes > 0 || overlay.expected.none || overlay.name.external ||
		overlay.link.vxlan.external;
	what = overlay_watch_step(&state->watch, now_ms(), report_fitness(&report), peers);
	state->was_seen_down |= report_fitness(&report) != FITNESS_FIT;
	if (what != OVERLAY_SAY_NOTHING)
		report_change(state, &report, what);
	else if (state->watch.phase == OVERLAY_WAITS)
		/* While it is early: what it waits for, and no command yet. */
		send_status(state, format_text("Waiting: %s", report_gravest(&report)->summary));
	report_free(&report);
}

/* Until there is reason to look again. 0, or -errno. */
static int wait_for_reason(struct overlay_watch_state *state)
{
	for (;;) {
		int due = overlay_watch_due(&state->watch, now_ms());
		int r;

		if (state->overlay.error < 0 && (due < 0 || due > RETRY_MS))
			due = RETRY_MS;
		if (due == 0)
			return 0;
		r = rtnl_watch_wait(state->events, due, event_matters, state);
		if (r < 0 && r != -EINTR)
			return r;
		if (r > 0) {
			sleep_ms(SETTLE_MS);
			/* What came meanwhile is in the look that follows. */
			r = rtnl_watch_wait(state->events, 0, event_matters, state);
			return r < 0 && r != -EINTR ? r : 0;
		}
		if (state->overlay.error < 0)
			return 0;
	}
}

static int watch_until_error(struct overlay_watch_state *state)
{
	/* Subscribe before the first look, so that a change between the two is received. */
	int r = rtnl_watch_open(&state->events);

	while (r == 0) {
		look_once(state);
		r = wait_for_reason(state);
	}
	rtnl_reader_close(state->events);
	overlay_free(&state->overlay);
	free(state->status);
	return r;
}

int overlay_wait(const struct look *look)
{
	struct overlay_watch_state state = {
		.look = look,
		.watch = overlay_watch_new(now_ms(), (uint64_t)look->settings.timeout_s * 1000),
	};
	int r = watch_until_error(&state);

	complain("the overlay cannot be watched: %s", strerror(-r));
	return FITNESS_UNKNOWN;
}
