/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of TOML: blanks, comments, keys and strings. */
#include "config.h"

#include "text/quote.h"
#include "text/toml_scan.h"
#include "util/util.h"

#define CODE_DIGITS_MAX 8 /* behind \U */
static const char bare_key[] = ASCII_LETTERS DIGITS "_-";

static bool accept_text(struct toml_scan *scan, const char *text)
{
	if (!text_starts(scan->next, text))
		return false;
	scan->next += strlen(text);
	return true;
}

bool toml_scan_accept(struct toml_scan *scan, char byte)
{
	if (*scan->next != byte)
		return false;
	scan->next++;
	return true;
}

static bool accept_line_end(struct toml_scan *scan)
{
	if (!accept_text(scan, "\n") && !accept_text(scan, "\r\n"))
		return false;
	scan->line++;
	return true;
}

int toml_scan_complain(struct toml_scan *scan, const char *words)
{
	return toml_complain(scan->fault, scan->line, "%s", words);
}

static bool is_control(char byte)
{
	return ((unsigned char)byte < 0x20 && byte != '\t') || byte == 0x7f;
}

void toml_scan_blanks(struct toml_scan *scan)
{
	while (toml_scan_accept(scan, ' ') || toml_scan_accept(scan, '\t'))
		;
}

static int skip_comment(struct toml_scan *scan)
{
	if (!toml_scan_accept(scan, '#'))
		return 0;
	while (*scan->next && *scan->next != '\n' && !text_starts(scan->next, "\r\n"))
		if (is_control(*scan->next++))
			return toml_scan_complain(scan, "a control character in a comment");
	return 0;
}

int toml_scan_space(struct toml_scan *scan)
{
	do {
		int r;

		toml_scan_blanks(scan);
		r = skip_comment(scan);
		if (r < 0)
			return r;
	} while (accept_line_end(scan));
	return 0;
}

int toml_scan_line_end(struct toml_scan *scan)
{
	int r;

	toml_scan_blanks(scan);
	r = skip_comment(scan);
	if (r < 0 || !*scan->next || accept_line_end(scan))
		return r;
	return toml_complain(scan->fault, scan->line, "'%c' where the line should end",
			     *scan->next);
}

int toml_scan_key(struct toml_scan *scan, char **ret)
{
	size_t length = strspn(scan->next, bare_key);

	if (text_starts(scan->next, "\"\"\"") || text_starts(scan->next, "'''"))
		return toml_scan_complain(scan, "a key in three quotes");
	if (*scan->next == '"' || *scan->next == '\'')
		return toml_scan_text(scan, ret);
	if (length == 0)
		return toml_scan_complain(scan, "expected a key");
	*ret = xstrndup(scan->next, length);
	scan->next += length;
	return 0;
}

/* Behind \u or \U: that many hexadecimal digits. */
static int take_code(struct toml_scan *scan, size_t digits, char **out)
{
	char code[CODE_DIGITS_MAX + 1] = "";
	uint32_t character;

	if (strspn(scan->next, DIGITS "abcdefABCDEF") < digits)
		return toml_scan_complain(scan, "an escape \\u or \\U without its digits");
	memcpy(code, scan->next, digits);
	scan->next += digits;
	character = (uint32_t)strtoul(code, NULL, 16);
	if (character == 0 || character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
		return toml_scan_complain(scan, "an escape that is not a character, or is NUL");
	*out = utf8_put(*out, character);
	return 0;
}

/* Behind a backslash. An escape is never shorter than what it stands for. */
static int take_escape(struct toml_scan *scan, bool long_text, char **out)
{
	static const char names[] = "btnfr\"\\", bytes[] = "\b\t\n\f\r\"\\";
	const char *after = scan->next + strspn(scan->next, " \t"), *name;
	char byte = *scan->next;

	if (long_text && (*after == '\n' || text_starts(after, "\r\n"))) {
		do
			toml_scan_blanks(scan);
		while (accept_line_end(scan));
		return 0;
	}
	if (byte)
		scan->next++;
	if (byte == 'u' || byte == 'U')
		return take_code(scan, byte == 'u' ? 4 : CODE_DIGITS_MAX, out);
	name = byte ? strchr(names, byte) : NULL;
	if (!name)
		return toml_scan_complain(scan,
					  "a backslash before a character that it does not escape");
	*(*out)++ = bytes[name - names];
	return 0;
}

/* The closing quotes of a long string, to which up to two more belong as text. */
static bool accept_long_end(struct toml_scan *scan, char quote, char **out)
{
	const char three[] = {quote, quote, quote, '\0'};

	if (!accept_text(scan, three))
		return false;
	for (int i = 0; i < 2 && toml_scan_accept(scan, quote); i++)
		*(*out)++ = quote;
	return true;
}

static int take_text(struct toml_scan *scan, char quote, bool long_text, char *out)
{
	int r = 0;

	while (r == 0 && *scan->next) {
		if (long_text ? accept_long_end(scan, quote, &out)
			      : toml_scan_accept(scan, quote)) {
			*out = '\0';
			return 0;
		}
		if (quote == '"' && toml_scan_accept(scan, '\\'))
			r = take_escape(scan, long_text, &out);
		else if (long_text && accept_line_end(scan))
			*out++ = '\n';
		else if (is_control(*scan->next))
			return toml_scan_complain(scan, long_text || *scan->next != '\n'
								? "a control character in a string"
								: "the line ends within a string");
		else
			*out++ = *scan->next++;
	}
	return r < 0 ? r : toml_scan_complain(scan, "the text ends within a string");
}

int toml_scan_text(struct toml_scan *scan, char **ret)
{
	_cleanup_free_ char *text = NULL;
	char quote = *scan->next;
	const char three[] = {quote, quote, quote, '\0'};
	bool long_text = accept_text(scan, three);
	size_t room;
	int r;

	if (long_text)
		accept_line_end(scan);
	else
		scan->next++;
	/* The string is never longer; memory that is not written costs nothing. */
	room = long_text ? (size_t)(scan->end - scan->next) : strcspn(scan->next, "\n");
	text = xmalloc(room + 1);
	r = take_text(scan, quote, long_text, text);
	if (r < 0)
		return r;
	*ret = xstrdup(text);
	return 0;
}
