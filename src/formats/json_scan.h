/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The grammar of JSON: what json_parse() of formats/json.h accepts. */
#pragma once

#include <stddef.h>

/* Where each name of a member begins, behind its quote, in the order of the text. */
struct json_offsets {
	size_t *list;
	size_t count;
};

/*
 * Scan a text, which has one NUL behind it; in a name "\u0000", with which json-c would end it, becomes
 * "\u0001". 0 with *ret_names, whose list is the caller's; -EBADMSG with
 * *ret_fault, -E2BIG and -ENOMEM as json_parse().
 */
int json_scan(char *text, size_t size, size_t depth_max, struct json_offsets *ret_names,
	      char **ret_fault);
