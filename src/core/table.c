/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of words in columns, by libsmartcols. */
#include "config.h"

#include <errno.h>
#include <libsmartcols.h>

#include "core/table.h"
#include "text/wrap.h"
#include "util/util.h"

struct row {
	char *cells[TABLE_COLUMNS_MAX];
	const char *colour; /* of the first cell; not owned */
};

struct table {
	struct libscols_table *scols;
	struct terminal terminal;
	FILE *stream;
	size_t columns;
	size_t indent; /* where the last column begins */
	struct row *rows;
	size_t count;
};

/* libsmartcols fails for want of memory alone; it does not always say so (2.38: a text that is
 * NULL). */
static void check(int error)
{
	if (error)
		out_of_memory();
}

static void *check_made(void *object)
{
	if (!object)
		out_of_memory();
	return object;
}

struct libscols_line *table_new_line(struct libscols_table *scols)
{
	return check_made(scols_table_new_line(scols, NULL));
}

void table_set(struct libscols_line *line, size_t column, const char *text)
{
	check(scols_line_set_data(line, column, text));
}

void table_set_colour(struct libscols_line *line, size_t column, const char *colour)
{
	check(scols_cell_set_color(scols_line_get_cell(line, column), colour));
}

void table_new_column(struct libscols_table *scols, const char *title, bool wraps, const char *safe)
{
	struct libscols_column *column =
		check_made(scols_table_new_column(scols, title, 0, wraps ? SCOLS_FL_WRAP : 0));

	check(scols_column_set_safechars(column, safe));
	if (wraps)
		check(scols_column_set_wrapfunc(column, scols_wrapnl_chunksize,
						scols_wrapnl_nextchunk, NULL));
}

struct libscols_table *table_new_uncut(struct terminal terminal, FILE *stream)
{
	struct libscols_table *scols = check_made(scols_new_table());

	scols_table_enable_colors(scols, terminal.colour);
	scols_table_set_stream(scols, stream);
	scols_table_set_termforce(scols, SCOLS_TERMFORCE_NEVER);
	return scols;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->count; i++)
		for (size_t column = 0; column < TABLE_COLUMNS_MAX; column++)
			free(table->rows[i].cells[column]);
	free(table->rows);
	scols_unref_table(table->scols);
	free(table);
}

struct table *table_new(struct terminal terminal, size_t columns, FILE *stream)
{
	struct table *table = xcalloc(1, sizeof(*table));

	table->terminal = terminal;
	table->stream = stream;
	table->columns = columns;
	table->scols = check_made(scols_new_table());
	scols_table_enable_noheadings(table->scols, 1);
	scols_table_enable_colors(table->scols, terminal.colour);
	if (terminal.columns) {
		scols_table_set_termforce(table->scols, SCOLS_TERMFORCE_ALWAYS);
		scols_table_set_termwidth(table->scols, terminal.columns);
	} else {
		scols_table_set_termforce(table->scols, SCOLS_TERMFORCE_NEVER);
	}
	return table;
}

void table_add(struct table *table, const char *const *cells, const char *colour)
{
	struct row *row;

	table->rows = xreallocarray(table->rows, table->count + 1, sizeof(*table->rows));
	row = &table->rows[table->count++];
	*row = (struct row){.colour = colour};
	for (size_t column = 0; column < table->columns; column++)
		row->cells[column] = xstrdup(cells[column]);
}

/* How wide the last column may be: what the other columns leave; 0 for no limit. */
static size_t measure(struct table *table)
{
	size_t taken = 0;

	for (size_t column = 0; column + 1 < table->columns; column++) {
		size_t widest = 0;

		for (size_t i = 0; i < table->count; i++) {
			size_t width = text_columns(table->rows[i].cells[column]);

			widest = width > widest ? width : widest;
		}
		taken += widest + 1; /* a blank after each */
	}
	table->indent = taken;
	return table->terminal.columns >= taken + TABLE_LAST_MIN ? table->terminal.columns - taken : 0;
}

static void add_columns(struct table *table, bool wraps)
{
	for (size_t column = 0; column < table->columns; column++) {
		bool last = wraps && column + 1 == table->columns;

		/* libsmartcols (before 2.41) breaks within words: it is to break where we did. */
		table_new_column(table->scols, "", last, last ? "\n\\" : "\\");
	}
}

static void add_row(struct table *table, const struct row *row, size_t width)
{
	struct libscols_line *line = table_new_line(table->scols);
	_cleanup_free_ char *wrapped = text_wrap(row->cells[table->columns - 1], width);

	for (size_t column = 0; column < table->columns; column++)
		table_set(line, column,
			  column + 1 == table->columns ? wrapped : row->cells[column]);
	if (table->terminal.colour && row->colour)
		table_set_colour(line, 0, row->colour);
}

void table_layout(struct table *table)
{
	size_t width = measure(table);

	add_columns(table, width > 0);
	for (size_t i = 0; i < table->count; i++)
		add_row(table, &table->rows[i], width);
}

/* A range ends with a line end, but for one with the last row (2.38). */
static int put_rows(const struct table *table, char *text)
{
	size_t length = strlen(text);

	while (length > 0 && text[length - 1] == '\n')
		text[--length] = '\0';
	return fprintf(table->stream, "%s\n", text) < 0 ? -EIO : 0;
}

int table_print_row(struct table *table, size_t index)
{
	struct libscols_line *line = scols_table_get_line(table->scols, index);
	_cleanup_free_ char *text = NULL;

	check(scols_table_print_range_to_string(table->scols, line, line, &text));
	check_made(text);
	return put_rows(table, text);
}

int table_print(struct table *table)
{
	_cleanup_free_ char *text = NULL;

	if (table->count == 0)
		return 0;
	check(scols_print_table_to_string(table->scols, &text));
	check_made(text);
	return put_rows(table, text);
}

size_t table_indent(const struct table *table)
{
	return table->indent;
}
