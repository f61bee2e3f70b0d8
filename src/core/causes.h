/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rows of the table of causes, one array a subject; a row with CAUSE_NONE ends each. */
#pragma once

#include "core/cause.h"

#define OURS  "man:kubelet-preflight(8)"
#define CONF  "man:kubelet-preflight.conf(5)"
#define UNITS "man:kubelet-preflight.service(8)"

extern const struct cause causes_module[], causes_cni[], causes_overlay[], causes_other[],
	causes_runtime[];
