/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for people, on a terminal or in a pipe. */
#pragma once

#include <stdio.h>

#include "core/report.h"
#include "system/terminal.h"

/*
 * Print the report: the verdict; the faults, each with its cause and its command; the warnings; and
 * in one line what is fine, or with all a line each. 0, or -EIO when the stream did not take it.
 */
int terminal_report(const struct report *report, bool all, struct terminal terminal, FILE *stream);
