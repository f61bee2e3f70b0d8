/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the kind of link that the CNI makes is among those that are proven. */
#pragma once

#include "cni/needs.h"
#include "core/check.h"

/*
 * A warning for a network whose CNI makes a tunnel of a kind that the default of Modules= does not
 * prove. What somebody has set is meant, and nothing is said.
 */
void cni_kind_look(const struct context *ctx, const struct cni_needs *needs, struct report *report);
