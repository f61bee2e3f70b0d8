/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The grammar of JSON: what json_parse() of text/json.h accepts. */
#pragma once

#include <stddef.h>

struct json_outline {
	size_t *names; /* where each name of a member begins, behind its quote, in the order of the text */
	size_t name_count;
	size_t depth; /* how many levels are nested */
};

/*
 * Scan a text, which has one NUL behind it; in a name "\u0000", with which json-c would end it, becomes
 * "\u0001". 0 with *ret_outline, whose names are the caller's; -EBADMSG with *ret_fault and -E2BIG
 * as json_parse().
 */
int json_scan(char *text, size_t size, size_t depth_max, struct json_outline *ret_outline,
	      char **ret_fault);
