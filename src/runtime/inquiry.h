/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the runtime was asked in this look and what it answered, for all checks that go by it. */
#pragma once

#include "runtime/ask.h"
#include "runtime/choice.h"
#include "system/manager.h"

/*
 * How long a gate waits for a runtime that is starting, from its first question on: all questions
 * of the wait end with it. An active unit whose socket is not there, or closes, is waited for so
 * long since it became active, when that says nothing of its socket (Type=simple); for any other,
 * which is ready by its own word, it is the time in which systemd notices that it has ended.
 */
#define INQUIRY_WAIT_MS   (60 * 1000)
#define INQUIRY_ACTIVE_MS (2 * 1000)

/* Of all questions of a look: of the wait, and of those that are asked again behind it. */
#define INQUIRY_LIMIT_MS (INQUIRY_WAIT_MS + CRI_LOOK_LIMIT_MS)

struct inquiry {
	bool waits;               /* for a runtime that is starting: set by who begins the look */
	bool is_made;             /* the rest is filled */
	struct cri_answer answer; /* the last one */
	char *unit;               /* "containerd.service": who serves the endpoint; NULL when not known */
	bool has_state;           /* systemd has said the state of the unit */
	struct service_state state;
	uint64_t waited_ms;       /* how long this look waited for an answer */
	uint64_t deadline_ms;     /* of all questions of this look but those of the wait */
};

void inquiry_free(struct inquiry *inquiry);

/*
 * Ask the runtime that was chosen, unless it was asked before in this look. NULL when this look asks none
 * (ctx->inquiry). Not the caller's.
 */
const struct inquiry *inquiry_make(const struct context *ctx, const struct runtime_choice *choice);

/*
 * Ask it again, for the files have changed since, or say something else. As inquiry_make() has returned; the
 * last answer stays when less than a second is left.
 */
const struct inquiry *inquiry_repeat(const struct context *ctx);

/* The answer where the outcome is CRI_ANSWERED; else NULL. */
const struct cri_answer *inquiry_answer(const struct inquiry *inquiry);

/* Whether the service is about to run: it starts, is restarted by systemd, or may be restarted. */
bool inquiry_is_starting(const struct inquiry *inquiry);
