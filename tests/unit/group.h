/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group of tests, as TAP. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "util/util.h"

#define NOBODY 65534 /* a user without any right */

int run_group(const char *name, const struct CMUnitTest *tests, size_t count);
#define RUN_GROUP(name, tests) run_group(name, tests, ARRAY_SIZE(tests))
