/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of a TOML document: what may be defined where, and only once. */
#include "config.h"

#include "text/quote.h"
#include "text/toml_scan.h"
#include "util/util.h"

#define KEY_PARTS_MAX TOML_DEPTH_MAX

/* The parts of a dotted key, one at least: a list that is the caller's, whatever is returned. */
static int scan_key(struct toml_scan *scan, char ***ret)
{
	for (;;) {
		_cleanup_free_ char *part = NULL;
		int r;

		toml_scan_blanks(scan);
		if (strv_length(*ret) == KEY_PARTS_MAX)
			return toml_scan_complain(scan, "a key with too many dots");
		r = toml_scan_key(scan, &part);
		if (r < 0)
			return r;
		strv_append(ret, part);
		toml_scan_blanks(scan);
		if (!toml_scan_accept(scan, '.'))
			return 0;
	}
}

static int add(struct toml_scan *scan, struct toml *parent, const char *key, enum toml_kind kind,
	       enum toml_origin origin, struct toml **ret)
{
	if (scan->values == TOML_VALUES_MAX)
		return toml_scan_complain(scan, "too many values");
	scan->values++;
	*ret = toml_add(parent, key, kind);
	(*ret)->origin = origin;
	(*ret)->line = scan->line;
	return 0;
}

static int complain_twice(struct toml_scan *scan, const struct toml *first)
{
	return toml_complain(scan->fault, scan->line,
			     "%s is already set in line %u", first->key, first->line);
}

/* The tables that a part of a header or of a dotted key may name, as bits of enum toml_origin. */
#define BIT(origin)   (1U << (origin))
#define ANY_TABLE     (BIT(TOML_IMPLICIT) | BIT(TOML_HEADER) | BIT(TOML_DOTTED))
#define DOTTED_TABLE  BIT(TOML_DOTTED)   /* created by other dotted keys */
#define NAMED_TABLE   BIT(TOML_IMPLICIT) /* named only by headers of tables in it */

/*
 * From a table to the one of that name in it, which is created when there is none. found_by: what
 * names it: a part of a header before the last (TOML_IMPLICIT), the last part (TOML_HEADER), or a
 * dotted key.
 */
static int step(struct toml_scan *scan, struct toml **table, const char *part,
		enum toml_origin found_by, unsigned int allowed)
{
	struct toml *found = toml_get(*table, part);

	if (!found)
		return add(scan, *table, part, TOML_TABLE, found_by, table);
	if (found_by == TOML_IMPLICIT && found->kind == TOML_ARRAY && found->origin == TOML_TABLES)
		found = &found->members[found->count - 1];
	if (found->kind != TOML_TABLE || !(allowed & BIT(found->origin)))
		return complain_twice(scan, found);
	if (found_by == TOML_HEADER)
		found->origin = TOML_HEADER;
	*table = found;
	return 0;
}

static int open_tables(struct toml_scan *scan, struct toml **table, const char *part)
{
	struct toml *found = toml_get(*table, part);
	int r;

	if (!found) {
		r = add(scan, *table, part, TOML_ARRAY, TOML_TABLES, &found);
		if (r < 0)
			return r;
	}
	if (found->kind != TOML_ARRAY || found->origin != TOML_TABLES)
		return complain_twice(scan, found);
	return add(scan, found, NULL, TOML_TABLE, TOML_HEADER, table);
}

/* Behind '[': the table that the lines below fill. */
static int scan_header(struct toml_scan *scan, struct toml **ret_table)
{
	_cleanup_strv_ char **key = NULL;
	bool tables = toml_scan_accept(scan, '[');
	bool lax = scan->dialect == TOML_LAX;
	struct toml *table = scan->root;
	char **part;
	int r = scan_key(scan, &key);

	if (r < 0)
		return r;
	if (!toml_scan_accept(scan, ']') || (tables && !toml_scan_accept(scan, ']')))
		return toml_scan_complain(scan, "a [header] without its end");
	for (part = key; part[1] && r == 0; part++)
		r = step(scan, &table, *part, TOML_IMPLICIT, ANY_TABLE);
	if (r == 0)
		r = tables ? open_tables(scan, &table, *part)
			   : step(scan, &table, *part, TOML_HEADER,
				  lax ? NAMED_TABLE | DOTTED_TABLE : NAMED_TABLE);
	if (r == 0)
		*ret_table = table;
	return r;
}

static int scan_value(struct toml_scan *scan, struct toml *value, unsigned int depth);

/* KEY = VALUE into the table. */
static int scan_pair(struct toml_scan *scan, struct toml *table, unsigned int depth)
{
	_cleanup_strv_ char **key = NULL;
	bool lax = scan->dialect == TOML_LAX;
	struct toml *found;
	char **part;
	int r = scan_key(scan, &key);

	if (r < 0)
		return r;
	for (part = key; part[1] && r == 0; part++)
		r = step(scan, &table, *part, TOML_DOTTED, lax ? ANY_TABLE : DOTTED_TABLE);
	if (r < 0)
		return r;
	found = toml_get(table, *part);
	if (found)
		return complain_twice(scan, found);
	if (!toml_scan_accept(scan, '='))
		return toml_scan_complain(scan, "a key without '=' after it");
	toml_scan_blanks(scan);
	r = add(scan, table, *part, TOML_TABLE, TOML_INLINE, &found);
	return r < 0 ? r : scan_value(scan, found, depth + (unsigned int)strv_length(key));
}

/* Behind '['. Scanning one value adds no other to the array, so that it stays where it is. */
static int scan_array(struct toml_scan *scan, struct toml *array, unsigned int depth)
{
	array->kind = TOML_ARRAY;
	for (;;) {
		struct toml *value = NULL;
		int r = toml_scan_space(scan);

		if (r < 0 || toml_scan_accept(scan, ']'))
			return r;
		r = add(scan, array, NULL, TOML_TABLE, TOML_INLINE, &value);
		if (r == 0)
			r = scan_value(scan, value, depth + 1);
		if (r == 0)
			r = toml_scan_space(scan);
		if (r < 0)
			return r;
		if (toml_scan_accept(scan, ']'))
			return 0;
		if (!toml_scan_accept(scan, ','))
			return toml_scan_complain(scan, "a list without its ']'");
	}
}

/* Within an inline table: TOML 1.0 has it on one line. */
static int skip_inline(struct toml_scan *scan)
{
	if (scan->dialect == TOML_LAX)
		return toml_scan_space(scan);
	toml_scan_blanks(scan);
	return 0;
}

/* Behind '{'. */
static int scan_inline(struct toml_scan *scan, struct toml *table, unsigned int depth)
{
	int r = skip_inline(scan);

	if (r < 0 || toml_scan_accept(scan, '}'))
		return r;
	/* Dotted keys within may add to it; it is closed by its '}'. */
	for (;;) {
		r = scan_pair(scan, table, depth);
		if (r == 0)
			r = skip_inline(scan);
		if (r < 0 || toml_scan_accept(scan, '}'))
			return r;
		if (!toml_scan_accept(scan, ','))
			return toml_scan_complain(scan, "an inline table without its '}' in the "
							"same line");
		r = skip_inline(scan);
		if (r < 0)
			return r;
	}
}

static int scan_value(struct toml_scan *scan, struct toml *value, unsigned int depth)
{
	char byte = *scan->next;

	if (depth > TOML_DEPTH_MAX)
		return toml_scan_complain(scan, "values are nested too deeply");
	if (toml_scan_accept(scan, '['))
		return scan_array(scan, value, depth);
	if (toml_scan_accept(scan, '{'))
		return scan_inline(scan, value, depth);
	if (byte != '"' && byte != '\'')
		return toml_scan_word(scan, value);
	value->kind = TOML_TEXT;
	return toml_scan_text(scan, &value->text);
}

static int scan_document(struct toml_scan *scan)
{
	struct toml *table = scan->root;

	for (;;) {
		int r = toml_scan_space(scan);

		if (r < 0 || !*scan->next)
			return r;
		if (toml_scan_accept(scan, '['))
			r = scan_header(scan, &table);
		else
			r = scan_pair(scan, table, 0);
		if (r == 0)
			r = toml_scan_line_end(scan);
		if (r < 0)
			return r;
	}
}

/* The line of the first byte that cannot be in a document, 0 for none. */
static unsigned int find_foreign_byte(const char *text, size_t size, enum toml_dialect dialect)
{
	unsigned int line = 1;

	for (size_t i = 0; i < size;) {
		size_t length = dialect == TOML_LAX ? 1 : utf8_length(text + i);

		if (length == 0 || !text[i])
			return line;
		line += text[i] == '\n';
		i += length;
	}
	return 0;
}

int toml_parse(const char *text, size_t size, enum toml_dialect dialect, struct toml *ret,
	       struct toml_fault *ret_fault)
{
	static const char mark[] = "\xef\xbb\xbf";
	_cleanup_(toml_free) struct toml root = {.kind = TOML_TABLE, .line = 1};
	struct toml_scan scan = {.next = text,
				 .end = text + size,
				 .line = 1,
				 .dialect = dialect,
				 .fault = ret_fault,
				 .root = &root};
	unsigned int line = find_foreign_byte(text, size, dialect);
	int r;

	if (line > 0)
		return toml_complain(ret_fault, line, "a byte that is not UTF-8, or a NUL byte");
	if (text_starts(text, mark))
		scan.next += strlen(mark);
	r = scan_document(&scan);
	if (r < 0)
		return r;
	*ret = TAKE(root);
	return 0;
}
