/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What follows from the answer of the runtime, or from none, for check "runtime". Pure. */
#pragma once

#include "runtime/inquiry.h"

/* What helps; the command is composed by the check. */
enum runtime_remedy {
	RUNTIME_REMEDY_NONE,
	RUNTIME_REMEDY_LOOK,    /* read what it has written */
	RUNTIME_REMEDY_START,
	RUNTIME_REMEDY_LIBRARY, /* install libnghttp2 */
};

struct runtime_judgement {
	enum verdict verdict;
	enum cause_id cause; /* CAUSE_NONE with PASS and SKIP */
	enum runtime_remedy remedy;
	char *words;
};

/* Whether what it has written to the journal is a part of the words. */
bool runtime_needs_reason(const struct inquiry *inquiry);

/* reason: that line, or NULL. The words are the caller's (runtime_judgement_free). */
void runtime_judge(const struct runtime_choice *choice, const struct inquiry *inquiry, bool is_root,
		   const char *reason, struct runtime_judgement *ret);
void runtime_judgement_free(struct runtime_judgement *judgement);
