/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What check "cni-plugins" says when what names the plugins cannot be used. */
#pragma once

#include "cni/answer.h"

/*
 * Where the check "cni-config" has said the fault, cni-plugins is passed over. Else nobody says it,
 * and the answer is not known: an ERROR, or a warning where cni-config itself would only warn.
 *
 * The answer is CNI_INVALID or CNI_UNREADABLE.
 */
void cni_blind_directory(const struct context *ctx, const struct cni_place *place,
			 const struct cni_answer *answer, struct report *report);

/* No configuration: an ERROR where cni-config has seen one. */
void cni_blind_absent(const struct context *ctx, const struct cni_place *place,
		      const struct cni_answer *answer, struct report *report);

/* The configuration of the runtime or the kubelet: what cni_runtime_find() answered. */
void cni_blind_runtime(const struct context *ctx, int error, const char *fault,
		       struct report *report);
