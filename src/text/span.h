/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers and spans of time in the settings. */
#pragma once

/* A decimal number without sign, at most max. 0 and *ret, or -EINVAL. */
int parse_number(const char *text, long max, long *ret);

/*
 * A span of time in seconds, from 1 to max: a number, and behind it s, min or h; none is s. 0 and
 * *ret, or -EINVAL.
 */
int parse_span(const char *text, long max, long *ret);
