/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The name that a mistyped word is nearest to. */
#pragma once

#include <stddef.h>

/*
 * How many letters have to be put in, taken out or changed to make one of the other. Of a word that
 * is longer than any name the first NEAREST_MAX letters count.
 */
#define NEAREST_MAX 64
size_t nearest_distance(const char *word, const char *name);

/*
 * The name of a NULL-terminated list that has the least distance to the word; NULL when that is
 * more than half of the letters of the word.
 */
const char *nearest_name(const char *word, const char *const *names);
