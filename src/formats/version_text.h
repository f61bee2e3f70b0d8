/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which versions of CNI a plugin knows, told by its file and without executing it.
 *
 * The plugin cannot know a version when it answers VERSION out of its own texts, and this one is not
 * among them. A file whose texts are not in the clear (packed, or one that passes the question on)
 * shows none of what an answer is made of (the evidence), and nothing is said of it.
 *
 * A file is looked at in windows. Each begins with as much of what lies before it as is known, up to
 * VERSION_TEXT_CONTEXT bytes: the context, in which only what reaches beyond it is found.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* More than the longest text that is looked for. */
#define VERSION_TEXT_CONTEXT 64

/* All that an answer is made of was seen. */
#define VERSION_TEXT_EVIDENCE 3u

/* True when the window has the version as a text. */
bool version_text_has(const char *window, size_t context, size_t size, const char *version);

/* A bit for each piece of the evidence that the window has: together VERSION_TEXT_EVIDENCE. */
unsigned int version_text_evidence(const char *window, size_t size);
