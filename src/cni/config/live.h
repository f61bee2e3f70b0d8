/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the container runtime says of the CNI configuration of all pods, in addition to what our own
 * reading of the files (struct cni_answer) says.
 */
#pragma once

#include "cni/answer.h"

enum cni_live {
	CNI_LIVE_NONE,     /* it says nothing that decides: the reading does */
	CNI_LIVE_READY,    /* it has loaded a network */
	CNI_LIVE_NOT_YET,  /* it has, but a plugin waits for its agent, which is a pod */
	CNI_LIVE_ABSENT,   /* there is none to load (CRI-O: or none that it takes) */
	CNI_LIVE_REJECTED, /* it could not load what is there */
};

/* What follows for the finding. */
enum cni_live_verdict {
	CNI_LIVE_AS_READ, /* the finding of the reading */
	CNI_LIVE_PASS,
	CNI_LIVE_PASS_BUT,   /* and a warning: it may reject the files at its next start */
	CNI_LIVE_WAITS,      /* Absent= decides */
	CNI_LIVE_STALE,      /* the files are sound, and it has not loaded them: a warning … */
	CNI_LIVE_STALE_FAIL, /* … or a fault */
	CNI_LIVE_BROKEN,     /* the reading's fault, with the runtime's words */
};

/* Of an answer (NULL for none), by the name that the runtime gives itself. Pure. */
enum cni_live cni_live_of(const struct cri_answer *answer);

/* Pure. answer: what the reading says. */
enum cni_live_verdict cni_live_judge(enum cni_live live, const struct cni_runtime *runtime,
				     const struct cni_answer *answer);

/* The same by the runtime's last answer; CNI_LIVE_AS_READ for the place of a runtime handler. */
enum cni_live_verdict cni_live_verdict_of(const struct cni_reading *reading,
					  const struct cni_answer *answer);

/* Whether the runtime has loaded a network. */
bool cni_live_is_loaded(enum cni_live_verdict verdict);

/*
 * What the runtime says of the place of all pods. While that differs from our reading it is asked
 * again, for 2 s at most: its answer can be older than the files. CNI_LIVE_NONE for other places.
 */
enum cni_live cni_live_await(const struct cni_reading *reading, const struct cni_answer *answer);

/* The runtime's own sentence, not the caller's: why it has loaded nothing. */
const char *cni_live_words(const struct cri_answer *answer);
