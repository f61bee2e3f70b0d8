/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When something is said of an overlay that is watched: pure, the time comes from outside. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/verdict.h"

enum overlay_phase {
	OVERLAY_WAITS,  /* for the tunnel to come up, until the deadline */
	OVERLAY_UP,     /* and that was said */
	OVERLAY_BROKEN, /* and that was said */
};

enum overlay_say { OVERLAY_SAY_NOTHING, OVERLAY_SAY_UP, OVERLAY_SAY_BROKEN };

struct overlay_watch {
	enum overlay_phase phase;
	bool was_up;          /* at any time */
	uint64_t deadline_ms; /* of waiting */
	uint64_t up_ms;       /* since when it is up */
	uint64_t lost_ms;     /* since when it is not, though it was; 0: it is */
	uint64_t hold_ms;     /* how long it must be so until that is said */
};

struct overlay_watch overlay_watch_new(uint64_t now_ms, uint64_t timeout_ms);

/*
 * After each look. An UNKNOWN changes nothing but at the deadline. A tunnel that goes is reported
 * when it has been gone for a while, which doubles each time: one that comes and goes is no storm
 * in the journal. peers: there is a route over it, or it needs none.
 */
enum overlay_say overlay_watch_step(struct overlay_watch *watch, uint64_t now_ms,
				    enum fitness fitness, bool peers);

/* When to look again though nothing happened, in milliseconds from now; -1: never. */
int overlay_watch_due(const struct overlay_watch *watch, uint64_t now_ms);
