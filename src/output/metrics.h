/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as metrics, in the text form that node_exporter reads from files. */
#pragma once

#include <time.h>

#include "core/report.h"
#include "system/sysroot.h"

/*
 * kubelet_preflight_verdict, _cause, _mode, _release_timestamp_seconds and _timestamp_seconds, as
 * kubelet-preflight(8) promises them. The caller owns it.
 */
char *metrics_report(const struct report *report, time_t now);

/*
 * Write text to path as durable_write() does: node_exporter sees the old file or the new one, and
 * never the one that is written aside. 0, the -errno of durable_write(), or -ETIMEDOUT when the
 * directory does not answer in time (a dead network file system): no metrics are worth a kubelet
 * that does not start.
 */
int textfile_write(const struct sysroot *root, const char *path, const char *text);

/* One line for people: that path could not be written, why, and the command. The caller owns it. */
char *textfile_complaint(const char *path, int error);
