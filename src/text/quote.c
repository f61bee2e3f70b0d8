/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names that others chose, made fit for a message and for a command. */
#include "config.h"

#include "text/quote.h"
#include "util/util.h"

/* "\xNN" for one byte. */
#define ESCAPE_LENGTH 4

static char *put_escape(char *end, unsigned char byte)
{
	return end + sprintf(end, "\\x%02x", byte);
}

static bool is_printable(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7f;
}

/* The length of a character beyond ASCII, and what it is; 0 when it is no UTF-8. */
static size_t decode(const unsigned char *bytes, uint32_t *ret_character)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
	uint32_t character;

	if (bytes[0] < 0xc2 || bytes[0] > 0xf4)
		return 0;
	character = bytes[0] & (0x7fU >> length);
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (bytes[i] & 0x3f);
	}
	if (character < least[length] || character > 0x10ffff ||
	    (character >= 0xd800 && character <= 0xdfff))
		return 0;
	*ret_character = character;
	return length;
}

char *utf8_put(char *out, uint32_t character)
{
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

	for (size_t i = length; i-- > 1; character >>= 6)
		out[i] = (char)(0x80 | (character & 0x3f));
	out[0] = (char)(lead[length] | character);
	return out + length;
}

size_t utf8_length(const char *text)
{
	uint32_t unused;

	return (unsigned char)*text < 0x80 ? 1 : decode((const unsigned char *)text, &unused);
}

/* The length of the printable character that begins here; 0 when it is none. */
static size_t character_length(const char *text)
{
	uint32_t character;
	size_t length;

	if ((unsigned char)*text < 0x80)
		return is_printable((unsigned char)*text);
	length = decode((const unsigned char *)text, &character);
	return length && character >= 0xa0 ? length : 0; /* U+0080-9f are controls */
}

char *quote_message(const char *text)
{
	char *quoted = xmalloc(strlen(text) * ESCAPE_LENGTH + 1), *end = quoted;

	while (*text) {
		size_t length = character_length(text);

		if (length == 0)
			end = put_escape(end, (unsigned char)*text++);
		else
			end = mempcpy(end, text, length);
		text += length;
	}
	*end = '\0';
	return quoted;
}

char *quote_shell(const char *text)
{
	static const char harmless[] = ASCII_LETTERS DIGITS "_./:@%+=,-";
	static const char around[] = "$''";
	char *quoted = xmalloc(strlen(text) * ESCAPE_LENGTH + sizeof(around)), *end = quoted;
	bool odd = false;

	if (*text && text[strspn(text, harmless)] == '\0')
		return strcpy(quoted, text);
	for (const char *byte = text; *byte; byte++)
		odd |= !is_printable((unsigned char)*byte);
	end = stpcpy(end, odd ? "$'" : "'");
	for (; *text; text++) {
		if (!is_printable((unsigned char)*text))
			end = put_escape(end, (unsigned char)*text);
		else if (*text == '\'')
			end = stpcpy(end, odd ? "\\'" : "'\\''");
		else if (*text == '\\' && odd)
			end = stpcpy(end, "\\\\");
		else
			*end++ = *text;
	}
	stpcpy(end, "'");
	return quoted;
}

char *quote_label(const char *text, size_t limit)
{
	static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
	char *quoted = xmalloc(limit * 2 + 1), *end = quoted; /* an escape is two bytes for one */

	while (*text) {
		size_t length = utf8_length(text);
		size_t size = length ? length : strlen(replacement);

		if (size > limit)
			break;
		limit -= size;
		if (length == 0)
			end = stpcpy(end, replacement);
		else if (*text == '\n')
			end = stpcpy(end, "\\n");
		else if (*text == '"')
			end = stpcpy(end, "\\\"");
		else if (*text == '\\')
			end = stpcpy(end, "\\\\");
		else
			end = mempcpy(end, text, length);
		text += length ? length : 1;
	}
	*end = '\0';
	return quoted;
}
