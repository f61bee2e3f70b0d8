/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of checks and the run over them. */
#pragma once

#include "core/check.h"

/* All checks in the order in which they run, and their number. */
extern const struct check *const all_checks[];
extern const size_t all_checks_count;

/* The check of that name, or NULL. */
const struct check *check_find(const char *name);

/*
 * Run the checks that names selects (all when it is NULL or empty) into the report. kernels: the
 * releases of --kernel=all, or NULL for the one of the context.
 */
void checks_run(const struct context *ctx, char *const *kernels, char *const *names,
		struct report *report);
