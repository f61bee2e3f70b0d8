/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for people: a line a check, and the command under what fails, ready to be copied. */
#include "config.h"

#include <errno.h>

#include "core/table.h"
#include "output/terminal.h"
#include "text/wrap.h"

#define NO_COLOUR "\033[0m"

static const struct {
	const char *word, *colour;
} verdicts[] = {
	[VERDICT_PASS] = {"ok", "\033[32m"},        [VERDICT_SKIP] = {"-", "\033[2m"},
	[VERDICT_WARN] = {"WARNING", "\033[33m"},   [VERDICT_ERROR] = {"ERROR", "\033[1;31m"},
	[VERDICT_FAIL] = {"FAILED", "\033[1;31m"},
};

/*
 * The findings in the order of the report: faults and what could not be looked at, warnings, the
 * rest.
 */
struct listing {
	const struct finding **rows;
	size_t count;
	size_t wrong; /* how many of them are no PASS and no SKIP: the first ones */
};

/* Which of the three parts of the listing a finding is in. */
static int part(const struct finding *finding)
{
	if (finding->verdict >= VERDICT_ERROR)
		return 0;
	return finding->verdict == VERDICT_WARN ? 1 : 2;
}

static void list_findings(const struct report *report, struct listing *ret)
{
	*ret = (struct listing){.rows = xcalloc(report->count + 1, sizeof(struct finding *))};
	for (int wanted = 0; wanted <= 2; wanted++)
		for (size_t i = 0; i < report->count; i++)
			if (part(&report->findings[i]) == wanted) {
				ret->rows[ret->count++] = &report->findings[i];
				ret->wrong += wanted < 2;
			}
}

static void listing_free(struct listing *listing)
{
	free(listing->rows);
}

/* The finding above this one that has its command, or NULL. */
static const struct finding *same_remedy(const struct listing *listing, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (listing->rows[i]->remedy && listing->rows[i]->verdict >= VERDICT_WARN &&
		    text_equal(listing->rows[i]->remedy, listing->rows[index]->remedy))
			return listing->rows[i];
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
	bool wraps = terminal.columns >= indent + TABLE_LAST_MIN;
	_cleanup_free_ char *wrapped = text_wrap(text, wraps ? terminal.columns - indent : 0);
	char *line, *state = NULL;

	for (line = strtok_r(wrapped, "\n", &state); line; line = strtok_r(NULL, "\n", &state))
		fprintf(stream, "%*s%s\n", (int)indent, "", line);
}

/* Under what is wrong: its cause, and the command, which is printed once and never broken. */
static void print_cause(const struct listing *listing, size_t index, struct terminal terminal,
			size_t indent, FILE *stream)
{
	const struct finding *finding = listing->rows[index];
	const struct finding *before = finding->remedy ? same_remedy(listing, index) : NULL;
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

static int print_findings(const struct listing *listing, size_t count, struct terminal terminal,
			  FILE *stream)
{
	_cleanup_(table_free) struct libscols_table *table = table_new(terminal, 3, stream);
	size_t indent;
	int r = 0;

	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = listing->rows[i];
		const char *const cells[] = {verdicts[finding->verdict].word, finding->check,
					     finding->summary};

		table_add(table, cells, verdicts[finding->verdict].colour);
	}
	indent = table_layout(table, terminal);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = table_print_row(table, i);
		if (r == 0)
			print_cause(listing, i, terminal, indent, stream);
	}
	return r;
}

/*
 * The checks whose gravest finding has this verdict, "module, link"; NULL for none. The caller's.
 */
static char *list_checks(const struct report *report, enum verdict verdict)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < report->count; i++) {
		const char *check = report->findings[i].check;
		enum verdict gravest = VERDICT_PASS;

		for (size_t j = 0; j < report->count; j++)
			if (text_equal(report->findings[j].check, check) &&
			    report->findings[j].verdict > gravest)
				gravest = report->findings[j].verdict;
		if (gravest == verdict && !strv_contains(names, check))
			strv_append(&names, check);
	}
	return names ? strv_join(names, ", ") : NULL;
}

/* What is fine, in a line, below what is wrong. */
static void print_fine(const struct report *report, bool any_wrong, struct terminal terminal,
		       FILE *stream)
{
	_cleanup_free_ char *passed = list_checks(report, VERDICT_PASS);
	_cleanup_free_ char *skipped = list_checks(report, VERDICT_SKIP);
	_cleanup_free_ char *text = NULL;

	if (!passed && !skipped)
		return;
	text = format_text("%s%s%s%s%s (--all shows each)", passed ? "passed: " : "",
			   passed ? passed : "", passed && skipped ? "; " : "",
			   skipped ? "skipped: " : "", skipped ? skipped : "");
	if (any_wrong)
		fputc('\n', stream);
	print_wrapped(text, terminal, 0, stream);
}

/* What was proven of a node that passes: the kernel made the links, or files alone were read. */
static const char *passed_sentence(const struct report *report)
{
	if (report->offline)
		return "passes the offline checks; no link was tried";
	if (!report->proven)
		return "passes the checks; no link was tried";
	return "is fit: it can carry pod traffic";
}

/* What is said of the node behind its name; coloured. The caller owns it. */
static char *verdict_text(const struct report *report, struct terminal terminal)
{
	const char *policy = report_by_policy(report);
	enum fitness fitness = report_fitness(report);
	const char *colour = verdicts[VERDICT_FAIL].colour;
	_cleanup_free_ char *text = NULL;

	if (policy) {
		colour = verdicts[VERDICT_WARN].colour;
		text = format_text("passes by policy (%s), not proven", policy);
	} else if (fitness == FITNESS_FIT) {
		colour = verdicts[VERDICT_PASS].colour;
		text = xstrdup(passed_sentence(report));
	} else {
		text = xstrdup(fitness == FITNESS_UNFIT ? "is UNFIT: it cannot carry pod traffic"
							: "is UNKNOWN: some checks could not run");
	}
	return format_text("%s%s%s", terminal.colour ? colour : "", text,
			   terminal.colour ? NO_COLOUR : "");
}

static void print_verdict(const struct report *report, struct terminal terminal, FILE *stream)
{
	_cleanup_free_ char *verdict = verdict_text(report, terminal);
	_cleanup_free_ char *why = report_why_open(report);
	const char *runtime = !report->cri.why	   ? ""
			      : report->cri.asked ? "; the container runtime did not answer"
						   : "; the container runtime was not asked";
	_cleanup_free_ char *last_fit = report_last_fit(report);
	_cleanup_free_ char *text = format_text(
		"%s %s (kernel %s%s%s%s)\n%s%s\n",
		text_equal(report->root, "/") ? "This node" : report->root, verdict,
		*report->kernel ? report->kernel : "none",
		runtime, why ? "; " : "", why ? why : "",
		last_fit ? last_fit : "", last_fit ? "\n" : "");
	_cleanup_free_ char *wrapped = text_wrap(text, terminal.columns);

	fputs(wrapped, stream);
}

/* Where to read more of the gravest cause. */
static void print_reading(const struct report *report, FILE *stream)
{
	const struct finding *gravest = report_gravest(report);

	if (gravest && gravest->cause)
		fprintf(stream, "\nDetails: kubelet-preflight explain %s\n",
			gravest->cause->name);
}

/* What --verbose gathered. */
static int print_facts(const struct report *report, struct terminal terminal, FILE *stream)
{
	_cleanup_(table_free) struct libscols_table *table = table_new(terminal, 2, stream);

	if (report->fact_count > 0)
		fputs("\nWhat was checked, and found:\n", stream);
	for (size_t i = 0; i < report->fact_count; i++) {
		const struct fact *fact = &report->facts[i];
		bool again = i > 0 && text_equal(fact->name, report->facts[i - 1].name);
		const char *const cells[] = {again ? "" : fact->name, fact->value};

		table_add(table, cells, NULL);
	}
	table_layout(table, terminal);
	return table_print(table);
}

int terminal_report(const struct report *report, bool all, struct terminal terminal, FILE *stream)
{
	_cleanup_(listing_free) struct listing listing;
	int r;

	list_findings(report, &listing);
	print_verdict(report, terminal, stream);
	r = print_findings(&listing, all ? listing.count : listing.wrong, terminal, stream);
	if (r < 0)
		return r;
	if (!all)
		print_fine(report, listing.wrong > 0, terminal, stream);
	print_reading(report, stream);
	r = print_facts(report, terminal, stream);
	if (r < 0)
		return r;
	return fflush(stream) != 0 || ferror(stream) ? -EIO : 0;
}
