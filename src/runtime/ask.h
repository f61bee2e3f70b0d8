/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ask the container runtime of the live node: its name, its release, and what it makes of CNI. */
#pragma once

#include <stdint.h>

#include "core/check.h"
#include "runtime/crio.h"
#include "runtime/status.h"

/* For all questions of one look. */
#define CRI_LOOK_LIMIT_MS (15 * 1000)

enum cri_outcome {
	CRI_NOT_ASKED,   /* why: an image, not root, libnghttp2 is missing */
	CRI_NOT_RUNNING, /* there is no socket, or no process listens on it */
	CRI_NO_ANSWER,   /* none in time, refusals alone, or one that cannot be read */
	CRI_NO_SERVICE,  /* what answers serves no CRI */
	CRI_ANSWERED,    /* version and status are filled */
};

struct cri_answer {
	enum cri_outcome outcome;
	char *endpoint; /* as choice has it: the path of a socket, or a URL of another kind */
	char *why;      /* for messages: why there is no answer; NULL with CRI_ANSWERED */
	int error;      /* -errno of cri_strerror(), where that is why; else 0 */
	struct cri_version
		version; /* NULL strings until Version was answered, which Status need not be */
	struct cri_status status;
	bool has_config; /* config holds the directories that CRI-O has in force */
	struct crio_config config;
	uint64_t took_ms;           /* from the first connect to the last byte */
};

/*
 * Ask at the endpoint, until the deadline (as now_ms() counts). Only the live node is asked, and by
 * root. The question is repeated every 200 ms while the runtime starts: after any grpc-status but 0
 * and 12 (UNIMPLEMENTED), and after CRI-O's "plugin status uninitialized". CRI-O's Status is asked
 * 600 ms after its start at the earliest. *ret is the caller's (cri_answer_free).
 */
void cri_ask(const struct context *ctx, const char *endpoint, uint64_t deadline_ms, struct cri_answer *ret);
void cri_answer_free(struct cri_answer *answer);
