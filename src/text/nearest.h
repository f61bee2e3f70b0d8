/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What somebody meant who mistyped a name. */
#pragma once

#include <stddef.h>

/*
 * How many letters have to be put in, taken out or changed to make one of the other. Of a word that
 * is longer than any name the first NEAREST_MAX letters count.
 */
#define NEAREST_MAX 64
size_t nearest_distance(const char *word, const char *name);

/*
 * The one of the names, a NULL-terminated list, that a word is meant to be; NULL where more than half
 * of its letters would have to be others.
 */
const char *nearest_name(const char *word, const char *const *names);
