/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The trail: every path that was looked at, so that somebody who waits for a repair knows what to
 * watch, without a list of his own that could drift from what the checks read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct trail;

/* An empty one; the caller's (trail_free). */
struct trail *trail_new(void);
void trail_free(struct trail *trail);

static inline void trail_cleanup(struct trail **trail)
{
	trail_free(*trail);
}

/* Note a path. Doubles are kept once; beyond TRAIL_MAX paths none is kept. */
void trail_note(struct trail *trail, const char *path);

/* The noted path of that index, in the order in which they were looked at; NULL beyond the last. */
const char *trail_path(const struct trail *trail, size_t index);
