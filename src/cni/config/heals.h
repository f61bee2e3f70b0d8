/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which configuration heals once kubelet runs. */
#pragma once

#include "cni/heal.h"

/*
 * Whether what is broken in a place, and all that keeps the runtime from its network there, heals. When
 * the runtime needs more files than one that heals, and another is broken for good, *answer becomes the
 * answer of that one. *ret is the caller's (cni_heal_free). 1, 0, or -errno as cni_directory_read_place().
 */
int cni_heals_config(const struct cni_reading *reading, struct cni_answer *answer,
		     struct cni_heal *ret);
