/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the runtime was asked in this look and what it answered. */
#include "config.h"

#include <errno.h>

#include "runtime/inquiry.h"

/* While it is waited for: most are ready within a second, and kubelet waits as well. */
#define POLL_MS       200
#define POLL_SOON_MS  50 /* in the first two seconds */
#define POLL_FIRST_MS (2 * 1000)

#define QUESTION_MIN_MS 1000 /* that an answer has: CRI-O's comes 600 ms after its start */

/* Of a unit that systemd starts again and again: when so many of those have ended as well, it has failed. */
#define RESTARTS_FAILED 2

void inquiry_free(struct inquiry *inquiry)
{
	cri_answer_free(&inquiry->answer);
	free(inquiry->unit);
	*inquiry = (struct inquiry){0};
}

/*
 * The manager of the live system knows nothing of an image, or of a fixture. For recovery the link is noted
 * that systemd makes at each start of a unit and removes at its end (unit_export_state_files()).
 */
static void look_at_unit(const struct context *ctx, struct inquiry *inquiry)
{
	_cleanup_free_ char *start = NULL;
	struct manager *manager;

	inquiry->has_state = false;
	if (!inquiry->unit || ctx->root->confined)
		return;
	start = format_text("/run/systemd/units/invocation:%s", inquiry->unit);
	trail_note(ctx->root->trail, start);
	if (manager_open(&manager) < 0)
		return;
	inquiry->has_state = manager_service_state(manager, inquiry->unit, &inquiry->state) >= 0;
	manager_close(manager);
}

bool inquiry_is_starting(const struct inquiry *inquiry)
{
	bool is_given_up = inquiry->state.restarts >= RESTARTS_FAILED;

	if (!inquiry->has_state)
		return false;
	switch (inquiry->state.phase) {
	case SERVICE_QUEUED:
		return true;
	case SERVICE_RESTARTING:
		return !is_given_up;
	case SERVICE_STARTING:
	case SERVICE_STOPPING:
		/* How this start of many ends is seen by a look that waits alone. */
		return inquiry->waits || !is_given_up;
	case SERVICE_ACTIVE:
		return inquiry->waits || !is_given_up || !inquiry->state.is_simple;
	default: /* missing, inactive or failed */
		return false;
	}
}

/* It does not answer yet, and may do so: there is no socket, it has nothing to say, or it closes. */
static bool is_awaited(const struct inquiry *inquiry)
{
	const struct cri_answer *answer = &inquiry->answer;

	return (answer->outcome == CRI_NOT_RUNNING ||
		(answer->outcome == CRI_NO_ANSWER && (answer->error == 0 || answer->error == -ECONNRESET))) &&
	       inquiry_is_starting(inquiry);
}

/* Until when it is waited for, as now_ms() counts. */
static uint64_t end_of_wait(const struct inquiry *inquiry, uint64_t begin)
{
	uint64_t whole = begin + INQUIRY_WAIT_MS, end = begin + INQUIRY_ACTIVE_MS;
	uint64_t active = inquiry->state.active_ms + INQUIRY_WAIT_MS;

	if (!is_awaited(inquiry))
		return 0;
	/* What it says itself, that it has nothing to say yet, is no matter of the socket. */
	if (inquiry->state.phase != SERVICE_ACTIVE || inquiry->answer.error == 0)
		return whole;
	if (inquiry->state.is_simple && active > end)
		end = active;
	return end < whole ? end : whole;
}

static void ask(const struct context *ctx, const char *endpoint, uint64_t deadline_ms,
		struct inquiry *inquiry)
{
	cri_answer_free(&inquiry->answer);
	cri_ask(ctx, endpoint, deadline_ms, &inquiry->answer);
	if (inquiry->answer.outcome == CRI_NOT_RUNNING || inquiry->answer.outcome == CRI_NO_ANSWER)
		look_at_unit(ctx, inquiry);
}

/* A socket that starts a service when somebody connects: it is not asked unless the service runs. */
static bool would_be_started(const struct runtime_choice *choice, const struct inquiry *inquiry)
{
	return choice->kind == RUNTIME_KIND_CRI_DOCKERD && inquiry->has_state &&
	       inquiry->state.phase != SERVICE_ACTIVE;
}

static void ask_first(const struct context *ctx, const struct runtime_choice *choice,
		      struct inquiry *inquiry)
{
	if (choice->kind == RUNTIME_KIND_CRI_DOCKERD)
		look_at_unit(ctx, inquiry);
	if (would_be_started(choice, inquiry))
		inquiry->answer = (struct cri_answer){
			.outcome = CRI_NOT_RUNNING,
			.endpoint = xstrdup(choice->endpoint),
			.why = format_text("%s: a connection would start it", choice->endpoint),
		};
	else
		ask(ctx, choice->endpoint, inquiry->deadline_ms, inquiry);
}

/* Ask until it answers, or the time is over. */
static void wait_for_answer(const struct context *ctx, const struct runtime_choice *choice,
			    struct inquiry *inquiry, uint64_t begin)
{
	while (now_ms() + POLL_MS + QUESTION_MIN_MS <= end_of_wait(inquiry, begin)) {
		uint64_t end = begin + INQUIRY_WAIT_MS, own;

		sleep_ms(inquiry->waited_ms < POLL_FIRST_MS ? POLL_SOON_MS : POLL_MS);
		inquiry->waited_ms = now_ms() - begin;
		own = now_ms() + CRI_LOOK_LIMIT_MS;
		if (would_be_started(choice, inquiry))
			look_at_unit(ctx, inquiry);
		else
			ask(ctx, choice->endpoint, own < end ? own : end, inquiry);
		inquiry->deadline_ms = now_ms() + CRI_LOOK_LIMIT_MS;
	}
}

const struct inquiry *inquiry_make(const struct context *ctx, const struct runtime_choice *choice)
{
	struct inquiry *inquiry = ctx->inquiry;
	uint64_t begin = now_ms();

	if (!inquiry || inquiry->is_made)
		return inquiry;
	inquiry->is_made = true;
	if (choice->unit)
		inquiry->unit = format_text("%s.service", choice->unit);
	inquiry->deadline_ms = begin + CRI_LOOK_LIMIT_MS;
	ask_first(ctx, choice, inquiry);
	/* What k3s starts itself comes behind the gate. */
	if (inquiry->waits && !(choice->distribution && choice->distribution->starts_runtime))
		wait_for_answer(ctx, choice, inquiry, begin);
	return inquiry;
}

const struct inquiry *inquiry_repeat(const struct context *ctx)
{
	struct inquiry *inquiry = ctx->inquiry;
	_cleanup_free_ char *endpoint = xstrdup(inquiry->answer.endpoint);

	/* The first answer can take most of the time: no answer would be ours then, and not the runtime's. */
	if (now_ms() + QUESTION_MIN_MS > inquiry->deadline_ms)
		return inquiry;
	ask(ctx, endpoint, inquiry->deadline_ms, inquiry);
	return inquiry;
}

const struct cri_answer *inquiry_answer(const struct inquiry *inquiry)
{
	return inquiry && inquiry->answer.outcome == CRI_ANSWERED ? &inquiry->answer : NULL;
}
