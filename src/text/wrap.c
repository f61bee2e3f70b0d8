/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text in lines of a width, for a terminal. */
#include "config.h"

#include <wchar.h>
#include <wctype.h>

#include "text/wrap.h"
#include "util/util.h"

#define ESCAPED_COLUMNS 4 /* libsmartcols prints \xNN for a byte that is no character here */

/* A character, or a colour, which is printed as one. */
struct glyph {
	size_t bytes, columns;
};

static struct glyph glyph_at(const char *text)
{
	mbstate_t state = {0};
	wchar_t character;
	size_t bytes;
	int columns;

	if (*text == '\n')
		return (struct glyph){1, 0};
	if (*text == '\033')
		return (struct glyph){strcspn(text, "m") + (strchr(text, 'm') ? 1 : 0), 0};
	bytes = mbrtowc(&character, text, MB_CUR_MAX, &state);
	if (bytes == 0 || bytes == (size_t)-1 || bytes == (size_t)-2)
		return (struct glyph){1, ESCAPED_COLUMNS};
	columns = wcwidth(character);
	if (!iswprint((wint_t)character) || columns < 0)
		return (struct glyph){bytes, bytes * ESCAPED_COLUMNS};
	return (struct glyph){bytes, (size_t)columns};
}

/* The line that is being filled. All positions are in text. */
struct filling {
	char *text;
	size_t end;
	size_t columns;              /* of the line so far */
	size_t blank, blank_columns; /* its last blank, and the columns before it; 0: none */
	size_t slash, slash_columns; /* behind its last slash; 0: none */
};

static void begin_line(struct filling *line)
{
	line->columns = line->blank = line->slash = 0;
}

static void put_break(struct filling *line, size_t where)
{
	memmove(line->text + where + 1, line->text + where, line->end - where);
	line->text[where] = '\n';
	line->end++;
}

static void break_line(struct filling *line)
{
	if (line->blank) {
		line->text[line->blank] = '\n';
		line->columns -= line->blank_columns + 1;
		line->slash_columns -= line->blank_columns + 1;
		line->blank = 0;
	} else if (line->slash) {
		put_break(line, line->slash);
		line->columns -= line->slash_columns;
		line->slash = 0;
	} else {
		put_break(line, line->end);
		begin_line(line);
	}
}

static void put_glyph(struct filling *line, const char *text, struct glyph glyph)
{
	if (*text == ' ' && line->columns > 0) {
		line->blank = line->end;
		line->blank_columns = line->columns;
		line->slash = 0;
	}
	memcpy(line->text + line->end, text, glyph.bytes);
	line->end += glyph.bytes;
	line->columns += glyph.columns;
	if (*text == '/') {
		line->slash = line->end;
		line->slash_columns = line->columns;
	}
}

char *text_wrap(const char *text, size_t width)
{
	/* One break before each byte at the most. */
	struct filling line = {.text = xcalloc(2, strlen(text) + 1)};
	struct glyph glyph;

	for (; *text; text += glyph.bytes) {
		glyph = glyph_at(text);
		if (*text == '\n' ||
		    (width && *text == ' ' && line.columns + glyph.columns > width)) {
			line.text[line.end++] = '\n';
			begin_line(&line);
			continue;
		}
		while (width && line.columns > 0 && line.columns + glyph.columns > width)
			break_line(&line);
		put_glyph(&line, text, glyph);
	}
	line.text[line.end] = '\0';
	return line.text;
}

size_t text_columns(const char *text)
{
	size_t longest = 0, columns = 0;

	for (struct glyph glyph; *text; text += glyph.bytes) {
		glyph = glyph_at(text);
		columns = *text == '\n' ? 0 : columns + glyph.columns;
		if (columns > longest)
			longest = columns;
	}
	return longest;
}
