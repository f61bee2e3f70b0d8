/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modprobe.d(5) and the kernel command line. */
#include "config.h"

#include <ctype.h>

#include "formats/module_name.h"
#include "formats/modprobe_d.h"
#include "util.h"

#define PARAMETER_SIZE 4096 /* the whole kernel command line is hardly longer */

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

static bool list_has(const char *list, const char *module)
{
	for (;;) {
		size_t entry = strcspn(list, ",");

		if (module_name_equal_n(list, entry, module))
			return true;
		if (!list[entry])
			return false;
		list += entry + 1;
	}
}

/* The next parameter, its quotes taken off as the kernel does; false at the end. Cut at size. */
static bool next_parameter(const char **cmdline, char *ret, size_t size)
{
	const char *c = *cmdline + strspn(*cmdline, " \t\n");
	bool quoted = false, any = *c;
	size_t length = 0;

	for (; *c && (quoted || !strchr(" \t\n", *c)); c++) {
		if (*c == '"')
			quoted = !quoted;
		else if (length < size - 1)
			ret[length++] = *c;
	}
	ret[length] = '\0';
	*cmdline = c;
	return any;
}

bool cmdline_lists(const char *cmdline, const char *key, const char *module)
{
	char parameter[PARAMETER_SIZE];
	size_t length = strlen(key);

	while (next_parameter(&cmdline, parameter, sizeof(parameter)))
		if (strlen(parameter) > length && parameter[length] == '=' &&
		    module_name_equal_n(parameter, length, key) &&
		    list_has(parameter + length + 1, module))
			return true;
	return false;
}

bool cmdline_has_options(const char *cmdline, const char *module)
{
	char parameter[PARAMETER_SIZE];

	while (next_parameter(&cmdline, parameter, sizeof(parameter))) {
		size_t name = strcspn(parameter, ".=");

		if (parameter[name] == '.' && module_name_equal_n(parameter, name, module))
			return true;
	}
	return false;
}
