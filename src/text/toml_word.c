/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of TOML that stand without quotes: numbers, booleans and dates. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <regex.h>

#include "text/toml_scan.h"
#include "util/util.h"

#define WORD_MAX 64

#define DECIMAL     "[0-9](_?[0-9])*"
#define HEXADECIMAL "[0-9a-fA-F](_?[0-9a-fA-F])*"
#define WHOLE       "(0|[1-9](_?[0-9])*)"
#define TIME        "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?"
#define DATE        "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
#define OFFSET      "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
#define REST        "(\\." DECIMAL ")?([eE][+-]?" DECIMAL ")?"

/* What a word can be. A number in another base has no sign, and all 63 bits. */
static const struct word_form {
	const char *pattern;
	const char *lax_pattern; /* with leading zeros; NULL: the same */
	enum toml_kind kind;
	int base; /* of an integer, whose first digit is behind "0x" and the like but for 10 */
} forms[] = {
	{"[+-]?" WHOLE, "[+-]?" DECIMAL, TOML_INTEGER, 10},
	{"0x" HEXADECIMAL, NULL, TOML_INTEGER, 16},
	{"0o[0-7](_?[0-7])*", NULL, TOML_INTEGER, 8},
	{"0b[01](_?[01])*", NULL, TOML_INTEGER, 2},
	{"[+-]?(" WHOLE REST "|inf|nan)", "[+-]?(" DECIMAL REST "|inf|nan)", TOML_FLOAT, 0},
	{DATE "([Tt ]" TIME OFFSET "?)?|" TIME, NULL, TOML_DATE, 0},
};

static bool matches(const char *word, const char *pattern)
{
	_cleanup_free_ char *whole = format_text("^(%s)$", pattern);
	regex_t compiled;
	bool found;

	if (regcomp(&compiled, whole, REG_EXTENDED | REG_NOSUB) != 0)
		out_of_memory();
	found = regexec(&compiled, word, 0, NULL, 0) == 0;
	regfree(&compiled);
	return found;
}

/* False: it is no number of 64 bits. */
static bool read_integer(const char *word, int base, int64_t *ret)
{
	char digits[WORD_MAX + 1], *out = digits;

	for (const char *at = base == 10 ? word : word + strlen("0x"); *at; at++)
		if (*at != '_')
			*out++ = *at;
	*out = '\0';
	errno = 0;
	*ret = strtoll(digits, NULL, base);
	return errno == 0;
}

/* A word, and behind a date the blank and the time. False when it is too long for any. */
static bool take_word(struct toml_scan *scan, char word[static WORD_MAX + 1])
{
	static const char set[] = ASCII_LETTERS DIGITS "_+-.:";
	size_t length = strspn(scan->next, set);

	if (length == strlen("1979-05-27") && scan->next[4] == '-' && scan->next[length] == ' ' &&
	    isdigit((unsigned char)scan->next[length + 1]))
		length += 1 + strspn(scan->next + length + 1, set);
	if (length > WORD_MAX)
		return false;
	memcpy(word, scan->next, length);
	word[length] = '\0';
	scan->next += length;
	return true;
}

int toml_scan_word(struct toml_scan *scan, struct toml *value)
{
	bool lax = scan->dialect == TOML_LAX, is_plain;
	char word[WORD_MAX + 1];

	if (!take_word(scan, word))
		return toml_scan_complain(scan, "a value that is neither a string nor a number");
	if (!*word)
		return toml_scan_complain(scan, "expected a value");
	if (text_equal(word, "true") || text_equal(word, "false")) {
		value->kind = TOML_BOOLEAN;
		value->number = *word == 't';
		return 0;
	}
	/* "version = 2": of the first form, without the 60,000 instructions of regcomp(). */
	is_plain = !word[strspn(word, "123456789")];
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct word_form *form = &forms[i];

		if (!is_plain &&
		    !matches(word, lax && form->lax_pattern ? form->lax_pattern : form->pattern))
			continue;
		if (form->base && !read_integer(word, form->base, &value->number))
			break;
		value->kind = form->kind;
		return 0;
	}
	return toml_complain(scan->fault, scan->line,
			     "\"%s\" is not a value: a string needs quotes", word);
}
