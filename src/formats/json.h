/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The strict JSON reader: json-c behind a grammar that accepts what Go's encoding/json accepts. */
#pragma once

#include <stddef.h>

struct json_object;

/* How deep objects and lists nest at most; it is Go's own limit. */
#define JSON_DEPTH_MAX 10000

/*
 * Parse a text that is one JSON value and nothing else. The text needs no NUL behind it. *ret
 * belongs to the caller (json_object_put) and is NULL for the value null, as everywhere in json-c.
 * Returns 0; -EBADMSG when the text is not JSON, and *ret_fault, the caller's, says where and why
 * ("line 3, column 7: …"); -EFBIG when it is larger than json-c can count; -ENOMEM.
 *
 * As in Go, and unlike json-c: no raw control character in a string, no NUL byte, no "1.", no NaN,
 * no number beyond a 64-bit float (Go refuses those wherever the target is an interface{}).
 * As in both: of two keys of one name the last wins; broken UTF-8 and lone surrogates pass.
 */
int json_parse(const char *text, size_t size, struct json_object **ret, char **ret_fault);
