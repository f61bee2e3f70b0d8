/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report: what the checks found, in the order in which they ran. */
#include "config.h"


#include "core/report.h"
#include "text/document.h"
#include "text/quote.h"

/*
 * No node makes this many; a hostile directory shall not make more, but for those that decide:
 * errors and faults, and the first warning of each cause, which a setting can make a fault.
 */
#define FINDINGS_MAX 256
#define FACTS_MAX    2048 /* every path that was looked at is one */

static const char *const verdict_names[] = {
	[VERDICT_PASS] = "pass",   [VERDICT_SKIP] = "skip", [VERDICT_WARN] = "warn",
	[VERDICT_ERROR] = "error", [VERDICT_FAIL] = "fail",
};

const char *verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

const char *fitness_name(enum fitness fitness)
{
	return fitness == FITNESS_FIT ? "fit" : fitness == FITNESS_UNFIT ? "unfit" : "unknown";
}

void report_init(struct report *report, const char *kernel, const char *root)
{
	*report = (struct report){.kernel = quote_message(kernel), .root = quote_message(root)};
}

static void finding_free(struct finding *finding)
{
	free(finding->subject);
	free(finding->kernel);
	free(finding->summary);
	free(finding->remedy);
	free(finding->note);
	free(finding->policy);
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->count; i++)
		finding_free(&report->findings[i]);
	for (size_t i = 0; i < report->fact_count; i++) {
		free(report->facts[i].name);
		free(report->facts[i].value);
	}
	free(report->findings);
	free(report->facts);
	free(report->kernel);
	free(report->root);
	free(report->runtime);
	free(report->network);
	fit_record_free(&report->last_fit);
	strv_free(report->since);
	free(report->by_policy);
	free(report->released_by);
	free(report->cri.endpoint);
	free(report->cri.name);
	free(report->cri.version);
	free(report->cri.why);
	*report = (struct report){0};
}

void report_runtime(struct report *report, const char *runtime)
{
	free(report->runtime);
	report->runtime = quote_message(runtime);
}

void report_network(struct report *report, const char *path)
{
	free(report->network);
	report->network = quote_message(path ? path : FIT_NONE);
}

void report_fact(struct report *report, const char *name, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list args;

	if (report->fact_count == FACTS_MAX)
		return;
	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	report->facts =
		xreallocarray(report->facts, report->fact_count + 1, sizeof(*report->facts));
	report->facts[report->fact_count++] = (struct fact){xstrdup(name), quote_message(text)};
}

/* Messages have names that others chose: their control characters must not reach a terminal. */
static char *quote_or_null(const char *text)
{
	return text ? quote_message(text) : NULL;
}

void report_cri(struct report *report, const struct report_cri *cri)
{
	report->cri = (struct report_cri){
		.endpoint = quote_or_null(cri->endpoint),
		.name = quote_or_null(cri->name),
		.version = quote_or_null(cri->version),
		.asked = cri->asked,
		.why = quote_or_null(cri->why),
		.waited_ms = cri->waited_ms,
	};
}

/* True for the first finding of a cause. */
static bool is_first(const struct report *report, const struct cause *cause)
{
	for (size_t i = 0; cause && i < report->count; i++)
		if (report->findings[i].cause == cause)
			return false;
	return cause;
}

struct finding *report_cause_as(struct report *report, const char *check, enum cause_id id,
				enum verdict verdict, const char *subject,
				const struct remedy *remedy, const char *format, ...)
{
	bool is_fine = verdict == VERDICT_PASS || verdict == VERDICT_SKIP;
	const struct cause *cause = id == CAUSE_NONE && is_fine ? NULL : cause_get(id);
	_cleanup_free_ char *summary = NULL, *named = NULL;
	struct finding *finding;
	va_list args;

	if (verdict == VERDICT_OF_CAUSE)
		verdict = cause->verdict;
	if (report->count >= FINDINGS_MAX && verdict < VERDICT_ERROR && !is_first(report, cause))
		return NULL;
	va_start(args, format);
	summary = format_text_args(format, args);
	va_end(args);
	if (report->about)
		named = format_text("%s: %s", report->about, summary);
	report->findings =
		xreallocarray(report->findings, report->count + 1, sizeof(*report->findings));
	finding = &report->findings[report->count++];
	*finding = (struct finding){
		.check = check,
		.verdict = verdict,
		.cause = cause,
		.subject = quote_or_null(subject),
		.kernel = quote_or_null(report->about),
		.summary = quote_message(named ? named : summary),
		.remedy = remedy ? quote_or_null(remedy->command) : NULL,
		.note = remedy ? quote_or_null(remedy->note) : NULL,
		.remedy_kind = remedy ? remedy->kind : REMEDY_NONE,
	};
	return finding;
}

const struct finding *report_gravest(const struct report *report)
{
	const struct finding *gravest = NULL;

	for (size_t i = 0; i < report->count; i++)
		if (!gravest || report->findings[i].verdict > gravest->verdict)
			gravest = &report->findings[i];
	return gravest;
}

enum fitness report_fitness(const struct report *report)
{
	const struct finding *gravest = report_gravest(report);

	if (gravest && gravest->verdict == VERDICT_FAIL)
		return FITNESS_UNFIT;
	if (!gravest || gravest->verdict == VERDICT_ERROR)
		return FITNESS_UNKNOWN;
	return FITNESS_FIT;
}

const struct finding *report_find(const struct report *report, const char *check)
{
	for (size_t i = report->count; i > 0; i--)
		if (text_equal(report->findings[i - 1].check, check))
			return &report->findings[i - 1];
	return NULL;
}

void report_let_through(struct report *report, struct finding *finding, const char *place)
{
	finding->let_through = true;
	if (!report->by_policy)
		report->by_policy = xstrdup(place);
}

const char *report_by_policy(const struct report *report)
{
	return report_fitness(report) == FITNESS_FIT ? report->by_policy : NULL;
}

bool report_is_proven(const struct report *report)
{
	return report_fitness(report) == FITNESS_FIT && !report->by_policy;
}

char *report_last_fit(const struct report *report)
{
	return report->last_fit.facts[FIT_KERNEL]
		       ? fit_record_sentence(&report->last_fit, report->since)
		       : NULL;
}

void report_release(struct report *report, const char *by, time_t at)
{
	free(report->released_by);
	report->released_by = quote_message(by);
	report->released_at = at;
}

bool report_opens(const struct report *report)
{
	return report_fitness(report) == FITNESS_FIT || report->mode == MODE_REPORT ||
	       report->released_by;
}

char *report_why_open(const struct report *report)
{
	const char *starts = report->of_gate ? "kubelet starts" : "kubelet is not held back";
	_cleanup_free_ char *at = NULL;

	if (report_fitness(report) == FITNESS_FIT || !report_opens(report))
		return NULL;
	if (!report->released_by)
		return format_text("report mode, %s", starts);
	at = report_time(report->released_at);
	return format_text("released by %s at %s, %s", report->released_by, at, starts);
}

const char *gate_mode_name(enum gate_mode mode)
{
	return mode == MODE_REPORT ? "report" : "enforce";
}

char *report_time(time_t time)
{
	char text[sizeof("-2147481748-01-01T00:00:00Z")];
	struct tm utc;

	if (!gmtime_r(&time, &utc) || strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		return xstrdup("an unknown time");
	return xstrdup(text);
}

static struct json_object *finding_object(const struct finding *finding)
{
	struct json_object *object = document_new();

	document_add_string(object, "check", finding->check);
	document_add_string(object, "verdict", verdict_name(finding->verdict));
	document_add_string(object, "cause", finding->cause ? finding->cause->name : NULL);
	document_add_string(object, "subject", finding->subject);
	document_add_string(object, "summary", finding->summary);
	document_add_string(object, "remedy", finding->remedy);
	document_add_string(object, "remedy_kind", remedy_kind_name(finding->remedy_kind));
	document_add_string(object, "remedy_note", finding->note);
	document_add_string(object, "policy", finding->policy);
	if (finding->kernel)
		document_add_string(object, "kernel", finding->kernel);
	return object;
}

void json_add_findings(struct json_object *document, const struct report *report)
{
	struct json_object *findings = document_add_list(document, "findings");

	for (size_t i = 0; i < report->count; i++)
		document_append(findings, finding_object(&report->findings[i]));
}
