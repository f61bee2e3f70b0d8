/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The report as metrics, in the text form that node_exporter reads from files.
 *
 * What a node costs: three series for the verdict, one each for the mode and the time, and one for
 * each cause that holds, which on a fit node are none: 10,000 nodes are some 50,000 series. A cause
 * that does not hold has no series, since 60 causes of 10,000 nodes would be 600,000 zeros; when it
 * is gone, Prometheus marks its series as ended with the next scrape. Labels are what a fleet has
 * few of: the causes of our table, kernels, runtimes. A module, a file or a command is different on
 * each node and stands in the report and in the journal alone. A cause that was found more than
 * once counts once, with its gravest verdict: the sum over a cause is a number of nodes.
 */
#include "config.h"

#include "output/metrics.h"
#include "text/quote.h"

/* Longer than a kernel's release can be (64) and a runtime's name is. */
#define LABEL_MAX 128

#define NOT_KNOWN "unknown"

static void put_head(FILE *out, const char *name, const char *help)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* What every series but the time has at its end. */
static char *common_labels(const struct report *report)
{
	const char *runtime = report->runtime ? report->runtime : NOT_KNOWN;
	const char *kernel = *report->kernel ? report->kernel : NOT_KNOWN;
	_cleanup_free_ char *name = xstrndup(runtime, strcspn(runtime, ","));
	_cleanup_free_ char *runtime_label = quote_label(name, LABEL_MAX);
	_cleanup_free_ char *kernel_label = quote_label(kernel, LABEL_MAX);

	return format_text("kernel=\"%s\",runtime=\"%s\"", kernel_label, runtime_label);
}

static void put_verdict(FILE *out, const struct report *report, const char *labels)
{
	static const enum fitness all[] = {FITNESS_FIT, FITNESS_UNFIT, FITNESS_UNKNOWN};
	static const char name[] = "kubelet_preflight_verdict";
	enum fitness fitness = report_fitness(report);

	put_head(out, name,
		 "What the last gate said of this node: 1 for the verdict, 0 for the others.");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		fprintf(out, "%s{verdict=\"%s\",%s} %d\n", name, fitness_name(all[i]), labels,
			all[i] == fitness);
}

/* True when the cause of this finding has had its line. */
static bool is_repeated(const struct report *report, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (report->findings[i].cause == report->findings[index].cause)
			return true;
	return false;
}

static enum verdict gravest_of(const struct report *report, const struct cause *cause)
{
	enum verdict gravest = VERDICT_PASS;

	for (size_t i = 0; i < report->count; i++)
		if (report->findings[i].cause == cause && report->findings[i].verdict > gravest)
			gravest = report->findings[i].verdict;
	return gravest;
}

static void put_causes(FILE *out, const struct report *report, const char *labels)
{
	static const char name[] = "kubelet_preflight_cause";

	put_head(out, name,
		 "What the last gate found wrong with this node: 1 for each cause, with its "
		 "verdict.");
	for (size_t i = 0; i < report->count; i++) {
		const struct cause *cause = report->findings[i].cause;

		if (cause && !is_repeated(report, i))
			fprintf(out, "%s{cause=\"%s\",verdict=\"%s\",%s} 1\n", name, cause->name,
				verdict_name(gravest_of(report, cause)), labels);
	}
}

/* Two series beside those of the verdict, which a query joins by the labels of the target. */
static void put_mode(FILE *out, const struct report *report)
{
	static const char name[] = "kubelet_preflight_mode";
	static const char released[] = "kubelet_preflight_release_timestamp_seconds";
	_cleanup_free_ char *by = NULL;

	put_head(out, name,
		 "The mode of the last gate: enforce holds an unfit node back, report does not.");
	fprintf(out, "%s{mode=\"%s\"} 1\n", name, gate_mode_name(report->mode));
	if (!report->released_by)
		return;
	by = quote_label(report->released_by, LABEL_MAX);
	put_head(out, released,
		 "When this node was released for this boot, in seconds since 1970, and by whom.");
	fprintf(out, "%s{by=\"%s\"} %lld\n", released, by, (long long)report->released_at);
}

static void put_time(FILE *out, time_t now)
{
	static const char name[] = "kubelet_preflight_timestamp_seconds";

	put_head(out, name, "When the last gate ran, in seconds since 1970.");
	fprintf(out, "%s %lld\n", name, (long long)now);
}

char *metrics_report(const struct report *report, time_t now)
{
	_cleanup_free_ char *labels = common_labels(report);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		out_of_memory();
	put_verdict(out, report, labels);
	put_causes(out, report, labels);
	put_mode(out, report);
	put_time(out, now);
	if (ferror(out) || fclose(out) == EOF)
		out_of_memory();
	return text;
}
