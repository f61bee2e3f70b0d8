/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the settings can make of a cause, in words. By itself, for src/man/causes needs it. */
#include "config.h"

#include "core/policy.h"

#define POLICY_SECTION "[Policy] of kubelet-preflight.conf(5)"

const char *policy_no_list_why(const struct cause *cause)
{
	if (text_starts(cause->name, "gate-") || text_starts(cause->name, "settings-"))
		return "it is about kubelet-preflight itself";
	if (cause->verdict == VERDICT_ERROR)
		return "what could not be checked stays an error";
	return "it is found after kubelet has started, so kubelet is not held back";
}

char *policy_sentence(const struct cause *cause)
{
	bool fault = cause->verdict == VERDICT_FAIL;
	unsigned int lists = cause->policy;

	if (lists == POLICY_NONE)
		return format_text("[Policy] has no effect on it: %s.", policy_no_list_why(cause));
	if (fault && lists & POLICY_IGNORE)
		return xstrdup("It holds kubelet back by default; Warn= in " POLICY_SECTION
			       " makes it a warning. If another setting makes it a warning, Block= "
			       "overrides that, and Ignore= hides it.");
	if (fault)
		return xstrdup("It holds kubelet back; Warn= in " POLICY_SECTION
			       " makes it a warning.");
	if (lists & POLICY_BLOCK)
		return xstrdup("It is a warning; Block= in " POLICY_SECTION
			       " makes it hold kubelet back, and Ignore= hides it.");
	return xstrdup("It is a warning; Ignore= in " POLICY_SECTION " hides it.");
}
