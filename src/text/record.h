/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON objects as Go's encoding/json fills its structures from them, and the words for faults. */
#pragma once

#include "text/json.h"
#include "util/util.h"

struct json_object;

/* What a field wants of its value; null is always a no-op. */
enum record_kind {
	RECORD_TEXT,
	RECORD_TEXTS,   /* a list of strings */
	RECORD_FLAGS,   /* an object whose values are true or false */
	RECORD_OBJECT,  /* an object, with fields of its own or any */
	RECORD_OBJECTS, /* a list of those with fields of their own */
};

/* A table of fields ends with an empty row. */
struct record_field {
	const char *name;
	enum record_kind kind;
	const struct record_field *fields; /* of the object; NULL for any */
};

/*
 * Whether each value that has a field suits it. names: how the text was parsed. The text of where
 * ("plugin 2: ") goes in front of the fault, and prefix ("dns.") in front of the field's name. 0;
 * -EBADMSG and *ret_fault, the caller's.
 */
int record_check(struct json_object *record, const struct record_field *fields,
		 enum json_names names, const char *where, const char *prefix, char **ret_fault);

/*
 * The value of a field: of the keys that are its name, in upper case or lower, the last one that is
 * not null wins. "Last" is said of the text when the names are numbered, else of the keys in byte
 * order. NULL when there is none or record is no object; not the caller's.
 */
struct json_object *record_value(struct json_object *record, const char *name,
				 enum json_names names);

/*
 * The value of a field of the structure outer in record ("type" of "ipam"). Go fills one structure
 * from all the keys that are its name, so that a value of an earlier one stays where the later one
 * has none. As record_value() with JSON_NAMES_LAST.
 */
struct json_object *record_nested(struct json_object *record, const char *outer, const char *name);

/*
 * A copy of a string as Go has it: bytes that are no UTF-8 become U+FFFD. It ends at a NUL. "" when
 * value is NULL. The caller owns it.
 */
char *record_text(struct json_object *value);

/*
 * Put a fault into words that cannot steer a terminal. -EBADMSG. record_fault_words() frees words.
 */
int record_fault_words(char **ret_fault, char *words);
#define record_fault(ret_fault, ...) record_fault_words(ret_fault, format_text(__VA_ARGS__))

/* The same for a value of the wrong kind: "dns" is a list, not an object. */
int record_fault_kind(char **ret_fault, const char *where, const char *name,
		      struct json_object *value, const char *wanted);

/* "a list", "null", … */
const char *record_kind_name(struct json_object *value);

/* Whether a string holds a NUL ("\u0000"), where C ends and Go goes on. NULL is no string. */
bool record_has_nul(struct json_object *value);

/* Whether a string is empty, or there is none (NULL). */
bool record_is_empty(struct json_object *value);

/*
 * A string; "" when the value is none, or holds a NUL, where C ends and Go goes on. Not the
 * caller's. record_string() is that of the field of a record, as record_value() with
 * JSON_NAMES_LAST.
 */
const char *record_plain(struct json_object *value);
const char *record_string(struct json_object *record, const char *name);

/* How many entries of a list are looked at: all, or RECORD_ENTRIES_MAX; 0 of what is no list. */
#define RECORD_ENTRIES_MAX 128
size_t record_entries(struct json_object *list);
