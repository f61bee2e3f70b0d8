/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TOML 1.0, as the container runtimes' configurations are written in (toml.io/en/v1.0.0). Debian
 * has no C library for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ten times what a node with many runtimes and registries has. */
#define TOML_VALUES_MAX 8192 /* in one document */
#define TOML_DEPTH_MAX  64   /* tables and arrays in one another */

enum toml_kind {
	TOML_TABLE,
	TOML_ARRAY,
	TOML_TEXT,
	TOML_INTEGER,
	TOML_FLOAT,   /* only seen to be one */
	TOML_BOOLEAN,
	TOML_DATE,    /* likewise */
};

/* How a table came to be says what may still be added to it. */
enum toml_origin {
	TOML_IMPLICIT, /* named by a header on the way to another table */
	TOML_HEADER,   /* [name], or one of [[name]] */
	TOML_DOTTED,   /* named by a dotted key on the way to a value */
	TOML_INLINE,   /* {…}: closed, and so is [ … ] */
	TOML_TABLES,   /* the array of [[name]] */
};

/* A value; the root is a table. What it holds belongs to it (toml_free). */
struct toml {
	enum toml_kind kind;
	enum toml_origin origin; /* of tables and arrays */
	unsigned int line;       /* where it begins, from 1 */
	char *key;               /* in a table; NULL in an array and for the root */
	char *text;              /* TOML_TEXT */
	int64_t number;          /* TOML_INTEGER, and 0 or 1 for TOML_BOOLEAN */
	struct toml *members;    /* of a table or array, in the order of the document */
	size_t count;
};

/* What a parser that wrote the runtime is known to let pass. */
enum toml_dialect {
	TOML_STRICT,
	/*
	 * go-toml v1, in containerd 1.x (seen with 1.6.20): line ends in inline tables, leading
	 * zeros, bytes that are no UTF-8, tables that are opened again by dotted keys, and the
	 * reverse.
	 */
	TOML_LAX,
};

/* Where and what is wrong. words is the caller's, without control characters; NULL for nothing. */
struct toml_fault {
	unsigned int line; /* 0: nowhere in particular */
	char *words;
};

/*
 * Parse a document; a NUL stands behind it. *ret belongs to the caller (toml_free). 0; -EBADMSG,
 * and *ret_fault, the caller's, says why: also beyond the limits above, and for a NUL in the text
 * or a string.
 */
int toml_parse(const char *text, size_t size, enum toml_dialect dialect, struct toml *ret,
	       struct toml_fault *ret_fault);
void toml_free(struct toml *value);

/* The member of a table, or NULL: also when table is NULL or none. Not the caller's. */
struct toml *toml_get(const struct toml *table, const char *key);

/*
 * The same for a key that is a field of a struct of Go: it may be written in upper case, and the
 * exact one wins. (containerd 1.6.20, 1.7.24, 2.1.9 and CRI-O: tried.)
 */
struct toml *toml_get_folded(const struct toml *table, const char *key);

/*
 * The member, by toml_get_folded(), as a string, a list of strings, a number or a boolean; *ret
 * stays as it is when there is none. The string is not the caller's; a copy and the list are (what
 * *ret held is freed). 0; -EBADMSG when the member is of another kind, or when table is there and
 * no table, with *ret_fault.
 */
int toml_take_text(const struct toml *table, const char *key, const char **ret,
		   struct toml_fault *ret_fault);
int toml_take_copy(const struct toml *table, const char *key, char **ret,
		   struct toml_fault *ret_fault);
int toml_take_texts(const struct toml *table, const char *key, char ***ret,
		    struct toml_fault *ret_fault);
int toml_take_integer(const struct toml *table, const char *key, int64_t *ret,
		      struct toml_fault *ret_fault);
int toml_take_boolean(const struct toml *table, const char *key, bool *ret,
		      struct toml_fault *ret_fault);

/*
 * Move the members of one table into another, where they take the place of those with their names;
 * two tables of one name are merged likewise. from is empty afterwards.
 */
void toml_merge(struct toml *into, struct toml *from);

/* Add an empty value to a table (with a key) or array (NULL). It is not the caller's. */
struct toml *toml_add(struct toml *parent, const char *key, enum toml_kind kind);

/* Put words to a fault, which is freed before. -EBADMSG. toml_complain_words() frees words. */
int toml_complain_words(struct toml_fault *ret_fault, unsigned int line, char *words);
#define toml_complain(ret_fault, line, ...)                                                        \
	toml_complain_words(ret_fault, line, format_text(__VA_ARGS__))
