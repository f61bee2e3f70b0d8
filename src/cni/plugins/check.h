/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-plugins" under a runtime that is given. */
#pragma once

#include "runtime/runtime.h"

/* What run() of the check does once the runtime is known. 0, or -errno about us. */
int cni_plugins_look(const struct context *ctx, const struct cni_runtime *runtime,
		     struct report *report);
