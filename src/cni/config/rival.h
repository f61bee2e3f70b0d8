/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is misleading about a CNI directory that works: files that lose against another. */
#pragma once

#include "cni/answer.h"

/* Files behind the one that decides that are compared to it. */
#define CNI_RIVALS_MAX 64

/*
 * Add notices to the answer: of files that lose against the one that decides where one could
 * think that they win (the rule stands in kubelet-preflight(8), cni-config-rival), and of what
 * depends on the release of the runtime. names: the candidates in byte order. 0, or -errno as
 * cni_directory_read_place().
 */
int cni_rivals_note(const struct context *ctx, const struct cni_runtime *runtime,
		    const struct cni_place *place, char *const *names,
		    struct cni_answer *answer);
