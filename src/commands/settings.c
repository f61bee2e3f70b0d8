/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "settings": the settings in force, in the form of a settings file, each with where it comes from;
 * with --check, what is wrong with them. Read by the same code as the gate's.
 */
#include "config.h"

#include <errno.h>

#include "commands/commands.h"
#include "core/settings_file.h"
#include "text/quote.h"

#define COLUMN 40 /* where the comments begin, behind a value that leaves room */

/* With quotes where a settings file needs them. */
static char *quote_value(const char *value)
{
	_cleanup_free_ char *shown = quote_message(value);

	return format_text(strpbrk(shown, "#;") ? "\"%s\"" : "%s", shown);
}

/* "Key=Value   # FILE:LINE"; a key without a value is a comment itself. */
static void print_key(const struct settings *settings, size_t index)
{
	const struct settings_key *key = &settings_keys[index];
	const struct settings_origin *origin = &settings->origins[index];
	_cleanup_free_ char *value = settings_value(settings, key);
	_cleanup_free_ char *quoted = value ? quote_value(value) : NULL;
	_cleanup_free_ char *file = origin->file ? quote_message(origin->file) : NULL;
	_cleanup_free_ char *setting = format_text("%s%s=%s", value ? "" : "#", key->name,
						   quoted ? quoted : "");

	printf("%-*s # ", COLUMN, setting);
	if (file)
		printf("%s:%u\n", file, origin->line);
	else
		puts(value ? "default" : "default: none");
}

static int print_settings(const struct settings *settings)
{
	for (size_t i = 0; i < SETTINGS_KEYS; i++) {
		const char *group = settings_keys[i].group;

		if (i == 0 || !text_equal(group, settings_keys[i - 1].group))
			printf("%s[%s]\n", i == 0 ? "" : "\n", group);
		print_key(settings, i);
	}
	return finish(0, "the settings");
}

/* One line each, as compilers write them. 1 when there is any. */
static int print_problems(const struct settings_problems *problems)
{
	int r;

	for (size_t i = 0; i < problems->count; i++)
		printf("%s\n", problems->list[i].text);
	r = finish(0, "what is wrong");
	return r == 0 && problems->count > 0 ? FITNESS_UNFIT : r;
}

/* The settings of the root, or with --check and files those of the files alone. -errno. */
static int read_settings(const struct options *options, struct settings *ret,
			 struct settings_problems *ret_problems)
{
	_cleanup_free_ char *directory = NULL;
	struct sysroot root;
	int r = sysroot_open(&root, options->root);

	if (r < 0) {
		complain("%s cannot be checked: %s", options->root, sysroot_strerror(r));
		return r;
	}
	directory = get_current_dir_name();
	if (!*options->names)
		settings_read(&root, ret, ret_problems);
	else if (directory)
		settings_read_files(&root, directory, options->names, ret, ret_problems);
	else
		r = -errno;
	sysroot_close(&root);
	if (r < 0)
		complain("the directory of this process cannot be found: %s", strerror(-r));
	return r;
}

int command_settings(const struct options *options)
{
	struct settings_problems problems = {0};
	struct settings settings = {0};
	int r = read_settings(options, &settings, &problems);

	if (r < 0)
		return FITNESS_UNKNOWN;
	if (options->given & OPTION_CHECK) {
		r = print_problems(&problems);
	} else {
		for (size_t i = 0; i < problems.count; i++)
			complain("%s", problems.list[i].text);
		r = print_settings(&settings);
	}
	settings_free(&settings);
	settings_problems_free(&problems);
	return r;
}
