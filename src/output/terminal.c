/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for people: a table by libsmartcols, and the commands under it, ready to be copied. */
#include "config.h"

#include <errno.h>
#include <libsmartcols.h>
#include <sys/ioctl.h>

#include "output/terminal.h"

#define COLUMNS_MIN 40
#define SUMMARY_MIN 20

struct terminal terminal_of_stdout(void)
{
	struct terminal terminal = {0};
	const char *no_colour = getenv("NO_COLOR");
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return terminal;
	terminal.colour = !no_colour || !*no_colour;
	terminal.columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= COLUMNS_MIN)
		terminal.columns = size.ws_col;
	return terminal;
}

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
		[VERDICT_PASS] = "ok",      [VERDICT_SKIP] = "-",      [VERDICT_WARN] = "WARNING",
		[VERDICT_ERROR] = "ERROR", [VERDICT_FAIL] = "FAILED",
	};

	return words[verdict];
}

enum column { COLUMN_VERDICT, COLUMN_CHECK, COLUMN_SUMMARY };

/* How wide the summary may be: what the other columns leave; 0 for no limit. */
static size_t summary_width(const struct report *report, struct terminal terminal)
{
	size_t verdict = 0, check = 0, taken;

	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		if (strlen(verdict_word(finding->verdict)) > verdict)
			verdict = strlen(verdict_word(finding->verdict));
		if (strlen(finding->check) > check)
			check = strlen(finding->check);
	}
	taken = verdict + check + 2; /* a blank after each */
	return terminal.columns > taken + SUMMARY_MIN ? terminal.columns - taken : 0;
}

/* libsmartcols (before 2.41) breaks within words: break at blanks, where there is one in reach. */
static void wrap_words(char *text, size_t width)
{
	char *line = text;

	while (width && strlen(line) > width) {
		char *blank = line + width;

		while (blank > line && *blank != ' ')
			blank--;
		if (blank == line)
			blank = strchr(line + width, ' ');
		if (!blank)
			return;
		*blank = '\n';
		line = blank + 1;
	}
}

static int add_line(struct libscols_table *table, const struct finding *finding, size_t width,
		    struct terminal terminal)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	_cleanup_free_ char *summary = strdup(finding->summary);

	if (!summary)
		return -ENOMEM;
	wrap_words(summary, width);
	if (!line || scols_line_set_data(line, COLUMN_VERDICT, verdict_word(finding->verdict)) ||
	    scols_line_set_data(line, COLUMN_CHECK, finding->check) ||
	    scols_line_set_data(line, COLUMN_SUMMARY, summary))
		return -ENOMEM;
	if (terminal.colour &&
	    scols_cell_set_color(scols_line_get_cell(line, COLUMN_VERDICT),
				 verdict_colour(finding->verdict)))
		return -ENOMEM;
	return 0;
}

static int fill_table(struct libscols_table *table, const struct report *report,
		      struct terminal terminal, FILE *stream)
{
	size_t width = summary_width(report, terminal);
	struct libscols_column *summary;

	scols_table_enable_noheadings(table, 1);
	scols_table_enable_colors(table, terminal.colour);
	scols_table_set_stream(table, stream);
	if (terminal.columns) {
		scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
		scols_table_set_termwidth(table, terminal.columns);
	} else {
		scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	}
	if (!scols_table_new_column(table, "VERDICT", 0, 0) ||
	    !scols_table_new_column(table, "CHECK", 0, 0))
		return -ENOMEM;
	summary = scols_table_new_column(table, "SUMMARY", 0, width ? SCOLS_FL_WRAP : 0);
	if (!summary || scols_column_set_safechars(summary, "\n\\") ||
	    scols_column_set_wrapfunc(summary, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL))
		return -ENOMEM;
	for (size_t i = 0; i < report->count; i++) {
		int r = add_line(table, &report->findings[i], width, terminal);

		if (r < 0)
			return r;
	}
	return 0;
}

/* Each command once, under the causes that it mends. */
static void print_remedies(const struct report *report, FILE *stream)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];
		bool again = false;

		if (!finding->remedy || finding->verdict < VERDICT_WARN)
			continue;
		for (size_t before = 0; before < i; before++)
			if (report->findings[before].remedy &&
			    text_equal(report->findings[before].remedy, finding->remedy))
				again = true;
		if (!again)
			fprintf(stream, "\n%s, to mend it:\n    %s\n", finding->cause->name,
				finding->remedy);
	}
}

static void print_verdict(const struct report *report, struct terminal terminal, FILE *stream)
{
	static const char *const sentences[] = {
		[FITNESS_FIT] = "is fit: it can carry pod traffic",
		[FITNESS_UNFIT] = "is UNFIT: it cannot carry pod traffic",
		[FITNESS_UNKNOWN] = "is NOT PROVEN: not everything could be looked at",
	};
	enum fitness fitness = report_fitness(report);
	const char *colour = verdict_colour(fitness == FITNESS_FIT ? VERDICT_PASS : VERDICT_FAIL);

	fprintf(stream, "%s %s%s%s (kernel %s)\n\n",
		!report->root || text_equal(report->root, "/") ? "This node" : report->root,
		terminal.colour ? colour : "", sentences[fitness], terminal.colour ? "\033[0m" : "",
		report->kernel && *report->kernel ? report->kernel : "none");
}

int terminal_report(const struct report *report, struct terminal terminal, FILE *stream)
{
	struct libscols_table *table = scols_new_table();
	int r;

	if (!table)
		return -ENOMEM;
	print_verdict(report, terminal, stream);
	fflush(stream);
	r = fill_table(table, report, terminal, stream);
	if (r == 0 && report->count > 0 && scols_print_table(table) < 0)
		r = -EIO;
	scols_unref_table(table);
	if (r < 0)
		return r;
	print_remedies(report, stream);
	if (fflush(stream) != 0 || ferror(stream))
		return -EIO;
	return 0;
}
