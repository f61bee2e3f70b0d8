/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The policy: what [Policy] of the settings makes of a cause. Block= makes a warning a fault, Warn=
 * a fault a warning, Ignore= leaves a warning out; of two lists that name a cause the first of
 * these counts. What could not be looked at (an ERROR) stays what it is.
 */
#pragma once

#include "core/report.h"
#include "core/settings.h"

/*
 * Put the causes that a value names, blanks between, on a list (an enum policy_list), and take all
 * others off it. lists has one element a cause. What policy_fault() rejects is left out.
 */
void policy_set(unsigned int *lists, unsigned int list, const char *value);

/* The names of the causes on a list, blanks between. The caller owns it. */
char *policy_names(const unsigned int *lists, unsigned int list);

/* Why the word cannot stand on the list; NULL when it can. The caller owns it. */
char *policy_fault(unsigned int list, const char *word);

/* Why no list has the cause, which is POLICY_NONE. */
const char *policy_no_list_why(const struct cause *cause);

/* What policy can do with the cause: a sentence. The caller owns it. */
char *policy_sentence(const struct cause *cause);

/*
 * Apply the policy of the settings to the findings of a whole report: once, after the last check,
 * for checks read each other's findings. A finding that it changes, or that a list names in vain,
 * says so.
 */
void policy_apply(const struct settings *settings, struct report *report);
