/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --verbose: what a look rests on, so that a bug report is one paste. */
#pragma once

#include "commands/look.h"

/*
 * Note in the report of the look what was looked at and seen: the program, the kernel, the
 * distribution and its package, the settings and their files, the runtime and what says which it
 * is, and every path of the trail. It reads files and no more, and has no part in the verdict.
 */
void survey_note(const struct look_request *request, struct look *look);
