/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When a change of the overlay is reported by --wait. */
#include "config.h"

#include <limits.h>

#include "overlay/watch.h"

#define HOLD_MIN_MS (10 * 1000) /* a CNI recreates its tunnel faster than this */
#define HOLD_MAX_MS (15 * 60 * 1000)

struct overlay_watch overlay_watch_new(uint64_t now_ms, uint64_t timeout_ms)
{
	return (struct overlay_watch){
		.phase = OVERLAY_WAITS, .deadline_ms = now_ms + timeout_ms, .hold_ms = HOLD_MIN_MS};
}

static enum overlay_say say_up(struct overlay_watch *watch, uint64_t now_ms)
{
	watch->phase = OVERLAY_UP;
	watch->was_up = true;
	watch->up_ms = now_ms;
	watch->lost_ms = 0;
	return OVERLAY_SAY_UP;
}

static enum overlay_say say_broken(struct overlay_watch *watch)
{
	watch->phase = OVERLAY_BROKEN;
	return OVERLAY_SAY_BROKEN;
}

static enum overlay_say step_waiting(struct overlay_watch *watch, uint64_t now_ms,
				     enum fitness fitness, bool peers)
{
	bool late = now_ms >= watch->deadline_ms;

	if (fitness == FITNESS_FIT && (peers || late))
		return say_up(watch, now_ms);
	return late ? say_broken(watch) : OVERLAY_SAY_NOTHING;
}

static enum overlay_say step_up(struct overlay_watch *watch, uint64_t now_ms, enum fitness fitness)
{
	if (fitness == FITNESS_UNKNOWN)
		return OVERLAY_SAY_NOTHING;
	if (fitness == FITNESS_FIT && watch->lost_ms) {
		watch->up_ms = now_ms;
		watch->lost_ms = 0;
	}
	/* Up until now: the event that it was lost can be the first one since it came up. */
	if (!watch->lost_ms && now_ms - watch->up_ms >= HOLD_MAX_MS)
		watch->hold_ms = HOLD_MIN_MS;
	if (fitness == FITNESS_FIT)
		return OVERLAY_SAY_NOTHING;
	if (!watch->lost_ms)
		watch->lost_ms = now_ms;
	if (now_ms - watch->lost_ms < watch->hold_ms)
		return OVERLAY_SAY_NOTHING;
	watch->hold_ms = watch->hold_ms * 2 < HOLD_MAX_MS ? watch->hold_ms * 2 : HOLD_MAX_MS;
	return say_broken(watch);
}

enum overlay_say overlay_watch_step(struct overlay_watch *watch, uint64_t now_ms,
				    enum fitness fitness, bool peers)
{
	if (watch->phase == OVERLAY_WAITS)
		return step_waiting(watch, now_ms, fitness, peers);
	if (watch->phase == OVERLAY_UP)
		return step_up(watch, now_ms, fitness);
	return fitness == FITNESS_FIT ? say_up(watch, now_ms) : OVERLAY_SAY_NOTHING;
}

int overlay_watch_due(const struct overlay_watch *watch, uint64_t now_ms)
{
	uint64_t due;

	if (watch->phase == OVERLAY_WAITS)
		due = watch->deadline_ms;
	else if (watch->phase == OVERLAY_UP && watch->lost_ms)
		due = watch->lost_ms + watch->hold_ms;
	else
		return -1;
	if (due <= now_ms)
		return 0;
	return due - now_ms < INT_MAX ? (int)(due - now_ms) : INT_MAX;
}
