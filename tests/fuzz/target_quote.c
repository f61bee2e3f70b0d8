/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: words made fit for messages, for the shell and for labels. */
#include "config.h"

#include "target.h"
#include "text/quote.h"
#include "util/util.h"

#define LABEL_LIMIT 64
#define HEXADECIMAL 16

/* What stands at an escape in $'…'. */
static char read_escape(const char **quoted)
{
	char digits[3] = "";

	if (**quoted != 'x') {
		CLAIM(**quoted == '\\' || **quoted == '\'');
		return *(*quoted)++;
	}
	memcpy(digits, *quoted + 1, 2);
	CLAIM(strspn(digits, "0123456789abcdef") == 2);
	*quoted += 3;
	return (char)strtoul(digits, NULL, HEXADECIMAL);
}

/* One word of the shell, its quotes taken off; every byte of it must be known to be harmless. */
static void unquote(const char *quoted, char *out)
{
	static const char special[] = " \t\n|&;<>()$`\\\"'*?[]#~!{}^";

	CLAIM(*quoted);
	while (*quoted) {
		if (text_starts(quoted, "$'")) {
			for (quoted += 2; *quoted != '\'';) {
				CLAIM(*quoted >= ' ' && *quoted <= '~');
				if (*quoted++ == '\\')
					*out++ = read_escape(&quoted);
				else
					*out++ = quoted[-1];
			}
			quoted++;
		} else if (*quoted == '\'') {
			for (quoted++; *quoted != '\''; quoted++) {
				CLAIM(*quoted >= ' ' && *quoted <= '~');
				*out++ = *quoted;
			}
			quoted++;
		} else if (text_starts(quoted, "\\'")) {
			*out++ = '\'';
			quoted += 2;
		} else {
			CLAIM(!strchr(special, *quoted));
			*out++ = *quoted++;
		}
	}
	*out = '\0';
}

void target_quote(const char *text, size_t size)
{
	_cleanup_free_ char *message = quote_message(text), *shell = quote_shell(text);
	_cleanup_free_ char *label = quote_label(text, LABEL_LIMIT), *back = xmalloc(size + 1);

	claim_message(message);
	claim_message(shell);
	unquote(shell, back);
	CLAIM(text_equal(back, text));
	CLAIM(strlen(label) <= LABEL_LIMIT * 2 && !strchr(label, '\n'));
	for (const char *c = label; *c; c += utf8_length(c))
		CLAIM(utf8_length(c) > 0);
}
