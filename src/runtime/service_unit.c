/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of a service: its unit and drop-ins, with the variables put in. */
#include "config.h"

#include "runtime/service_unit.h"
#include "util/util.h"

static const char blanks[] = " \t\r";
static const char name_set[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/* What a variable is made of may be a variable, but not forever. */
#define COMMAND_MAX (128 * 1024)

void service_unit_free(struct service_unit *unit)
{
	free(unit->command);
	strv_free(unit->environment);
	strv_free(unit->environment_files);
	*unit = (struct service_unit){0};
}

/*
 * The next line that is no comment, those joined that end with a backslash; NULL at the end. It is
 * put together in its own place in the text.
 */
static char *next_line(char **text)
{
	char *line = *text, *end = line;
	bool more = true;

	if (!*line)
		return NULL;
	while (more && **text) {
		size_t length;

		*text += strspn(*text, blanks);
		length = strcspn(*text, "\n");
		more = **text == '#' || **text == ';';
		if (!more) {
			memmove(end, *text, length);
			end += length;
			while (end > line && strchr(blanks, end[-1]))
				end--;
			more = end > line && end[-1] == '\\';
			if (more)
				end[-1] = ' ';
		}
		*text += length;
		*text += **text == '\n';
	}
	*end = '\0';
	return line;
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

/* Up to the limit; what is behind it is left out. */
static void append_bounded(char ***environment, const char *entry)
{
	if (strv_length(*environment) < ENVIRONMENT_MAX)
		strv_append(environment, entry);
}

static void add_environment(char ***environment, const char *value)
{
	for (size_t count = 0; *value && count < ENVIRONMENT_MAX; count++) {
		_cleanup_free_ char *word = take_word(&value);

		if (strchr(word, '='))
			append_bounded(environment, word);
	}
}

static void take_line(struct service_unit *unit, const char *line)
{
	const char *value = value_of(line, "ExecStart");

	if (value) {
		free(unit->command);
		unit->command = *value ? xstrdup(value) : NULL;
	}
	value = value_of(line, "Environment");
	if (value && !*value)
		strv_free(TAKE(unit->environment));
	else if (value)
		add_environment(&unit->environment, value);
	value = value_of(line, "EnvironmentFile");
	if (value && !*value)
		strv_free(TAKE(unit->environment_files));
	else if (value)
		append_bounded(&unit->environment_files, value + (*value == '-'));
}

void service_unit_add(struct service_unit *unit, const char *text)
{
	_cleanup_free_ char *copy = xstrdup(text);
	bool service = false;

	for (char *at = copy, *line; (line = next_line(&at));)
		if (*line == '[')
			service = text_starts(line, "[Service]");
		else if (service)
			take_line(unit, line);
}

void environment_add(char ***environment, const char *text)
{
	_cleanup_free_ char *copy = xstrdup(text);

	for (char *at = copy, *line; (line = next_line(&at));) {
		_cleanup_free_ char *entry = NULL, *value = NULL;
		size_t name = strspn(line, name_set);
		const char *rest = line + name + 1;

		if (name == 0 || line[name] != '=')
			continue;
		value = *rest == '"' || *rest == '\'' ? take_word(&rest) : xstrdup(rest);
		entry = format_text("%.*s=%s", (int)name, line, value);
		append_bounded(environment, entry);
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
		out_of_memory();
	while (*command && ftell(out) < COMMAND_MAX) {
		const char *value = *command == '$' ? take_variable(&command, environment) : NULL;

		if (value)
			fputs(value, out);
		else
			fputc(*command++, out);
	}
	if (fclose(out) != 0)
		out_of_memory();
	return text;
}

static const char ends[] = " \t\r\n\"'";

void command_options(const char *command, const char *option, char ***list)
{
	for (const char *at = strstr(command, option), *next; at; at = next) {
		_cleanup_free_ char *part = NULL, *one = NULL;

		next = strstr(at + strlen(option), option);
		part = xstrndup(at, next ? (size_t)(next - at) : strlen(at));
		one = at == command || strchr(ends, at[-1]) ? command_option(part, option) : NULL;
		if (one)
			strv_append(list, one);
	}
}

char *command_option(const char *command, const char *option)
{
	const char *value = NULL;

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
	return xstrndup(value, strcspn(value, ends));
}

char *service_path(const char *path)
{
	return *path == '/' ? xstrdup(path) : format_text("/%s", path);
}
