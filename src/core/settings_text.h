/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of one settings file: each line that is right counts, whatever stands beside it. */
#pragma once

#include "core/settings.h"
#include "core/settings_problems.h"

/*
 * Take the values of a text of that many bytes, with a NUL behind them, into the settings; file is its
 * name for people. A line that is wrong is left out and noted. Of a key that stands twice the last
 * line counts, with a warning, as a later file counts. Opens nothing.
 */
void settings_take_text(struct settings *settings, const char *file, const char *text, size_t size,
			struct settings_problems *problems);

/* Note the causes that stand in more than one list of [Policy]: once, when all files are read. */
void settings_note_contradictions(const struct settings *settings,
				  struct settings_problems *problems);
