/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "runtime": which container runtime answers, and is it ready? */
#include "config.h"

#include <errno.h>

#include "core/remedy.h"
#include "runtime/inquiry.h"
#include "runtime/judge.h"
#include "runtime/runtime.h"
#include "system/unit_log.h"
#include "text/quote.h"

/* Where CRI-O says why it ends, and a program of Go that crashes; else, as with containerd, the last line. */
static const char *const fatal_lines[] = {"level=fatal", "panic: ", "", NULL};

/* Where containerd says why it serves no CRI: the names of the plugin in 1.x and 2.x. */
static const char *const cri_lines[] = {"failed to load plugin io.containerd.grpc.v1.cri",
					"failed to load plugin\" error=", "io.containerd.cri.v1", NULL};

static const struct library_install libraries[] = {
	{"debian", APT_INSTALL " --reinstall libnghttp2-14"},
	{"suse", "zypper -n install --force libnghttp2-14"},
	{"fedora", "dnf -y install libnghttp2"},
	{"rhel", "dnf -y install libnghttp2"},
};

static struct remedy compose_remedy(const struct context *ctx, const char *unit,
				    enum runtime_remedy kind)
{
	if (kind == RUNTIME_REMEDY_LIBRARY)
		return remedy_library(ctx, libraries, ARRAY_SIZE(libraries));
	if (kind == RUNTIME_REMEDY_LOOK && unit)
		return remedy_format(REMEDY_NONE, "journalctl -b -u %s", unit);
	if (kind == RUNTIME_REMEDY_START && unit)
		return remedy_explain(
			remedy_format(REMEDY_DECISION, "systemctl start %s", unit),
			"it may have been stopped on purpose: the owner of the node decides");
	return remedy_take(REMEDY_NONE, NULL);
}

static void report_judgement(const struct context *ctx, const struct runtime_choice *choice,
			     const struct runtime_judgement *judgement, struct report *report)
{
	_cleanup_remedy_ struct remedy remedy =
		compose_remedy(ctx, choice->unit, judgement->remedy);
	enum verdict verdict = judgement->verdict;

	report_cause_as(report, check_runtime.name, judgement->cause,
			verdict == VERDICT_FAIL ? cni_verdict(ctx) : verdict, choice->endpoint,
			&remedy, "%s", judgement->words);
}

static void note_answer(const struct inquiry *inquiry, struct report *report)
{
	const struct cri_answer *answer = &inquiry->answer;

	report_cri(report, &(const struct report_cri){
				   .endpoint = answer->endpoint,
				   .name = answer->version.name,
				   .version = answer->version.version,
				   .asked = answer->outcome != CRI_NOT_ASKED &&
					    answer->outcome != CRI_NOT_RUNNING,
				   .why = answer->why,
				   .waited_ms = inquiry->waited_ms,
			   });
}

static int run(const struct context *ctx, struct report *report)
{
	_cleanup_(runtime_choice_free) struct runtime_choice choice = {0};
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_(runtime_judgement_free) struct runtime_judgement judgement = {0};
	_cleanup_free_ char *reason = NULL;
	const struct inquiry *inquiry;

	if (runtime_choice_make(ctx, &choice, &fault) < 0) {
		report_skip(report, check_runtime.name, NULL,
			    "which container runtime this node uses is not known: see cni-config");
		return 0;
	}
	inquiry = inquiry_make(ctx, &choice);
	if (!inquiry) {
		report_skip(report, check_runtime.name, choice.endpoint,
			    "%s was not asked, because this is not the running system",
			    choice.name);
		return 0;
	}
	note_answer(inquiry, report);
	/* Where the journal has no line that says why, the reason stays NULL. */
	if (runtime_needs_reason(inquiry) && inquiry->unit)
		unit_log_find(inquiry->unit,
			      inquiry->answer.outcome == CRI_NO_SERVICE ? cri_lines : fatal_lines,
			      &reason);
	runtime_judge(&choice, inquiry, geteuid() == 0, reason, &judgement);
	report_judgement(ctx, &choice, &judgement, report);
	return 0;
}

const struct check check_runtime = {
	.name = "runtime",
	.title = "Container runtime",
	.blind = CAUSE_RUNTIME_NOT_ASKED,
	.run = run,
};
