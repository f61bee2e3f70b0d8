/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One candidate of a CNI directory, judged as libcni 1.3 does it, and then as its runtime does. */
#pragma once

#include "cni/answer.h"

/* What CRI-O does with a candidate; containerd takes what is sound and stops on the rest. */
enum cni_use {
	CNI_USE_TAKEN,    /* it counts as a network, be it one that refuses each pod */
	CNI_USE_SKIPPED,  /* it does not load */
	CNI_USE_UNSERVED, /* it is sound, and a plugin of it cannot be executed: skipped as well */
	CNI_USE_UNJUDGED, /* newer than this program knows: it is taken, or skipped as well */
	CNI_USE_STOPS,    /* nothing behind it matters: the runtime hangs, or we could not look */
};

/*
 * Judge the file of that name in the place. *ret, the caller's, has no notices but under CRI-O
 * that of an unserved or unjudged plugin. ret_use is for CRI-O, and may be NULL else. -ENOENT when it is not
 * there any more, or is a directory, which no runtime looks at; else as cni_directory_read_place().
 */
int cni_candidate_judge(const struct cni_reading *reading, const char *name,
			struct cni_answer *ret, enum cni_use *ret_use);
