/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the settings, from the text of one file. */
#include "config.h"

/* Its reader of a text is no part of an interface. */
#include "core/settings_file.c" /* NOLINT(bugprone-suspicious-include) */

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
}

void target_settings(const char *text, size_t size)
{
	struct settings settings;
	struct settings_errors errors = {0};
	struct source source = {.path = "settings", .settings = &settings, .errors = &errors};
	size_t wrong = 0;
	int r;

	settings_default(&settings);
	r = parse_text(&source, text, size);
	/* What is wrong is said, and what is said is wrong, or not known. */
	CLAIM(r == 0 || r == -EINVAL);
	for (size_t i = 0; i < errors.count; i++) {
		claim_message(errors.lines[i]);
		wrong += !errors.later[i];
	}
	CLAIM((r == -EINVAL) == (wrong > 0));
	claim_settings(&settings);
	settings_errors_free(&errors);
	settings_free(&settings);
}
