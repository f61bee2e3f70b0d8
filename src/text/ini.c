/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The form of a settings file, line by line. */
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

static void classify(struct ini_line *line, const char *text, size_t length)
{
	const char *equals = memchr(text, '=', length);

	if (strchr(blanks, *text))
		set(line, INI_CONTINUATION, text, length);
	else if (*text == '[' && length > 2 && text[length - 1] == ']')
		set(line, INI_SECTION, text + 1, length - 2);
	else if (*text != '[' && equals && equals > text)
		set(line, INI_KEY, text, (size_t)(equals - text));
	else
		set(line, INI_BAD, text, length);
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
		if (length == 0 || *begin == '#' || *begin == ';')
			continue;
		classify(line, begin, length);
		return true;
	}
	return false;
}
