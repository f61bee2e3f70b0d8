/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The strict JSON reader: json-c behind a grammar that accepts what Go's encoding/json accepts. */
#pragma once

#include <stddef.h>

struct json_object;

/* How deep objects and lists nest at most; it is Go's own limit. */
#define JSON_DEPTH_MAX 10000

/* What json-c can count, with room for the numbers of the names; no file is nearly as long. */
#define JSON_SIZE_MAX (64 * 1024 * 1024)

/*
 * How much one text can make of our memory: a scalar weighs 1, its name 2, an object or a list 16,
 * in units of about 64 bytes.
 */
#define JSON_WEIGHT_MAX (2 * 1024 * 1024)

/* What becomes of the names of an object. */
enum json_names {
	JSON_NAMES_LAST,     /* of two members of one name the last is kept, as in a map of Go */
	JSON_NAMES_NUMBERED, /* all are kept, named "1:name", "2:name", … in their order */
};

/*
 * Parse a text that is one JSON value and nothing else. The text needs no NUL behind it. *ret
 * belongs to the caller (json_object_put) and is NULL for the value null, as everywhere in json-c.
 * Returns 0; -EBADMSG when the text is not JSON, and *ret_fault, the caller's, says where and why
 * ("line 3, column 7: …"); -EFBIG when it is larger than JSON_SIZE_MAX, -E2BIG when it weighs more
 * than JSON_WEIGHT_MAX.
 *
 * As in Go, and unlike json-c: no raw control character in a string, no NUL byte, no "1.", no NaN,
 * no number beyond a 64-bit float (Go refuses those wherever the target is an interface{}).
 * As in both: of two keys of one name the last wins; broken UTF-8 and lone surrogates pass.
 */
int json_parse(const char *text, size_t size, struct json_object **ret, char **ret_fault);

/* The same with names as said, and with at most depth_max levels, JSON_DEPTH_MAX or fewer. */
int json_parse_as(const char *text, size_t size, enum json_names names, size_t depth_max,
		  struct json_object **ret, char **ret_fault);
