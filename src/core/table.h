/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of words in columns, of which the last is wrapped at the width of the terminal. */
#pragma once

#include <stdio.h>

#include "system/terminal.h"

#define TABLE_LAST_MIN    12 /* where less is left for the last column it is not wrapped */

struct libscols_line;
struct libscols_table;

/*
 * A table of libsmartcols itself, with headings, whose cells are never cut at the width of the
 * terminal: they are names that are copied.
 */
struct libscols_table *table_new_uncut(struct terminal terminal, FILE *stream);

/*
 * Its columns, which can be wrapped at line ends. safe: characters that are printed as they are,
 * though libsmartcols would write them as \xNN; or NULL.
 */
void table_new_column(struct libscols_table *scols, const char *title, bool wraps,
		      const char *safe);

/* Its lines; the text is copied. colour: an escape sequence. */
struct libscols_line *table_new_line(struct libscols_table *scols);
void table_set(struct libscols_line *line, size_t column, const char *text);
void table_set_colour(struct libscols_line *line, size_t column, const char *colour);

/* A table of so many columns without headings, of which the last is wrapped. */
struct libscols_table *table_new(struct terminal terminal, size_t columns, FILE *stream);
void table_free(struct libscols_table **table);

/* Add a row; the cells are copied. colour: of the first cell, an escape sequence, or NULL. */
void table_add(struct libscols_table *table, const char *const *cells, const char *colour);

/* All rows are there: wrap the last column. Returns the column of the terminal where it begins. */
size_t table_layout(struct libscols_table *table, struct terminal terminal);

/* Print all rows. 0 or -EIO. */
int table_print(struct libscols_table *table);

/*
 * Print the row of that index, in the columns of all, so that something can stand under it. It
 * costs as much as all of them. As above.
 */
int table_print_row(struct libscols_table *table, size_t index);
