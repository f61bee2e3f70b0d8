/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other releases of the runtime make of a CNI configuration than the newest libcni. */
#pragma once

#include "cni/answer.h"

/*
 * A file that loads with the libcni of today, and not with that of a runtime whose series is known:
 * then the answer is CNI_INVALID, with the command that fixes it.
 */
void cni_release_answer(const struct context *ctx, const struct cni_runtime *runtime,
			struct cni_answer *answer);

/* Add notices to the answer about a file of what depends on the release of the runtime. */
void cni_release_note(const struct context *ctx, const struct cni_runtime *runtime,
		      struct cni_answer *answer);
