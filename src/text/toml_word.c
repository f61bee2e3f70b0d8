/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of TOML that stand without quotes: numbers, booleans and dates. */
#include "config.h"

#include <errno.h>

#include "text/toml_scan.h"
#include "util/util.h"

#define WORD_MAX 64

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* 'd' is a digit, "Z" and "T" stand for their small letters too; the rest is what it is. */
static bool match(const char **text, const char *shape)
{
	const char *at = *text;

	for (; *shape; shape++, at++) {
		if (*shape == 'd' ? is_digit(*at) : *shape == *at)
			continue;
		if ((*shape == 'T' || *shape == 'Z') && *at == (*shape | 0x20))
			continue;
		return false;
	}
	*text = at;
	return true;
}

static int two_digits(const char *at)
{
	return (at[0] - '0') * 10 + (at[1] - '0');
}

static bool match_time(const char **text)
{
	const char *at = *text;

	if (!match(text, "dd:dd:dd"))
		return false;
	if (two_digits(at) > 23 || two_digits(at + 3) > 59 || two_digits(at + 6) > 60)
		return false;
	if (**text != '.')
		return true;
	*text += 1 + strspn(*text + 1, "0123456789");
	return is_digit((*text)[-1]);
}

static bool match_offset(const char **text)
{
	const char *at = *text + 1;

	return match(text, "Z") || ((match(text, "+dd:dd") || match(text, "-dd:dd")) &&
				    two_digits(at) <= 23 && two_digits(at + 3) <= 59);
}

static bool is_date(const char *text)
{
	const char *at = text;

	if (match_time(&text))
		return !*text;
	text = at;
	if (!match(&text, "dddd-dd-dd") || two_digits(at + 5) < 1 || two_digits(at + 5) > 12 ||
	    two_digits(at + 8) < 1 || two_digits(at + 8) > 31)
		return false;
	if (!*text)
		return true;
	if ((!match(&text, "T") && !match(&text, " ")) || !match_time(&text))
		return false;
	return !*text || (match_offset(&text) && !*text);
}

/* Digits of the set with single underscores between digits, copied without them. */
static size_t match_digits(const char **text, const char *set, char *out)
{
	const char *at = *text;
	size_t length = 0;

	for (; *at; at++) {
		if (*at == '_' && at > *text && at[-1] != '_' && at[1] && strchr(set, at[1]))
			continue;
		if (!strchr(set, *at))
			break;
		out[length++] = *at;
	}
	out[length] = '\0';
	*text = at;
	return length;
}

/* 0x, 0o, 0b: no sign, and all 63 bits. */
static bool is_based(const char *text, int64_t *ret)
{
	static const struct {
		const char *prefix, *digits;
		int base;
	} bases[] = {{"0x", "0123456789abcdefABCDEF", 16}, {"0o", "01234567", 8}, {"0b", "01", 2}};
	char digits[WORD_MAX + 1], *end;

	for (size_t i = 0; i < ARRAY_SIZE(bases); i++) {
		const char *at = text + 2;

		if (!text_starts(text, bases[i].prefix))
			continue;
		if (!match_digits(&at, bases[i].digits, digits) || *at)
			return false;
		errno = 0;
		*ret = strtoll(digits, &end, bases[i].base);
		return errno == 0;
	}
	return false;
}

/* The sign and the digits before a point; where the rest begins, or NULL. */
static const char *match_whole(const char *text, bool lax, char digits[static WORD_MAX + 2])
{
	size_t sign = *text == '+' || *text == '-';

	*digits = sign ? *text : '+';
	text += sign;
	if (!match_digits(&text, "0123456789", digits + 1))
		return NULL;
	return !lax && digits[1] == '0' && digits[2] ? NULL : text;
}

static bool is_integer(const char *text, bool lax, int64_t *ret)
{
	char digits[WORD_MAX + 2], *end;
	const char *rest = match_whole(text, lax, digits);

	if (!rest || *rest)
		return false;
	errno = 0;
	*ret = strtoll(digits, &end, 10);
	return errno == 0;
}

static bool is_float(const char *text, bool lax)
{
	char digits[WORD_MAX + 2];
	const char *bare = text + (*text == '+' || *text == '-');
	const char *rest = match_whole(text, lax, digits);

	if (text_equal(bare, "inf") || text_equal(bare, "nan"))
		return true;
	if (!rest || !*rest)
		return false;
	if (*rest == '.') {
		rest++;
		if (!match_digits(&rest, "0123456789", digits))
			return false;
	}
	if (*rest == 'e' || *rest == 'E') {
		rest += 1 + (rest[1] == '+' || rest[1] == '-');
		if (!match_digits(&rest, "0123456789", digits))
			return false;
	}
	return !*rest;
}

/* A word, and behind a date the blank and the time. false when it is too long for any. */
static bool take_word(struct toml_scan *scan, char word[static WORD_MAX + 1])
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_+-.:";
	const char *date = scan->next, *at = scan->next + strspn(scan->next, set);
	size_t length;

	if (match(&date, "dddd-dd-dd") && date == at && match(&date, " dd:"))
		at = date + strspn(date, set);
	length = (size_t)(at - scan->next);
	if (length > WORD_MAX)
		return false;
	memcpy(word, scan->next, length);
	word[length] = '\0';
	scan->next = at;
	return true;
}

int toml_scan_word(struct toml_scan *scan, struct toml *value)
{
	bool lax = scan->dialect == TOML_LAX;
	char word[WORD_MAX + 1];

	if (!take_word(scan, word))
		return toml_scan_complain(scan, "a value that is neither a string nor a number");
	if (!*word)
		return toml_scan_complain(scan, "no value where one should stand");
	if (text_equal(word, "true") || text_equal(word, "false")) {
		value->kind = TOML_BOOLEAN;
		value->number = *word == 't';
	} else if (is_integer(word, lax, &value->number) || is_based(word, &value->number)) {
		value->kind = TOML_INTEGER;
	} else if (is_float(word, lax)) {
		value->kind = TOML_FLOAT;
	} else if (is_date(word)) {
		value->kind = TOML_DATE;
	} else {
		return toml_complain(scan->fault, scan->line,
				     "\"%s\" is no value: a string stands in quotes", word);
	}
	return 0;
}
