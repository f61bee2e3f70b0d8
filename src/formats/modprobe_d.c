/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modprobe.d(5) and the kernel command line. */
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
	const char *command = kind == MODPROBE_BLACKLIST ? "blacklist" : "install";
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

static bool list_has(const char *list, size_t length, const char *module)
{
	while (length > 0) {
		const char *comma = memchr(list, ',', length);
		size_t entry = comma ? (size_t)(comma - list) : length;

		if (module_name_equal_n(list, entry, module))
			return true;
		if (!comma)
			return false;
		list += entry + 1;
		length -= entry + 1;
	}
	return false;
}

bool cmdline_lists(const char *cmdline, const char *key, const char *module)
{
	size_t key_length = strlen(key);

	while (*cmdline) {
		size_t length = 0;
		bool quoted = false;

		cmdline += strspn(cmdline, " \t\n");
		for (; cmdline[length] && (quoted || !strchr(" \t\n", cmdline[length])); length++)
			if (cmdline[length] == '"')
				quoted = !quoted;
		if (length > key_length + 1 && module_name_equal_n(cmdline, key_length, key) &&
		    cmdline[key_length] == '=' &&
		    list_has(cmdline + key_length + 1, length - key_length - 1, module))
			return true;
		cmdline += length;
	}
	return false;
}
