/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modprobe.d(5). */
#include "config.h"

#include <ctype.h>

#include "module/modprobe_d.h"
#include "text/module_name.h"
#include "util/util.h"

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

/* Where the words after the module's name begin; NULL when the line is not of that kind for it. */
static const char *match_line(const char *text, size_t length, enum modprobe_kind kind,
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
		return NULL;
	text += word;
	word = next_word(&text, end);
	return module_name_equal_n(text, word, module) ? text + word : NULL;
}

/* libkmod gives the command to a shell: a word behind it, but a comment, can mean anything. */
static enum modprobe_command judge_command(const char *text, const char *end)
{
	static const struct {
		const char *word;
		enum modprobe_command command;
	} known[] = {
		{"/bin/false", MODPROBE_COMMAND_FALSE}, {"/usr/bin/false", MODPROBE_COMMAND_FALSE},
		{"false", MODPROBE_COMMAND_FALSE},      {"/bin/true", MODPROBE_COMMAND_TRUE},
		{"/usr/bin/true", MODPROBE_COMMAND_TRUE}, {"true", MODPROBE_COMMAND_TRUE},
	};
	size_t length = next_word(&text, end);
	const char *rest = text + length;

	if (next_word(&rest, end) > 0 && *rest != '#')
		return MODPROBE_COMMAND_OPEN;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (length == strlen(known[i].word) && strncmp(text, known[i].word, length) == 0)
			return known[i].command;
	return MODPROBE_COMMAND_OPEN;
}

bool modprobe_find(const char *text, enum modprobe_kind kind, const char *module,
		   struct modprobe_line *ret)
{
	unsigned int number = 1, lines;

	while (*text) {
		size_t length = logical_line(text, &lines);
		const char *words = *text != '#' ? match_line(text, length, kind, module) : NULL;

		if (words) {
			struct modprobe_line found = {.kind = kind, .line = number};

			if (kind == MODPROBE_INSTALL)
				found.command = judge_command(words, text + length);
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
