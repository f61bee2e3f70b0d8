/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The grammar of JSON: what json_parse() of text/json.h accepts. */
#pragma once

#include <stddef.h>

struct json_outline {
	size_t *names; /* the offset of each name of a member, behind its quote, in order */
	size_t name_count;
	size_t depth; /* how many levels are nested */
};

/*
 * Scan a text, which has one NUL behind it. In a name "\u0000", where json-c would end the name, is
 * replaced by "\u0001". 0 with *ret_outline, whose names are the caller's; -EBADMSG with *ret_fault
 * and -E2BIG as json_parse().
 */
int json_scan(char *text, size_t size, size_t depth_max, struct json_outline *ret_outline,
	      char **ret_fault);
