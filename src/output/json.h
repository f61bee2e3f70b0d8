/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as a JSON document: --json and /run/kubelet-preflight/report.json. */
#pragma once

#include "core/report.h"

/*
 * The document, with a newline at its end: the form that kubelet-preflight(8) promises to
 * programs, "version" 1. The caller owns it.
 */
char *json_report(const struct report *report);
