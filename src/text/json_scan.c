/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The grammar of JSON, with a place for each fault. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>

#include "text/json.h"
#include "text/json_scan.h"
#include "util/util.h"

enum expected {
	EXPECT_VALUE,
	EXPECT_NAME,
	EXPECT_FIRST, /* behind '{' or '[': a name or a value, or the end */
	EXPECT_NEXT,  /* behind a value: a comma or the end of what it is in */
};

/* What a value, a member and an object or list cost json-c, in units of about 64 bytes. */
#define WEIGHT_VALUE     1
#define WEIGHT_MEMBER    2
#define WEIGHT_CONTAINER 16

struct scanner {
	char *text; /* with one NUL behind it */
	size_t size, at;
	char closing[JSON_DEPTH_MAX]; /* '}' or ']' of each level that is open */
	size_t depth, depth_max, weight;
	struct json_outline outline;
	enum expected expected;
	char **fault; /* the caller's */
};

/* The byte that comes next, or -1 at the end. */
static int peek(const struct scanner *scanner)
{
	return scanner->at < scanner->size ? (unsigned char)scanner->text[scanner->at] : -1;
}

/* Step over the next byte when it is one of the set. */
static bool accept(struct scanner *scanner, const char *set)
{
	int c = peek(scanner);

	if (c <= 0 || !strchr(set, c))
		return false;
	scanner->at++;
	return true;
}

/* "line L, column C: …" for that offset; columns count characters, as editors do. Frees words. */
static int fault_words(struct scanner *scanner, size_t at, char *words)
{
	_cleanup_free_ char *taken = words;
	size_t line = 1, column = 1;

	for (size_t i = 0; i < at; i++) {
		if (scanner->text[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)scanner->text[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	*scanner->fault = format_text("line %zu, column %zu: %s", line, column, taken);
	return -EBADMSG;
}

#define fault(scanner, at, ...) fault_words(scanner, at, format_text(__VA_ARGS__))

/* What comes next, for people; never a raw control character. */
#define FOUND_SIZE 48
static const char *found(const struct scanner *scanner, char text[static FOUND_SIZE])
{
	int c = peek(scanner);

	if (c < 0)
		return "the end of the file";
	if (c == 0)
		return "a NUL byte, as a power loss leaves them";
	if (c == '\n')
		return "the end of the line";
	if (c == 0xef && scanner->at == 0)
		return "a byte order mark";
	if (c == '/' || c == '#')
		return "a comment, which JSON does not have";
	snprintf(text, FOUND_SIZE, c > 0x20 && c < 0x7f ? "%c" : "byte 0x%02x", c);
	return text;
}

static int fault_expected(struct scanner *scanner, const char *what)
{
	char text[FOUND_SIZE];

	return fault(scanner, scanner->at, "expected %s, found %s", what, found(scanner, text));
}

static void skip_space(struct scanner *scanner)
{
	while (accept(scanner, " \t\r\n"))
		;
}

/* A key with a NUL in it would end there for json-c and could pass for another key. */
static int scan_escape(struct scanner *scanner, bool name)
{
	if (accept(scanner, "\"\\/bfnrt"))
		return 0;
	if (!accept(scanner, "u"))
		return fault_expected(scanner, "one of \" \\ / b f n r t u after the backslash");
	for (int i = 0; i < 4; i++)
		if (!accept(scanner, DIGITS "abcdefABCDEF"))
			return fault_expected(scanner, "a hexadecimal digit after \\u");
	if (name && strncmp(&scanner->text[scanner->at - 4], "0000", 4) == 0)
		scanner->text[scanner->at - 1] = '1';
	return 0;
}

static int scan_string(struct scanner *scanner, bool name)
{
	size_t start = scanner->at++;
	char text[FOUND_SIZE];
	int c, r;

	while ((c = peek(scanner)) != '"') {
		if (c < 0)
			return fault(scanner, start, "the string that begins here does not end");
		if (c < 0x20)
			return fault(scanner, scanner->at, "found %s, within a string",
				     found(scanner, text));
		scanner->at++;
		if (c != '\\')
			continue;
		r = scan_escape(scanner, name);
		if (r < 0)
			return r;
	}
	scanner->at++;
	return 0;
}

static int scan_digits(struct scanner *scanner)
{
	if (!accept(scanner, DIGITS))
		return fault_expected(scanner, "a digit");
	while (accept(scanner, DIGITS))
		;
	return 0;
}

static int scan_number(struct scanner *scanner)
{
	size_t start = scanner->at;
	int r = 0;

	accept(scanner, "-");
	if (!accept(scanner, "0"))
		r = scan_digits(scanner);
	else if (isdigit(peek(scanner)))
		return fault(scanner, start, "a number begins with 0");
	if (r == 0 && accept(scanner, "."))
		r = scan_digits(scanner);
	if (r == 0 && accept(scanner, "eE")) {
		accept(scanner, "+-");
		r = scan_digits(scanner);
	}
	/* LC_NUMERIC is "C": only LC_CTYPE is ever set (system/terminal.c). */
	if (r == 0 && isinf(strtod(&scanner->text[start], NULL)))
		return fault(scanner, start, "a number is too large for a 64-bit float");
	return r;
}

static int scan_word(struct scanner *scanner)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!text_starts(&scanner->text[scanner->at], words[i]))
			continue;
		scanner->at += strlen(words[i]);
		return 0;
	}
	if (peek(scanner) == '\'')
		return fault(scanner, scanner->at,
			     "a string is in single quotes, not in double quotes");
	return fault_expected(scanner, "a value");
}

static int scan_value(struct scanner *scanner)
{
	int c = peek(scanner);

	scanner->weight += c == '{' || c == '[' ? WEIGHT_CONTAINER : WEIGHT_VALUE;
	if (scanner->weight > JSON_WEIGHT_MAX)
		return -E2BIG;
	if (c == '{' || c == '[') {
		if (scanner->depth == scanner->depth_max)
			return fault(scanner, scanner->at, "more than %zu levels are nested",
				     scanner->depth_max);
		scanner->closing[scanner->depth++] = c == '{' ? '}' : ']';
		if (scanner->depth > scanner->outline.depth)
			scanner->outline.depth = scanner->depth;
		scanner->expected = EXPECT_FIRST;
		scanner->at++;
		return 0;
	}
	scanner->expected = EXPECT_NEXT;
	if (c == '"')
		return scan_string(scanner, false);
	if (c == '-' || isdigit(c))
		return scan_number(scanner);
	return scan_word(scanner);
}

static int scan_name(struct scanner *scanner)
{
	struct json_outline *outline = &scanner->outline;
	int r;

	if (peek(scanner) != '"')
		return fault_expected(scanner, "a name in double quotes");
	scanner->weight += WEIGHT_MEMBER;
	outline->names = xgrow(outline->names, outline->name_count, sizeof(*outline->names));
	outline->names[outline->name_count++] = scanner->at + 1;
	r = scan_string(scanner, true);
	if (r < 0)
		return r;
	skip_space(scanner);
	if (!accept(scanner, ":"))
		return fault_expected(scanner, "a colon after the name");
	scanner->expected = EXPECT_VALUE;
	return 0;
}

/* A comma, or the end of the object or the list that is open. */
static int scan_next(struct scanner *scanner)
{
	bool object = scanner->closing[scanner->depth - 1] == '}';

	if (accept(scanner, object ? "}" : "]")) {
		scanner->depth--;
		scanner->expected = EXPECT_NEXT;
		return 0;
	}
	if (scanner->expected == EXPECT_FIRST)
		return object ? scan_name(scanner) : scan_value(scanner);
	if (!accept(scanner, ","))
		return fault_expected(scanner, object ? "a comma or }" : "a comma or ]");
	scanner->expected = object ? EXPECT_NAME : EXPECT_VALUE;
	return 0;
}

static int scan_text(struct scanner *scanner)
{
	int r;

	skip_space(scanner);
	if (peek(scanner) < 0)
		return fault(scanner, 0, scanner->size ? "the file is blank" : "the file is empty");
	do {
		if (scanner->expected == EXPECT_VALUE)
			r = scan_value(scanner);
		else if (scanner->expected == EXPECT_NAME)
			r = scan_name(scanner);
		else
			r = scan_next(scanner);
		if (r < 0)
			return r;
		skip_space(scanner);
	} while (scanner->depth > 0 || scanner->expected != EXPECT_NEXT);
	if (peek(scanner) >= 0)
		return fault_expected(scanner, "the end of the file");
	return 0;
}

int json_scan(char *text, size_t size, size_t depth_max, struct json_outline *ret_outline,
	      char **ret_fault)
{
	struct scanner scanner = {
		.text = text, .size = size, .depth_max = depth_max, .fault = ret_fault};
	int r = scan_text(&scanner);

	if (r < 0) {
		free(scanner.outline.names);
		return r;
	}
	*ret_outline = scanner.outline;
	return 0;
}
