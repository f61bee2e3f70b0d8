/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A settings file, line by line. */
#include "config.h"

#include "text/ini.h"
#include "util/util.h"

static const char blanks[] = " \t\r";

static void set(struct ini_line *line, enum ini_kind kind, const char *name, size_t length)
{
	while (length > 0 && strchr(blanks, name[length - 1]))
		length--;
	line->kind = kind;
	snprintf(line->name, sizeof(line->name), "%.*s", (int)length, name);
}

/* Whether nothing follows but blanks and a comment. */
static bool is_end(const char *text, const char *end)
{
	while (text < end && strchr(blanks, *text))
		text++;
	return text == end || *text == '#' || *text == ';';
}

/*
 * What stands behind '='. Within double quotes '#' and ';' begin no comment. Quotes that do not
 * stand around all of it are part of the value.
 */
static void set_value(struct ini_line *line, const char *text, const char *end)
{
	const char *close;

	while (text < end && strchr(blanks, *text))
		text++;
	close = text < end && *text == '"' ? memchr(text + 1, '"', (size_t)(end - text - 1)) : NULL;
	if (close && is_end(close + 1, end)) {
		text++;
		end = close;
	} else {
		end = text + strcspn(text, "#;\n") < end ? text + strcspn(text, "#;\n") : end;
		while (end > text && strchr(blanks, end[-1]))
			end--;
	}
	line->value = text;
	line->length = (size_t)(end - text);
}

static void classify(struct ini_line *line, const char *text, size_t length)
{
	const char *equals = memchr(text, '=', length);

	if (strchr(blanks, *text)) {
		set(line, INI_CONTINUATION, text, length);
	} else if (*text == '[' && length > 2 && text[length - 1] == ']') {
		set(line, INI_SECTION, text + 1, length - 2);
	} else if (*text != '[' && equals && equals > text) {
		set(line, INI_KEY, text, (size_t)(equals - text));
		set_value(line, equals + 1, text + length);
	} else {
		set(line, INI_BAD, text, length);
	}
}

bool ini_next(const char **text, struct ini_line *line)
{
	while (**text) {
		const char *begin = *text;
		size_t whole = strcspn(begin, "\n"), length = whole;

		*text += whole + (begin[whole] == '\n');
		line->number++;
		while (length > 0 && strchr(blanks, begin[length - 1]))
			length--;
		if (is_end(begin, begin + length))
			continue;
		classify(line, begin, length);
		return true;
	}
	return false;
}
