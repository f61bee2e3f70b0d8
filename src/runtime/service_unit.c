/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of a service: its unit and drop-ins, with the variables put in. */
#include "config.h"

#include <errno.h>

#include "runtime/service_unit.h"
#include "util/util.h"

static const char blanks[] = " \t\r";
static const char name_set[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/* What a variable is made of may be a variable, but not for ever. */
#define COMMAND_MAX (128 * 1024)

void service_unit_free(struct service_unit *unit)
{
	free(unit->command);
	strv_free(unit->environment);
	strv_free(unit->environment_files);
	*unit = (struct service_unit){0};
}

/* More than is wanted, or a line of many lines would be copied for each of them. */
static int make_room(char **line, size_t wanted, size_t *room)
{
	char *longer;

	if (wanted <= *room)
		return 0;
	longer = realloc(*line, 2 * wanted);
	if (!longer)
		return -ENOMEM;
	*line = longer;
	*room = 2 * wanted;
	return 0;
}

/*
 * The next line that is no comment, those joined that end with a backslash; *ret is the caller's.
 * 1, 0 at the end, or -ENOMEM.
 */
static int next_line(const char **text, char **ret)
{
	size_t size = 0, room = strcspn(*text, "\n") + 1;
	_cleanup_free_ char *line = xmalloc(room);
	bool more = true;

	if (!line)
		return -ENOMEM;
	if (!**text)
		return 0;
	while (more && **text) {
		size_t length;

		*text += strspn(*text, blanks);
		length = strcspn(*text, "\n");
		more = **text == '#' || **text == ';';
		if (!more) {
			if (make_room(&line, size + length + 1, &room) < 0)
				return -ENOMEM;
			memcpy(line + size, *text, length);
			size += length;
			while (size > 0 && strchr(blanks, line[size - 1]))
				size--;
			more = size > 0 && line[size - 1] == '\\';
			if (more)
				line[size - 1] = ' ';
		}
		*text += length + ((*text)[length] == '\n');
	}
	line[size] = '\0';
	*ret = line;
	line = NULL;
	return 1;
}

/* The value when the line assigns to the key, else NULL. */
static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);

	if (!text_starts(line, key))
		return NULL;
	line += length + strspn(line + length, blanks);
	return *line == '=' ? line + 1 + strspn(line + 1, blanks) : NULL;
}

/* Up to the end of a word that may be quoted, in part or whole; the quotes are taken off. */
static char *take_word(const char **text)
{
	char *word = xmalloc(strlen(*text) + 1), *end = word, quote = '\0';

	if (!word)
		return NULL;
	for (; **text && (quote || !strchr(" \t", **text)); (*text)++) {
		if (quote ? **text == quote : **text == '"' || **text == '\'') {
			quote = quote ? '\0' : **text;
			continue;
		}
		if (**text == '\\' && quote != '\'' && (*text)[1])
			(*text)++;
		*end++ = **text;
	}
	*end = '\0';
	*text += strspn(*text, blanks);
	return word;
}

/* 0, also when the list is full, or -ENOMEM. */
static int append_bounded(char ***environment, const char *entry)
{
	return strv_length(*environment) < ENVIRONMENT_MAX ? strv_append(environment, entry) : 0;
}

static int add_environment(char ***environment, const char *value)
{
	for (size_t count = 0; *value && count < ENVIRONMENT_MAX; count++) {
		_cleanup_free_ char *word = take_word(&value);

		if (!word || (strchr(word, '=') && append_bounded(environment, word) < 0))
			return -ENOMEM;
	}
	return 0;
}

static void reset(char ***list)
{
	strv_free(*list);
	*list = NULL;
}

static int take_line(struct service_unit *unit, const char *line)
{
	const char *value = value_of(line, "ExecStart");

	if (value) {
		free(unit->command);
		unit->command = *value ? xstrdup(value) : NULL;
		return *value && !unit->command ? -ENOMEM : 0;
	}
	value = value_of(line, "Environment");
	if (value && !*value)
		reset(&unit->environment);
	if (value)
		return add_environment(&unit->environment, value);
	value = value_of(line, "EnvironmentFile");
	if (value && !*value)
		reset(&unit->environment_files);
	if (!value || !*value)
		return 0;
	return append_bounded(&unit->environment_files, value + (*value == '-'));
}

int service_unit_add(struct service_unit *unit, const char *text)
{
	bool service = false;

	for (;;) {
		_cleanup_free_ char *line = NULL;
		int r = next_line(&text, &line);

		if (r <= 0)
			return r;
		if (*line == '[')
			service = text_starts(line, "[Service]");
		else if (service)
			r = take_line(unit, line);
		if (r < 0)
			return r;
	}
}

int environment_add(char ***environment, const char *text)
{
	for (;;) {
		_cleanup_free_ char *line = NULL, *entry = NULL, *value = NULL;
		const char *rest;
		size_t name;
		int r = next_line(&text, &line);

		if (r <= 0)
			return r;
		name = strspn(line, name_set);
		if (name == 0 || line[name] != '=')
			continue;
		rest = line + name + 1;
		value = *rest == '"' || *rest == '\'' ? take_word(&rest) : xstrdup(rest);
		entry = value ? format_text("%.*s=%s", (int)name, line, value) : NULL;
		if (!entry || append_bounded(environment, entry) < 0)
			return -ENOMEM;
	}
}

static const char *look_up(char *const *environment, const char *name, size_t length)
{
	const char *value = "";

	for (char *const *entry = environment; entry && *entry; entry++)
		if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
			value = *entry + length + 1;
	return value;
}

/* At a '$': what it stands for; *text goes behind it. NULL when it is only itself. */
static const char *take_variable(const char **text, char *const *environment)
{
	const char *name = *text + 1 + ((*text)[1] == '{');
	size_t length = strspn(name, name_set);
	bool braces = name > *text + 1;

	if (length == 0 || (braces && name[length] != '}'))
		return NULL;
	*text = name + length + braces;
	return look_up(environment, name, length);
}

char *environment_expand(const char *command, char *const *environment)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	while (*command && ftell(out) < COMMAND_MAX) {
		const char *value = *command == '$' ? take_variable(&command, environment) : NULL;

		if (value)
			fputs(value, out);
		else
			fputc(*command++, out);
	}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static const char ends[] = " \t\r\n\"'";

int command_options(const char *command, const char *option, char ***list)
{
	int r = 0;

	for (const char *at = command; r == 0 && (at = strstr(at, option)); at += strlen(option)) {
		const char *next = strstr(at + strlen(option), option);
		_cleanup_free_ char *one = NULL, *part = NULL;
		bool memory = true;

		if (at > command && !strchr(ends, at[-1]))
			continue;
		part = next ? xstrndup(at, (size_t)(next - at)) : xstrdup(at);
		one = part ? command_option(part, option, &memory) : NULL;
		if (!part || !memory)
			return -ENOMEM;
		if (one)
			r = strv_append(list, one);
	}
	return r;
}

char *command_option(const char *command, const char *option, bool *ret_memory)
{
	const char *value = NULL;
	char *copy;

	for (const char *at = command; (at = strstr(at, option)); at += strlen(option)) {
		const char *after = at + strlen(option);

		if (at > command && !strchr(ends, at[-1]))
			continue;
		if (*after == '=')
			value = after + 1 + strspn(after + 1, "\"'");
		else if (*after && strchr(ends, *after))
			value = after + strspn(after, ends);
		if (value && *after != '=' && *value == '-')
			value = NULL;
	}
	if (!value || !*value || strchr(ends, *value))
		return NULL;
	copy = xstrndup(value, strcspn(value, ends));
	if (!copy)
		*ret_memory = false;
	return copy;
}
