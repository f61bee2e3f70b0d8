/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the table of causes says, for people. */
#pragma once

#include <stdio.h>

#include "core/cause.h"
#include "system/terminal.h"

/*
 * The cause: what it means for the node, the background, what fixes it, its message id, where to
 * read on. 0, or -EIO when the stream did not take it.
 */
int explain_cause(enum cause_id id, struct terminal terminal, FILE *stream);

/* All causes: name, verdict, one line. As above. */
int explain_list(struct terminal terminal, FILE *stream);
