/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which plugin heals once kubelet runs. */
#pragma once

#include "cni/binary.h"
#include "cni/heal.h"
#include "cni/needs.h"

/*
 * Whether a plugin that a network of the place needs beside others heals, as it was found. *ret is the
 * caller's (cni_heal_free).
 */
bool cni_heals_plugin(const struct cni_reading *reading, const struct cni_needs *needs,
		      const struct cni_binary *binary, struct cni_heal *ret);
