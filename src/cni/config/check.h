/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-config" for a runtime that is known already. */
#pragma once

#include "runtime/runtime.h"

/* Judge every place of the runtime into the report. 0, or -errno as cni_directory_read_place(). */
int cni_config_check(const struct context *ctx, const struct cni_runtime *runtime,
		     struct report *report);
