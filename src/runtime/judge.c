/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What follows from the answer of the runtime, or from none. */
#include "config.h"

#include <errno.h>

#include "runtime/judge.h"

#define MS_PER_S 1000.0

void runtime_judgement_free(struct runtime_judgement *judgement)
{
	free(judgement->words);
	*judgement = (struct runtime_judgement){0};
}

/* Takes the words over. */
static void decide(struct runtime_judgement *ret, enum verdict verdict, enum cause_id cause,
		   enum runtime_remedy remedy, char *words)
{
	*ret = (struct runtime_judgement){verdict, cause, remedy, words};
}

/* It has ended with a fault, maybe in the middle of a question, or begins again and again. */
static bool has_failed(const struct inquiry *inquiry)
{
	const struct cri_answer *answer = &inquiry->answer;
	enum service_phase phase = inquiry->state.phase;

	if (answer->outcome != CRI_NOT_RUNNING && answer->error != -ECONNRESET)
		return false;
	if (!inquiry->has_state || phase == SERVICE_MISSING || phase == SERVICE_INACTIVE)
		return false;
	return !inquiry_is_starting(inquiry) || (phase == SERVICE_RESTARTING && inquiry->waited_ms > 0);
}

bool runtime_needs_reason(const struct inquiry *inquiry)
{
	return inquiry->answer.outcome == CRI_NO_SERVICE || has_failed(inquiry);
}

static void judge_answered(const struct runtime_choice *choice, const struct cri_answer *answer,
			   const char *waited, struct runtime_judgement *ret)
{
	const char *why = answer->status.runtime_message;

	if (answer->status.runtime_ready)
		decide(ret, VERDICT_PASS, CAUSE_NONE, RUNTIME_REMEDY_NONE,
		       format_text("%s %s answers at %s%s (%s, %s)", answer->version.name,
				   answer->version.version, answer->endpoint, waited, choice->name,
				   choice->reason));
	else
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_READY, RUNTIME_REMEDY_LOOK,
		       format_text("%s %s at %s says that it is not ready%s%s",
				   answer->version.name, answer->version.version, answer->endpoint,
				   *why ? ": " : "", why));
}

static void judge_not_asked(const struct runtime_choice *choice, const struct cri_answer *answer,
			    bool is_root, struct runtime_judgement *ret)
{
	char *words = format_text("%s was not asked: %s; only its files were read", choice->name,
				  answer->why);

	if (!is_root)
		decide(ret, VERDICT_SKIP, CAUSE_NONE, RUNTIME_REMEDY_NONE, words);
	else
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_ASKED,
		       answer->error == -ELIBACC ? RUNTIME_REMEDY_LIBRARY : RUNTIME_REMEDY_NONE,
		       words);
}

/* It was not waited for, and is not active. */
static void judge_not_running(const struct runtime_choice *choice, const struct inquiry *inquiry,
			      struct runtime_judgement *ret)
{
	const char *why = inquiry->answer.why;

	if (inquiry_is_starting(inquiry))
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_RUNNING, RUNTIME_REMEDY_NONE,
		       format_text("%s, and %s is %s; only its files were read", why, inquiry->unit,
				   inquiry->state.phase == SERVICE_STOPPING ? "stopping"
									    : "starting"));
	else
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_RUNNING, RUNTIME_REMEDY_START,
		       format_text("%s does not run (%s); only its files were read", choice->name,
				   why));
}

void runtime_judge(const struct runtime_choice *choice, const struct inquiry *inquiry, bool is_root,
		   const char *reason, struct runtime_judgement *ret)
{
	const struct cri_answer *answer = &inquiry->answer;
	const struct distribution *distribution = choice->distribution;
	/* Where another runtime is installed as well, kubelet may use that one. */
	enum verdict fault = choice->doubtful ? VERDICT_WARN : VERDICT_FAIL;
	bool is_active = answer->outcome == CRI_NOT_RUNNING && inquiry->has_state &&
			 inquiry->state.phase == SERVICE_ACTIVE;
	_cleanup_free_ char *waited =
		inquiry->waited_ms == 0
			? xstrdup("")
			: format_text(", after %.1f s of waiting for %s",
				      (double)inquiry->waited_ms / MS_PER_S, inquiry->unit);
	_cleanup_free_ char *said = reason ? format_text("; it says: %s", reason) : xstrdup("");

	if (answer->outcome == CRI_ANSWERED)
		judge_answered(choice, answer, waited, ret);
	else if (answer->outcome == CRI_NOT_ASKED)
		judge_not_asked(choice, answer, is_root, ret);
	else if (answer->outcome == CRI_NO_SERVICE)
		decide(ret, fault, CAUSE_RUNTIME_WITHOUT_CRI, RUNTIME_REMEDY_LOOK,
		       format_text("%s, so kubelet can start no pod (%s, %s)%s", answer->why,
				   choice->name, choice->reason, said));
	else if (answer->outcome == CRI_NOT_RUNNING && distribution && distribution->starts_runtime)
		decide(ret, VERDICT_SKIP, CAUSE_NONE, RUNTIME_REMEDY_NONE,
		       format_text("%s of %s was not asked, because %s starts it itself: %s",
				   choice->name, distribution->name, distribution->name,
				   answer->why));
	else if (has_failed(inquiry))
		decide(ret, fault, CAUSE_RUNTIME_FAILED, RUNTIME_REMEDY_LOOK,
		       format_text("%s has failed%s%s", inquiry->unit, waited, said));
	else if (answer->outcome == CRI_NOT_RUNNING && inquiry->waited_ms == 0 && !is_active)
		judge_not_running(choice, inquiry, ret);
	else
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_ANSWERING, RUNTIME_REMEDY_LOOK,
		       format_text("%s%s%s%s%s; only its files were read", answer->why,
				   is_active ? ", although " : "", is_active ? inquiry->unit : "",
				   is_active ? " is active" : "", waited));
}
