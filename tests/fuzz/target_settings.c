/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the settings, from the text of one file. */
#include "config.h"

#include <limits.h>

#include "core/settings_text.h"
#include "target.h"
#include "text/module_name.h"

static void claim_settings(const struct settings *settings)
{
	CLAIM(strv_length(settings->modules) <= SETTINGS_MODULES_MAX);
	for (char **name = settings->modules; name && *name; name++)
		CLAIM(module_name_valid(*name) && !strchr(*name, '-'));
	for (char **path = settings->conf_dirs; path && *path; path++)
		CLAIM(**path == '/' && strlen(*path) < PATH_MAX);
	for (char **path = settings->bin_dirs; path && *path; path++)
		CLAIM(**path == '/' && strlen(*path) < PATH_MAX);
	CLAIM(!settings->textfile || *settings->textfile == '/');
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++)
		CLAIM(!(settings->policy[id] & ~cause_get((enum cause_id)id)->policy));
}

/* What a key has is printed as a file has it. */
static void claim_values(const struct settings *settings)
{
	for (size_t i = 0; i < SETTINGS_KEYS; i++) {
		_cleanup_free_ char *value = settings_value(settings, &settings_keys[i]);

		CLAIM(!settings->origins[i].file == !settings->origins[i].line);
		CLAIM(value || !settings->origins[i].file);
	}
}

void target_settings(const char *text, size_t size)
{
	struct settings settings;
	struct settings_problems problems = {0};

	settings_default(&settings);
	settings_take_text(&settings, "settings", text, size, &problems);
	settings_note_contradictions(&settings, &problems);
	settings_problems_close(&problems, "settings");
	CLAIM((problems.count > 0) == (problems.errors + problems.warnings > 0));
	CLAIM(problems.count <= 2 * SETTINGS_PROBLEMS_MAX + 2);
	for (size_t i = 0; i < problems.count; i++)
		claim_message(problems.list[i].text);
	claim_settings(&settings);
	claim_values(&settings);
	settings_problems_free(&problems);
	settings_free(&settings);
}
