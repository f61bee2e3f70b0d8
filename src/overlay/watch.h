/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When a change of the overlay is reported by --wait. Pure: the time is a parameter. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/verdict.h"

enum overlay_phase {
	OVERLAY_WAITS,  /* the tunnel is not up yet, and the deadline not over */
	OVERLAY_UP,     /* and that was said */
	OVERLAY_BROKEN, /* and that was said */
};

enum overlay_say { OVERLAY_SAY_NOTHING, OVERLAY_SAY_UP, OVERLAY_SAY_BROKEN };

struct overlay_watch {
	enum overlay_phase phase;
	bool was_up;          /* at any time */
	uint64_t deadline_ms; /* of waiting */
	uint64_t up_ms;       /* since when it is up */
	uint64_t lost_ms;     /* since when it is not, though it was; 0: it is up */
	uint64_t hold_ms;     /* how long it must be lost until that is reported */
};

struct overlay_watch overlay_watch_new(uint64_t now_ms, uint64_t timeout_ms);

/*
 * To be called after each look; returns what is to be reported. UNKNOWN counts only at the
 * deadline. A lost tunnel is reported when it has been lost for hold_ms, which doubles each time,
 * so that one that comes and goes does not flood the journal. peers: there is a route over it, or
 * it needs none.
 */
enum overlay_say overlay_watch_step(struct overlay_watch *watch, uint64_t now_ms,
				    enum fitness fitness, bool peers);

/* In how many milliseconds to look again even if no event comes; -1: never. */
int overlay_watch_due(const struct overlay_watch *watch, uint64_t now_ms);
