/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of the last fit gate: written by a gate that proves the node, read by a look that does not. */
#pragma once

#include "commands/look.h"

/*
 * When the look does not prove the node and there is a record, note in its report what the record has, and
 * what has changed since. Without one that can be read nothing is noted.
 */
void last_fit_note(struct look *look);

/*
 * Write the record of a gate that proved the node; else write nothing. In a child, for at most 5 s, so that a
 * disk that hangs holds no kubelet back. 0 or -errno.
 */
int last_fit_write(const struct look *look);
