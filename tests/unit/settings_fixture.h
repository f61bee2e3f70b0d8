/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings from one text, and what is said of them. */
#pragma once

#include <errno.h>

#include "core/settings_file.h"
#include "fixture.h"

#define ADMIN  "/etc/kubelet-preflight.conf"

/* What was read, and what was said of it, one line each. */
struct reading {
	struct settings settings;
	struct settings_problems problems;
	char *modules, *conf_dirs, *bin_dirs, *lines;
};

static inline struct reading look(struct fixture *fixture)
{
	struct reading reading = {0};
	_cleanup_strv_ char **lines = NULL;

	settings_read(&fixture->root, &reading.settings, &reading.problems);
	reading.modules = strv_join(reading.settings.modules, " ");
	reading.conf_dirs = strv_join(reading.settings.conf_dirs, " ");
	reading.bin_dirs = strv_join(reading.settings.bin_dirs, " ");
	for (size_t i = 0; i < reading.problems.count; i++)
		strv_append(&lines, reading.problems.list[i].text);
	reading.lines = strv_join(lines, "\n");
	return reading;
}

static inline void cleanup_reading(struct reading *reading)
{
	free(reading->modules);
	free(reading->conf_dirs);
	free(reading->bin_dirs);
	free(reading->lines);
	settings_free(&reading->settings);
	settings_problems_free(&reading->problems);
}
#define _cleanup_reading_ _cleanup_(cleanup_reading)

/* One text in the administrator's file. */
static inline struct reading look_at(struct fixture *fixture, const char *text)
{
	fixture_write(fixture, ADMIN, text);
	return look(fixture);
}

static inline void assert_sound(const struct reading *reading)
{
	assert_string_equal(reading->lines, "");
	assert_int_equal(reading->problems.errors + reading->problems.warnings, 0);
}

/* That many errors and warnings, and no more. */
static inline void assert_counts(const struct reading *reading, size_t errors, size_t warnings)
{
	if (reading->problems.errors != errors || reading->problems.warnings != warnings)
		fail_msg("not %zu errors and %zu warnings:\n%s", errors, warnings, reading->lines);
}

/* Something is said of the file below the root, and of the line when there is one. */
static inline void assert_said(struct fixture *fixture, const struct reading *reading, bool is_error,
			       const char *file, unsigned int line, const char *part)
{
	const char *path = fixture_path(fixture, file);

	for (size_t i = 0; i < reading->problems.count; i++) {
		const struct settings_problem *problem = &reading->problems.list[i];

		if (problem->is_error == is_error && problem->line == line &&
		    text_equal(problem->file, path) && text_starts(problem->text, path) &&
		    strstr(problem->text, part))
			return;
	}
	fail_msg("\"%s\" does not say the %s \"%s\" of %s:%u", reading->lines,
		 is_error ? "error" : "warning", part, path, line);
}

static inline void assert_error(struct fixture *fixture, const struct reading *reading, const char *file,
				unsigned int line, const char *part)
{
	assert_said(fixture, reading, true, file, line, part);
}

static inline void assert_warning(struct fixture *fixture, const struct reading *reading,
				  const char *file, unsigned int line, const char *part)
{
	assert_said(fixture, reading, false, file, line, part);
}

/* Where the value of a key comes from; line 0: it is the default. */
static inline void assert_origin(struct fixture *fixture, const struct reading *reading,
				 const char *group, const char *name, const char *file,
				 unsigned int line)
{
	const struct settings_origin *origin = settings_origin(&reading->settings, group, name);

	assert_int_equal(origin->line, line);
	if (line == 0)
		assert_null(origin->file);
	else
		assert_string_equal(origin->file, fixture_path(fixture, file));
}
