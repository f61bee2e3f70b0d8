/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modprobe.d(5). */
#include "config.h"

#include <ctype.h>

#include "formats/module_name.h"
#include "formats/modprobe_d.h"
#include "util.h"

static const char blanks[] = " \t\r";

/* The length of the logical line, its continuations included; counts the lines it takes. */
static size_t logical_line(const char *text, unsigned int *lines)
{
	size_t length = 0;

	*lines = 1;
	for (;;) {
		length += strcspn(text + length, "\n");
		if (!text[length] || length == 0 || text[length - 1] != '\\')
			return length;
		length++;
		(*lines)++;
	}
}

/* The next word between text and end; its length, 0 at the end. */
static size_t next_word(const char **text, const char *end)
{
	const char *word = *text;
	size_t length = 0;

	while (word < end && (strchr(blanks, *word) || *word == '\\' || *word == '\n'))
		word++;
	while (word + length < end && !strchr(blanks, word[length]) && word[length] != '\n')
		length++;
	*text = word;
	return length;
}

static bool line_matches(const char *text, size_t length, enum modprobe_kind kind,
			 const char *module)
{
	static const char *const commands[] = {
		[MODPROBE_NONE] = "",
		[MODPROBE_BLACKLIST] = "blacklist",
		[MODPROBE_INSTALL] = "install",
		[MODPROBE_OPTIONS] = "options",
	};
	const char *command = commands[kind];
	const char *end = text + length;
	size_t word = next_word(&text, end);

	if (word != strlen(command) || strncmp(text, command, word) != 0)
		return false;
	text += word;
	word = next_word(&text, end);
	return module_name_equal_n(text, word, module);
}

bool modprobe_find(const char *text, enum modprobe_kind kind, const char *module,
		   struct modprobe_line *ret)
{
	unsigned int number = 1, lines;

	while (*text) {
		size_t length = logical_line(text, &lines);

		if (*text != '#' && line_matches(text, length, kind, module)) {
			struct modprobe_line found = {.kind = kind, .line = number};

			for (size_t i = 0; i < length && i < sizeof(found.text) - 1; i++)
				found.text[i] = isprint((unsigned char)text[i]) ? text[i] : ' ';
			*ret = found;
			return true;
		}
		number += lines;
		text += length + (text[length] == '\n');
	}
	return false;
}
