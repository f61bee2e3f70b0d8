/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings from one text, and what is said of them. */
#pragma once

#include <errno.h>

#include "core/settings_file.h"
#include "fixture.h"

#define ADMIN  "/etc/kubelet-preflight.conf"

/* What was read, and what was said of it; the errors each end with a line end. */
struct reading {
	struct settings settings;
	char *modules, *conf_dirs, *bin_dirs, *errors;
	int r;
};

static inline struct reading look(struct fixture *fixture)
{
	struct reading reading = {0};
	struct settings_errors errors;

	reading.r = settings_read(&fixture->root, &reading.settings, &errors);
	reading.modules = strv_join(reading.settings.modules, " ");
	reading.conf_dirs = strv_join(reading.settings.conf_dirs, " ");
	reading.bin_dirs = strv_join(reading.settings.bin_dirs, " ");
	reading.errors = strv_join(errors.lines, "\n");
	settings_errors_free(&errors);
	assert_null(errors.lines);
	return reading;
}

static inline void cleanup_reading(struct reading *reading)
{
	free(reading->modules);
	free(reading->conf_dirs);
	free(reading->bin_dirs);
	free(reading->errors);
	settings_free(&reading->settings);
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
	assert_string_equal(reading->errors, "");
	assert_int_equal(reading->r, 0);
}

/* Something is said of the file below the root, and of the line when there is one. */
static inline void assert_said(struct fixture *fixture, const struct reading *reading, const char *file,
			       unsigned int line, const char *part)
{
	_cleanup_free_ char *place =
		line ? format_text("%s:%u: ", fixture_path(fixture, file), line)
		     : format_text("%s: ", fixture_path(fixture, file));

	if (!strstr(reading->errors, place) || !strstr(reading->errors, part))
		fail_msg("\"%s\" does not say \"%s\" of %s", reading->errors, part, place);
}

static inline void assert_error(struct fixture *fixture, const struct reading *reading, const char *file,
				unsigned int line, const char *part)
{
	assert_true(reading->r < 0);
	assert_said(fixture, reading, file, line, part);
}

/* A name that is not known, which is no error. */
static inline void assert_later(struct fixture *fixture, const struct reading *reading, const char *file,
				unsigned int line, const char *part)
{
	assert_int_equal(reading->r, 0);
	assert_said(fixture, reading, file, line, part);
	assert_said(fixture, reading, file, line, "newer than this program knows, or misspelt");
}
