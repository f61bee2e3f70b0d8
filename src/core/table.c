/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of words in columns, by libsmartcols. */
#include "config.h"

#include <errno.h>
#include <libsmartcols.h>

#include "core/table.h"
#include "text/wrap.h"
#include "util/util.h"

#define LAST_MIN 12 /* where less is left for the last column it is not wrapped */

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

struct libscols_table *table_new_uncut(struct terminal terminal, FILE *stream)
{
	struct libscols_table *scols = scols_new_table();

	if (!scols)
		return NULL;
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

	if (!table)
		return NULL;
	table->terminal = terminal;
	table->stream = stream;
	table->columns = columns;
	table->scols = scols_new_table();
	if (!table->scols) {
		free(table);
		return NULL;
	}
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

int table_add(struct table *table, const char *const *cells, const char *colour)
{
	struct row *longer = xreallocarray(table->rows, table->count + 1, sizeof(*longer));

	if (!longer)
		return -ENOMEM;
	table->rows = longer;
	longer[table->count] = (struct row){.colour = colour};
	table->count++;
	for (size_t column = 0; column < table->columns; column++) {
		char *copy = xstrdup(cells[column]);

		if (!copy)
			return -ENOMEM;
		longer[table->count - 1].cells[column] = copy;
	}
	return 0;
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
	return table->terminal.columns >= taken + LAST_MIN ? table->terminal.columns - taken : 0;
}

static int add_columns(struct table *table, bool wraps)
{
	for (size_t column = 0; column < table->columns; column++) {
		bool last = wraps && column + 1 == table->columns;
		struct libscols_column *added =
			scols_table_new_column(table->scols, "", 0, last ? SCOLS_FL_WRAP : 0);

		if (!added)
			return -ENOMEM;
		/* libsmartcols (before 2.41) breaks within words: it is to break where we did. */
		if (last && (scols_column_set_safechars(added, "\n\\") ||
			     scols_column_set_wrapfunc(added, scols_wrapnl_chunksize,
						       scols_wrapnl_nextchunk, NULL)))
			return -ENOMEM;
		if (!last && scols_column_set_safechars(added, "\\"))
			return -ENOMEM;
	}
	return 0;
}

static int add_row(struct table *table, const struct row *row, size_t width)
{
	struct libscols_line *line = scols_table_new_line(table->scols, NULL);
	_cleanup_free_ char *wrapped = text_wrap(row->cells[table->columns - 1], width);

	if (!line || !wrapped)
		return -ENOMEM;
	for (size_t column = 0; column < table->columns; column++) {
		bool last = column + 1 == table->columns;

		if (scols_line_set_data(line, column, last ? wrapped : row->cells[column]))
			return -ENOMEM;
	}
	if (table->terminal.colour && row->colour &&
	    scols_cell_set_color(scols_line_get_cell(line, 0), row->colour))
		return -ENOMEM;
	return 0;
}

int table_layout(struct table *table)
{
	size_t width = measure(table);
	int r = add_columns(table, width > 0);

	for (size_t i = 0; r == 0 && i < table->count; i++)
		r = add_row(table, &table->rows[i], width);
	return r;
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

	if (!line || scols_table_print_range_to_string(table->scols, line, line, &text) != 0)
		return -ENOMEM;
	return put_rows(table, text);
}

int table_print(struct table *table)
{
	_cleanup_free_ char *text = NULL;

	if (table->count == 0)
		return 0;
	if (scols_print_table_to_string(table->scols, &text) != 0)
		return -ENOMEM;
	return put_rows(table, text);
}

size_t table_indent(const struct table *table)
{
	return table->indent;
}
