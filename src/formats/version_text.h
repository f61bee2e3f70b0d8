/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which versions of CNI a plugin knows, told by its file and without executing it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * True when the plugin cannot know the version: it answers VERSION out of its own texts, and this
 * one is not among them. False when it may. A file whose texts are not in the clear (packed, or one
 * that passes the question on) shows none of what an answer is made of, and nothing is said of it.
 */
bool version_text_is_missing(const char *file, size_t size, const char *version);
