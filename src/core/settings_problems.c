/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with the settings. */
#include "config.h"

#include "core/settings_problems.h"
#include "text/quote.h"

static void append(struct settings_problems *problems, const char *file, unsigned int line,
		   bool is_error, const char *text)
{
	_cleanup_free_ char *place = line ? format_text("%s:%u", file, line) : xstrdup(file);
	_cleanup_free_ char *whole = format_text("%s: %s", place, text);

	problems->list =
		xreallocarray(problems->list, problems->count + 1, sizeof(*problems->list));
	problems->list[problems->count++] = (struct settings_problem){
		.file = xstrdup(file),
		.line = line,
		.text = quote_message(whole),
		.is_error = is_error,
	};
}

void settings_problem(struct settings_problems *problems, bool is_error, const char *file,
		      unsigned int line, const char *format, ...)
{
	size_t *number = is_error ? &problems->errors : &problems->warnings;
	_cleanup_free_ char *text = NULL;
	va_list args;

	if (++*number > SETTINGS_PROBLEMS_MAX)
		return;
	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	append(problems, file, line, is_error, text);
}

bool settings_warnings_have_room(const struct settings_problems *problems)
{
	return problems->warnings < SETTINGS_PROBLEMS_MAX;
}

static void close_kind(struct settings_problems *problems, const char *file, bool is_error)
{
	size_t number = is_error ? problems->errors : problems->warnings;
	_cleanup_free_ char *text = NULL;

	if (number <= SETTINGS_PROBLEMS_MAX)
		return;
	text = format_text("%zu more %s, which are not listed", number - SETTINGS_PROBLEMS_MAX,
			   is_error ? "errors" : "warnings");
	append(problems, file, 0, is_error, text);
}

void settings_problems_close(struct settings_problems *problems, const char *file)
{
	close_kind(problems, file, false);
	close_kind(problems, file, true);
}

void settings_problems_free(struct settings_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		free(problems->list[i].file);
		free(problems->list[i].text);
	}
	free(problems->list);
	*problems = (struct settings_problems){0};
}
