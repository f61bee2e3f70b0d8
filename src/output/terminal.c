/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for people: a line a check, and the command under what fails, ready to be copied. */
#include "config.h"

#include <errno.h>

#include "core/table.h"
#include "output/terminal.h"
#include "text/wrap.h"

#define NO_COLOUR "\033[0m"

static const char *verdict_colour(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_PASS:
		return "\033[32m";
	case VERDICT_SKIP:
		return "\033[2m";
	case VERDICT_WARN:
		return "\033[33m";
	case VERDICT_ERROR:
	case VERDICT_FAIL:
		break;
	}
	return "\033[1;31m";
}

static const char *verdict_word(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_PASS] = "ok",     [VERDICT_SKIP] = "-",      [VERDICT_WARN] = "WARNING",
		[VERDICT_ERROR] = "ERROR", [VERDICT_FAIL] = "FAILED",
	};

	return words[verdict];
}

/* The finding before this one that has its command, or NULL. */
static const struct finding *same_remedy(const struct report *report, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (report->findings[i].remedy && report->findings[i].verdict >= VERDICT_WARN &&
		    text_equal(report->findings[i].remedy, report->findings[index].remedy))
			return &report->findings[i];
	return NULL;
}

/* before: the finding that has the command, or NULL. */
static char *cause_text(const struct finding *finding, const struct finding *before)
{
	const char *name = finding->cause ? finding->cause->name : "";
	_cleanup_free_ char *policy =
		finding->policy ? format_text(" (%s)", finding->policy) : xstrdup("");

	if (!finding->cause)
		return format_text("policy: %s", finding->policy);
	if (before)
		return format_text("cause: %s%s; the command for %s fixes it", name, policy,
				   before->cause->name);
	if (!finding->remedy)
		return format_text("cause: %s%s", name, policy);
	return format_text("cause: %s%s, %s:", name, policy, remedy_lead(finding->remedy_kind));
}

static void print_wrapped(const char *text, struct terminal terminal, size_t indent, FILE *stream)
{
	_cleanup_free_ char *wrapped =
		text_wrap(text, terminal.columns > indent ? terminal.columns - indent : 0);
	char *line, *state = NULL;

	for (line = strtok_r(wrapped, "\n", &state); line; line = strtok_r(NULL, "\n", &state))
		fprintf(stream, "%*s%s\n", (int)indent, "", line);
}

/* Under what is wrong: its cause, and the command, which is printed once and never broken. */
static void print_cause(const struct report *report, size_t index, struct terminal terminal,
			size_t indent, FILE *stream)
{
	const struct finding *finding = &report->findings[index];
	const struct finding *before = finding->remedy ? same_remedy(report, index) : NULL;
	_cleanup_free_ char *text = NULL;

	if (!finding->policy && (!finding->cause || finding->verdict < VERDICT_WARN))
		return;
	text = cause_text(finding, before);
	print_wrapped(text, terminal, indent, stream);
	if (!finding->remedy || before)
		return;
	fprintf(stream, "    %s\n", finding->remedy);
	if (finding->note)
		print_wrapped(finding->note, terminal, indent, stream);
}

static int print_findings(const struct report *report, struct terminal terminal, FILE *stream)
{
	_cleanup_(table_cleanup) struct table *table = table_new(terminal, 3, stream);
	int r = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];
		const char *const cells[] = {verdict_word(finding->verdict), finding->check,
					     finding->summary};

		table_add(table, cells, verdict_colour(finding->verdict));
	}
	table_layout(table);
	for (size_t i = 0; r == 0 && i < report->count; i++) {
		r = table_print_row(table, i);
		if (r == 0)
			print_cause(report, i, terminal, table_indent(table), stream);
	}
	return r;
}

/* What is said of the node behind its name; coloured. The caller owns it. */
static char *verdict_text(const struct report *report, struct terminal terminal)
{
	static const char *const sentences[] = {
		[FITNESS_FIT] = "is fit: it can carry pod traffic",
		[FITNESS_UNFIT] = "is UNFIT: it cannot carry pod traffic",
		[FITNESS_UNKNOWN] = "is NOT PROVEN: not everything could be looked at",
	};
	const char *policy = report_by_policy(report);
	enum fitness fitness = report_fitness(report);
	const char *colour = verdict_colour(policy			 ? VERDICT_WARN
					    : fitness == FITNESS_FIT ? VERDICT_PASS
								     : VERDICT_FAIL);
	_cleanup_free_ char *text =
		policy ? format_text("passes by policy (%s), not proven", policy)
		       : xstrdup(sentences[fitness]);

	return format_text("%s%s%s", terminal.colour ? colour : "", text,
			   terminal.colour ? NO_COLOUR : "");
}

static void print_verdict(const struct report *report, struct terminal terminal, FILE *stream)
{
	_cleanup_free_ char *verdict = verdict_text(report, terminal);
	_cleanup_free_ char *why = report_why_open(report);
	_cleanup_free_ char *text = format_text(
		"%s %s (kernel %s%s%s)\n\n",
		text_equal(report->root, "/") ? "This node" : report->root, verdict,
		*report->kernel ? report->kernel : "none", why ? "; " : "", why ? why : "");
	_cleanup_free_ char *wrapped = text_wrap(text, terminal.columns);

	fputs(wrapped, stream);
}

/* The first cause, for whoever wants to know more of it. */
static void print_reading(const struct report *report, FILE *stream)
{
	const struct finding *gravest = report_gravest(report);

	if (gravest && gravest->cause)
		fprintf(stream, "\nMore of a cause: kubelet-preflight explain %s\n",
			gravest->cause->name);
}

/* What --verbose gathered. */
static int print_facts(const struct report *report, struct terminal terminal, FILE *stream)
{
	_cleanup_(table_cleanup) struct table *table = table_new(terminal, 2, stream);

	if (report->fact_count > 0)
		fputs("\nLooked at, and seen:\n", stream);
	for (size_t i = 0; i < report->fact_count; i++) {
		const struct fact *fact = &report->facts[i];
		bool again = i > 0 && text_equal(fact->name, report->facts[i - 1].name);
		const char *const cells[] = {again ? "" : fact->name, fact->value};

		table_add(table, cells, NULL);
	}
	table_layout(table);
	return table_print(table);
}

int terminal_report(const struct report *report, struct terminal terminal, FILE *stream)
{
	int r;

	print_verdict(report, terminal, stream);
	r = print_findings(report, terminal, stream);
	if (r < 0)
		return r;
	print_reading(report, stream);
	r = print_facts(report, terminal, stream);
	if (r < 0)
		return r;
	return fflush(stream) != 0 || ferror(stream) ? -EIO : 0;
}
