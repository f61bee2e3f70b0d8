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

/* ", after 12.3 s of waiting for containerd.service", or nothing. */
static char *waited_words(const struct inquiry *inquiry)
{
	if (inquiry->waited_ms == 0)
		return xstrdup("");
	return format_text(", after %.1f s of waiting for %s", (double)inquiry->waited_ms / MS_PER_S,
			   inquiry->unit);
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

static void judge_answered(const struct runtime_choice *choice, const struct inquiry *inquiry,
			   struct runtime_judgement *ret)
{
	const struct cri_answer *answer = &inquiry->answer;
	_cleanup_free_ char *waited = waited_words(inquiry);
	char *words;

	if (answer->status.runtime_ready) {
		words = format_text("%s %s answers at %s%s (%s, %s)", answer->version.name,
				    answer->version.version, answer->endpoint, waited, choice->name,
				    choice->reason);
		decide(ret, VERDICT_PASS, CAUSE_NONE, RUNTIME_REMEDY_NONE, words);
		return;
	}
	words = format_text("%s %s at %s says that it is not ready%s%s", answer->version.name,
			    answer->version.version, answer->endpoint,
			    *answer->status.runtime_message ? ": " : "", answer->status.runtime_message);
	decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_READY, RUNTIME_REMEDY_LOOK, words);
}

static void judge_not_asked(const struct runtime_choice *choice, const struct inquiry *inquiry,
			    bool is_root, struct runtime_judgement *ret)
{
	bool has_library = inquiry->answer.error != -ELIBACC;
	char *words = format_text("%s was not asked: %s; only its files were read", choice->name,
				  inquiry->answer.why);

	if (!is_root)
		decide(ret, VERDICT_SKIP, CAUSE_NONE, RUNTIME_REMEDY_NONE, words);
	else
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_ASKED,
		       has_library ? RUNTIME_REMEDY_NONE : RUNTIME_REMEDY_LIBRARY, words);
}

/* Where another runtime is installed as well, kubelet may use that one. */
static void judge_failed(const struct runtime_choice *choice, const struct inquiry *inquiry,
			 const char *reason, struct runtime_judgement *ret)
{
	_cleanup_free_ char *waited = waited_words(inquiry);

	decide(ret, choice->doubtful ? VERDICT_WARN : VERDICT_FAIL, CAUSE_RUNTIME_FAILED, RUNTIME_REMEDY_LOOK,
	       format_text("%s has failed%s%s%s", inquiry->unit, waited,
			   reason ? "; it says: " : "", reason ? reason : ""));
}

static void judge_not_running(const struct runtime_choice *choice, const struct inquiry *inquiry,
			      const char *reason, struct runtime_judgement *ret)
{
	const char *why = inquiry->answer.why;
	bool is_active = inquiry->has_state && inquiry->state.phase == SERVICE_ACTIVE;
	_cleanup_free_ char *active = is_active ? format_text(", although %s is active", inquiry->unit)
						: xstrdup("");
	_cleanup_free_ char *waited = waited_words(inquiry);

	if (choice->distribution && choice->distribution->starts_runtime)
		decide(ret, VERDICT_SKIP, CAUSE_NONE, RUNTIME_REMEDY_NONE,
		       format_text("%s of %s was not asked, for %s starts it itself: %s", choice->name,
				   choice->distribution->name, choice->distribution->name, why));
	else if (has_failed(inquiry))
		judge_failed(choice, inquiry, reason, ret);
	else if (inquiry->waited_ms > 0 || is_active)
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_ANSWERING, RUNTIME_REMEDY_LOOK,
		       format_text("%s%s%s; only its files were read", why, active, waited));
	else if (inquiry_is_starting(inquiry))
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_RUNNING, RUNTIME_REMEDY_NONE,
		       format_text("%s, and %s is %s; only its files were read", why, inquiry->unit,
				   inquiry->state.phase == SERVICE_STOPPING ? "stopping"
									    : "starting"));
	else
		decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_RUNNING, RUNTIME_REMEDY_START,
		       format_text("%s does not run (%s); only its files were read", choice->name, why));
}

static void judge_no_answer(const struct inquiry *inquiry, struct runtime_judgement *ret)
{
	_cleanup_free_ char *waited = waited_words(inquiry);

	decide(ret, VERDICT_WARN, CAUSE_RUNTIME_NOT_ANSWERING, RUNTIME_REMEDY_LOOK,
	       format_text("%s%s; only its files were read", inquiry->answer.why, waited));
}

/* Where another runtime is installed as well, kubelet may use that one. */
static void judge_no_service(const struct runtime_choice *choice, const struct inquiry *inquiry,
			     const char *reason, struct runtime_judgement *ret)
{
	decide(ret, choice->doubtful ? VERDICT_WARN : VERDICT_FAIL, CAUSE_RUNTIME_WITHOUT_CRI,
	       RUNTIME_REMEDY_LOOK,
	       format_text("%s, so kubelet can start no pod (%s, %s)%s%s", inquiry->answer.why,
			   choice->name, choice->reason, reason ? "; it says: " : "",
			   reason ? reason : ""));
}

void runtime_judge(const struct runtime_choice *choice, const struct inquiry *inquiry, bool is_root,
		   const char *reason, struct runtime_judgement *ret)
{
	switch (inquiry->answer.outcome) {
	case CRI_NOT_ASKED:
		judge_not_asked(choice, inquiry, is_root, ret);
		break;
	case CRI_NOT_RUNNING:
		judge_not_running(choice, inquiry, reason, ret);
		break;
	case CRI_NO_ANSWER:
		if (has_failed(inquiry))
			judge_failed(choice, inquiry, reason, ret);
		else
			judge_no_answer(inquiry, ret);
		break;
	case CRI_NO_SERVICE:
		judge_no_service(choice, inquiry, reason, ret);
		break;
	case CRI_ANSWERED:
		judge_answered(choice, inquiry, ret);
		break;
	}
}
