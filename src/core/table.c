/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of words in columns, by libsmartcols. */
#include "config.h"

#include <errno.h>
#include <libsmartcols.h>

#include "core/table.h"
#include "text/wrap.h"
#include "util/util.h"

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

/* At line ends alone. */
static void wrap_column(struct libscols_column *column, const char *safe)
{
	check(scols_column_set_flags(column, SCOLS_FL_WRAP));
	check(scols_column_set_safechars(column, safe));
	check(scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk,
					NULL));
}

void table_new_column(struct libscols_table *scols, const char *title, bool wraps, const char *safe)
{
	struct libscols_column *column = check_made(scols_table_new_column(scols, title, 0, 0));

	if (wraps)
		wrap_column(column, safe);
	else
		check(scols_column_set_safechars(column, safe));
}

struct libscols_table *table_new_uncut(struct terminal terminal, FILE *stream)
{
	struct libscols_table *scols = check_made(scols_new_table());

	scols_table_enable_colors(scols, terminal.colour);
	scols_table_set_stream(scols, stream);
	scols_table_set_termforce(scols, SCOLS_TERMFORCE_NEVER);
	return scols;
}

void table_free(struct libscols_table **table)
{
	scols_unref_table(*table);
}

struct libscols_table *table_new(struct terminal terminal, size_t columns, FILE *stream)
{
	struct libscols_table *table = table_new_uncut(terminal, stream);

	scols_table_enable_noheadings(table, 1);
	if (terminal.columns) {
		scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
		scols_table_set_termwidth(table, terminal.columns);
	}
	while (columns-- > 0)
		table_new_column(table, "", false, "\\");
	return table;
}

void table_add(struct libscols_table *table, const char *const *cells, const char *colour)
{
	struct libscols_line *line = table_new_line(table);

	for (size_t column = 0; column < scols_table_get_ncols(table); column++)
		table_set(line, column, cells[column]);
	if (colour && scols_table_colors_wanted(table))
		table_set_colour(line, 0, colour);
}

static const char *cell(struct libscols_table *table, size_t row, size_t column)
{
	return scols_cell_get_data(scols_line_get_cell(scols_table_get_line(table, row), column));
}

/* Where the last column begins. */
static size_t measure(struct libscols_table *table)
{
	size_t indent = 0;

	for (size_t column = 0; column + 1 < scols_table_get_ncols(table); column++) {
		size_t widest = 0;

		for (size_t row = 0; row < scols_table_get_nlines(table); row++) {
			size_t width = text_columns(cell(table, row, column));

			widest = width > widest ? width : widest;
		}
		indent += widest + 1; /* a blank after each */
	}
	return indent;
}

size_t table_layout(struct libscols_table *table, struct terminal terminal)
{
	size_t indent = measure(table), last = scols_table_get_ncols(table) - 1;

	if (terminal.columns < indent + TABLE_LAST_MIN)
		return indent;
	/* libsmartcols (before 2.41) breaks within words: it is to break where we did. */
	wrap_column(scols_table_get_column(table, last), "\n\\");
	for (size_t row = 0; row < scols_table_get_nlines(table); row++) {
		_cleanup_free_ char *wrapped =
			text_wrap(cell(table, row, last), terminal.columns - indent);

		table_set(scols_table_get_line(table, row), last, wrapped);
	}
	return indent;
}

/* A range ends with a line end, but for one with the last row (2.38). Frees the text. */
static int put_rows(struct libscols_table *table, char *text)
{
	_cleanup_free_ char *rows = check_made(text);
	size_t length = strlen(rows);

	while (length > 0 && rows[length - 1] == '\n')
		rows[--length] = '\0';
	return fprintf(scols_table_get_stream(table), "%s\n", rows) < 0 ? -EIO : 0;
}

int table_print_row(struct libscols_table *table, size_t index)
{
	struct libscols_line *line = scols_table_get_line(table, index);
	char *text = NULL;

	check(scols_table_print_range_to_string(table, line, line, &text));
	return put_rows(table, text);
}

int table_print(struct libscols_table *table)
{
	char *text = NULL;

	if (scols_table_get_nlines(table) == 0)
		return 0;
	check(scols_print_table_to_string(table, &text));
	return put_rows(table, text);
}
