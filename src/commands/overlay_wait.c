/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "overlay --wait": what kubelet-preflight-overlay.service runs. It waits for the kernel's word that
 * a link, an address or a route has changed, looks when one of them matters, and says so once when
 * the tunnel is up, is not up in time, or is gone again. It sleeps in between, for days.
 */
#include "config.h"

#include <errno.h>
#include <time.h>

#include "commands/commands.h"
#include "commands/look.h"
#include "output/journal.h"
#include "output/status.h"
#include "overlay/output.h"
#include "overlay/overlay.h"
#include "overlay/watch.h"
#include "system/rtnl_watch.h"

#define SETTLE_MS 500  /* after an event that matters: the CNI is not done, and a storm is one look */
#define RETRY_MS  2000 /* after a look that failed */
#define CLOCK_SIZE 64 /* "2026-11-27 09:21:44 UTC" */

/* What is known of the last look, by which events are told apart. */
struct vigil {
	const struct look *look;
	struct rtnl_watch *events;
	struct overlay_watch watch;
	struct overlay overlay; /* of the last look; want decides which names matter */
	bool came;    /* an earlier look found it not to be up */
	char *status; /* the last line that was sent */
};

static bool link_matters(const struct vigil *vigil, const void *payload, size_t size)
{
	const struct overlay *overlay = &vigil->overlay;
	struct rtnl_link link;

	if (rtnl_parse_link(payload, size, &link) < 0)
		return false;
	link.up = true; /* one that counts only when it is up has just gone down, perhaps */
	return overlay_name_find(&overlay->want, &link) >= 0 || text_equal(link.kind, "vxlan") ||
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

/* A route is news only while none was seen. */
static bool route_matters(const struct overlay *overlay, bool removed, const void *payload,
			  size_t size)
{
	bool over;

	return overlay->found && (overlay->routes == 0 || removed) &&
	       rtnl_parse_route(payload, size, overlay->link.index, &over) == 0 && over;
}

static bool matters(void *arg, enum rtnl_event event, bool removed, const void *payload, size_t size)
{
	const struct vigil *vigil = arg;

	switch (event) {
	case RTNL_EVENT_LINK:
		return link_matters(vigil, payload, size);
	case RTNL_EVENT_ADDRESS:
		return address_matters(&vigil->overlay, payload, size);
	case RTNL_EVENT_ROUTE:
		return route_matters(&vigil->overlay, removed, payload, size);
	}
	return false;
}

/*
 * ", since 2026-11-27 09:21:44 UTC, 12 s after kubelet.service": since the tunnel has its address, or
 * was seen to come up. "" when neither is known.
 */
static char *since_when(const struct vigil *vigil)
{
	const struct overlay *overlay = &vigil->overlay;
	int64_t age_ms = overlay->has_age ? (int64_t)overlay->age_cs * 10 : 0;
	int64_t after_ms = (int64_t)now_ms() - age_ms - (int64_t)(overlay->kubelet_since_us / 1000);
	time_t then = time(NULL) - (time_t)(age_ms / 1000);
	char clock[CLOCK_SIZE] = "";
	struct tm parts;

	if (!overlay->found || (!overlay->has_age && !vigil->came))
		return xstrdup("");
	if (!localtime_r(&then, &parts) || strftime(clock, sizeof(clock), "%F %T %Z", &parts) == 0)
		return xstrdup("");
	if (overlay->kubelet != KUBELET_RUNS)
		return format_text(", since %s", clock);
	return after_ms < 0 ? format_text(", since %s, before %s", clock, overlay->kubelet_unit)
			    : format_text(", since %s, %lld s after %s", clock,
					  (long long)after_ms / 1000, overlay->kubelet_unit);
}

static void send_status(struct vigil *vigil, const char *line)
{
	if (vigil->status && text_equal(vigil->status, line))
		return;
	free(vigil->status);
	vigil->status = xstrdup(line);
	status_send(line);
}

/* Without a journal, and for a person who waits, on standard output. */
static void say(struct vigil *vigil, const struct report *report, enum overlay_say what)
{
	_cleanup_free_ char *when =
		what == OVERLAY_SAY_UP ? since_when(vigil) : xstrdup("");
	_cleanup_free_ char *line = overlay_line(report, when);
	int r = journal_overlay(report, line);

	if (r < 0 || !getenv("INVOCATION_ID")) {
		printf("%s\n", line);
		fflush(stdout);
	}
	send_status(vigil, line);
}

static void say_waiting(struct vigil *vigil, const struct report *report)
{
	_cleanup_free_ char *line = overlay_line_waiting(report);

	send_status(vigil, line);
}

/* The report of the look is thrown away: what is to be said was. */
static void look_once(struct vigil *vigil)
{
	struct overlay overlay;
	struct report report;
	enum overlay_say what;
	bool peers;

	overlay_look(&vigil->look->ctx, &overlay);
	overlay.was_up = vigil->watch.was_up;
	overlay_free(&vigil->overlay);
	vigil->overlay = overlay;
	report_init(&report, vigil->look->release, "/");
	overlay_judge(&overlay, &report);
	peers = overlay.routes > 0 || overlay.want.none || overlay.name.external ||
		overlay.link.vxlan.external;
	what = overlay_watch_step(&vigil->watch, now_ms(), report_fitness(&report), peers);
	vigil->came |= report_fitness(&report) != FITNESS_FIT;
	if (what != OVERLAY_SAY_NOTHING)
		say(vigil, &report, what);
	else if (vigil->watch.phase == OVERLAY_WAITS)
		say_waiting(vigil, &report);
	report_free(&report);
}

/* Until there is reason to look again. 0, or -errno. */
static int wait_for_reason(struct vigil *vigil)
{
	for (;;) {
		int due = overlay_watch_due(&vigil->watch, now_ms());
		int r;

		if (vigil->overlay.error < 0 && (due < 0 || due > RETRY_MS))
			due = RETRY_MS;
		if (due == 0)
			return 0;
		r = rtnl_watch_wait(vigil->events, due, matters, vigil);
		if (r < 0 && r != -EINTR)
			return r;
		if (r > 0) {
			sleep_ms(SETTLE_MS);
			/* What came meanwhile is in the look that follows. */
			r = rtnl_watch_wait(vigil->events, 0, matters, vigil);
			return r < 0 && r != -EINTR ? r : 0;
		}
		if (vigil->overlay.error < 0)
			return 0;
	}
}

static int keep_watch(struct vigil *vigil)
{
	/* First the ear and then the eye: what changes in between is heard. */
	int r = rtnl_watch_open(&vigil->events);

	while (r == 0) {
		look_once(vigil);
		r = wait_for_reason(vigil);
	}
	rtnl_watch_close(vigil->events);
	overlay_free(&vigil->overlay);
	free(vigil->status);
	return r;
}

int overlay_wait(const struct look *look)
{
	struct vigil vigil = {
		.look = look,
		.watch = overlay_watch_new(now_ms(), (uint64_t)look->settings.timeout_s * 1000),
	};
	int r = keep_watch(&vigil);

	fprintf(stderr, "kubelet-preflight: the overlay cannot be watched: %s\n", strerror(-r));
	return FITNESS_UNKNOWN;
}
