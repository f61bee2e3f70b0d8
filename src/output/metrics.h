/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as metrics, in the text form that node_exporter reads from files. */
#pragma once

#include <time.h>

#include "core/report.h"

/*
 * kubelet_preflight_verdict, _cause, _mode, _release_timestamp_seconds and _timestamp_seconds, as
 * kubelet-preflight(8) promises them. The caller owns it.
 */
char *metrics_report(const struct report *report, time_t now);
