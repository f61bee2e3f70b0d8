/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of one settings file. */
#include "config.h"

#include <ctype.h>
#include <errno.h>

#include "core/policy.h"
#include "core/settings_text.h"
#include "text/ini.h"
#include "text/nearest.h"
#include "text/quote.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf" /* some editors begin a file of UTF-8 with it */
#define VALUE_SHOWN 80                 /* bytes of a value in a message */

static void append(struct settings_problems *problems, const char *file, unsigned int line,
		   bool is_error, const char *text)
{
	_cleanup_free_ char *place = line ? format_text("%s:%u", file, line) : xstrdup(file);
	_cleanup_free_ char *whole = format_text("%s: %s", place, text);

	problems->list =
		xreallocarray(problems->list, problems->count + 1, sizeof(*problems->list));
	problems->list[problems->count++] = (struct settings_problem){
		.file = xstrdup(file),
		.line = line,
		.text = quote_message(whole),
		.is_error = is_error,
	};
}

void settings_problem(struct settings_problems *problems, bool is_error, const char *file,
		      unsigned int line, const char *format, ...)
{
	size_t *number = is_error ? &problems->errors : &problems->warnings;
	_cleanup_free_ char *text = NULL;
	va_list args;

	if (++*number > SETTINGS_PROBLEMS_MAX)
		return;
	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	append(problems, file, line, is_error, text);
}

static void close_kind(struct settings_problems *problems, const char *file, bool is_error)
{
	size_t number = is_error ? problems->errors : problems->warnings;
	_cleanup_free_ char *text = NULL;

	if (number <= SETTINGS_PROBLEMS_MAX)
		return;
	text = format_text("%zu more %s, which are not listed", number - SETTINGS_PROBLEMS_MAX,
			   is_error ? "errors" : "warnings");
	append(problems, file, 0, is_error, text);
}

void settings_problems_close(struct settings_problems *problems, const char *file)
{
	close_kind(problems, file, false);
	close_kind(problems, file, true);
}

void settings_problems_free(struct settings_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		free(problems->list[i].file);
		free(problems->list[i].text);
	}
	free(problems->list);
	*problems = (struct settings_problems){0};
}

enum place {
	BEFORE_SECTIONS,
	IN_SECTION,
	IN_UNKNOWN, /* below a section that is not known, or that cannot be read: nothing is judged
		     */
};

/* One text that is being read. */
struct source {
	const char *file;
	struct settings *settings;
	struct settings_problems *problems;
	enum place place;
	const char *group;                 /* IN_SECTION: a name of settings_keys */
	unsigned int lines[SETTINGS_KEYS]; /* where each key stands; 0: it does not */
};

#define WARN(source, ...) settings_warning((source)->problems, (source)->file, __VA_ARGS__)
#define ERROR(source, ...) settings_error((source)->problems, (source)->file, __VA_ARGS__)

/* Whether it can be the name of a key, a section or a word in some release. */
static bool is_name(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			return false;
	return *text;
}

/* What the name is likely to be, else what there is: words behind a message. The caller owns it. */
static char *suggest(const char *name, const char *const *names)
{
	const char *nearest = nearest_name(name, names);
	_cleanup_free_ char *list = nearest ? NULL : strv_join((char *const *)names, ", ");

	return nearest ? format_text("did you mean %s?", nearest)
		       : format_text("valid: %s", list);
}

/* The sections, or with a group its keys. NULL-terminated; the list alone belongs to the caller. */
static const char **known_names(const char *group)
{
	const char **names = xcalloc(SETTINGS_KEYS + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < SETTINGS_KEYS; i++)
		if (group && text_equal(settings_keys[i].group, group))
			names[count++] = settings_keys[i].name;
		else if (!group &&
			 (i == 0 || !text_equal(names[count - 1], settings_keys[i].group)))
			names[count++] = settings_keys[i].group;
	return names;
}

static void take_section(struct source *source, const struct ini_line *line)
{
	_cleanup_free_ const char **names = known_names(NULL);
	_cleanup_free_ char *suggestion = NULL;

	source->place = IN_UNKNOWN;
	for (size_t i = 0; names[i]; i++)
		if (text_equal(names[i], line->name)) {
			source->place = IN_SECTION;
			source->group = names[i];
			return;
		}
	suggestion = suggest(line->name, names);
	settings_problem(source->problems, !is_name(line->name), source->file, line->number,
			 "[%s] %s (%s): what is below it is ignored", line->name,
			 is_name(line->name) ? "is not a section in this release"
					     : "cannot be a section",
			 suggestion);
}

static void note_key(const struct source *source, const struct ini_line *line)
{
	_cleanup_free_ const char **names = known_names(source->group);
	_cleanup_free_ char *suggestion = suggest(line->name, names);
	int elsewhere = settings_find_key(NULL, line->name);

	if (elsewhere >= 0) {
		free(suggestion);
		suggestion = format_text("it is a key of [%s]", settings_keys[elsewhere].group);
	}
	if (is_name(line->name))
		WARN(source, line->number,
		     "%s is not a key of [%s] in this release (%s): the line is ignored",
		     line->name, source->group, suggestion);
	else
		ERROR(source, line->number, "\"%s\" cannot be a key (%s): the line is ignored",
		      line->name, suggestion);
}

/* Line and file of a value that counts. */
static void note_origin(struct source *source, size_t key, unsigned int line)
{
	struct settings_origin *origin = &source->settings->origins[key];

	free(origin->file);
	*origin = (struct settings_origin){xstrdup(source->file), line};
	source->lines[key] = line;
}

/* What is wrong with a value, and what becomes of it. r: what setting it returned. */
static void note_value(const struct source *source, const struct settings_key *key,
		       unsigned int line, const char *value, int r)
{
	size_t length = strlen(value);
	_cleanup_free_ char *shown = format_text("%.*s%s", VALUE_SHOWN, value,
						 length > VALUE_SHOWN ? "..." : "");
	_cleanup_free_ char *outcome = key->otherwise ? format_text("%s holds", key->otherwise)
						      : xstrdup("the line is ignored");
	const char *nearest = r == -ENODATA ? nearest_name(value, key->words) : NULL;

	if (r == -ENODATA && (is_name(value) || key->otherwise))
		WARN(source, line, "%s=%s: the value must be %s in this release%s%s%s: %s",
		     key->name, shown, key->form, nearest ? " (did you mean " : "",
		     nearest ? nearest : "", nearest ? "?)" : "", outcome);
	else
		ERROR(source, line, "%s=%s: the value must be %s: %s", key->name, shown, key->form,
		      outcome);
}

/* Of a list that has names, each that is not taken. */
static void note_words(const struct source *source, const struct settings_key *key,
		       unsigned int line, const char *value)
{
	_cleanup_strv_ char **words = strv_split(value);

	for (char **word = words; *word; word++) {
		_cleanup_free_ char *shown = format_text("%.*s", VALUE_SHOWN, *word);
		_cleanup_free_ char *fault = NULL;

		/* The nearest of all causes costs more than the rest of the file. */
		if (source->problems->warnings < SETTINGS_PROBLEMS_MAX ||
		    cause_find(*word) != CAUSE_NONE)
			fault = policy_fault(key->flag, shown);
		else
			fault = xstrdup("");
		if (fault)
			WARN(source, line, "%s=: %s: the name is ignored", key->name, fault);
	}
}

static void take_value(struct source *source, size_t index, const struct ini_line *line)
{
	const struct settings_key *key = &settings_keys[index];
	_cleanup_free_ char *value = xstrndup(line->value, line->length);
	unsigned int before = source->lines[index];
	int r = settings_set(source->settings, key, value);

	if (r < 0)
		note_value(source, key, line->number, value, r);
	if (r == -ENODATA && key->otherwise)
		r = settings_set(source->settings, key, key->otherwise);
	if (r < 0)
		return;
	if (key->kind == SETTING_POLICY)
		note_words(source, key, line->number, value);
	if (before)
		WARN(source, line->number, "%s= is already set in line %u: this line counts",
		     key->name, before);
	note_origin(source, index, line->number);
}

static void take_key(struct source *source, const struct ini_line *line)
{
	int key = settings_find_key(source->place == IN_SECTION ? source->group : NULL, line->name);

	if (source->place == BEFORE_SECTIONS)
		ERROR(source, line->number,
		      "%s is before the first section%s%s%s: the line is ignored", line->name,
		      key < 0 ? "" : ", and is a key of [", key < 0 ? "" : settings_keys[key].group,
		      key < 0 ? "" : "]");
	else if (key < 0)
		note_key(source, line);
	else
		take_value(source, (size_t)key, line);
}

/* A line that no release can take. */
static void note_line(struct source *source, const struct ini_line *line)
{
	bool is_section = *line->name == '[';

	if (line->kind == INI_CONTINUATION) {
		ERROR(source, line->number,
		      "the line is indented, and a setting is one line, which "
		      "begins with its name: the line is ignored");
		return;
	}
	ERROR(source, line->number, "\"%s\" is neither [Section] nor Key=Value: %s ignored",
	      line->name, is_section ? "what is below it is" : "the line is");
	if (is_section)
		source->place = IN_UNKNOWN;
}

void settings_take_text(struct settings *settings, const char *file, const char *text, size_t size,
			struct settings_problems *problems)
{
	struct source source = {.file = file, .settings = settings, .problems = problems};
	struct ini_line line = {0};

	if (strlen(text) != size) {
		settings_error(problems, file, 0, "it has a NUL byte: the file is ignored");
		return;
	}
	if (text_starts(text, BYTE_ORDER_MARK))
		text += strlen(BYTE_ORDER_MARK);
	while (ini_next(&text, &line))
		if (line.kind == INI_SECTION)
			take_section(&source, &line);
		else if (source.place == IN_UNKNOWN && *line.name != '[')
			continue;
		else if (line.kind == INI_KEY)
			take_key(&source, &line);
		else
			note_line(&source, &line);
}

static void note_contradiction(const struct settings *settings, const char *name,
			       const struct settings_key *stronger,
			       const struct settings_key *weaker,
			       struct settings_problems *problems)
{
	const struct settings_origin *counts =
		settings_origin(settings, stronger->group, stronger->name);
	const struct settings_origin *other =
		settings_origin(settings, weaker->group, weaker->name);

	settings_warning(problems, other->file, other->line,
			 "%s=: %s is also in %s= (%s:%u), which counts", weaker->name, name,
			 stronger->name, counts->file, counts->line);
}

void settings_note_contradictions(const struct settings *settings,
				  struct settings_problems *problems)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const struct settings_key *first = NULL;

		/* The keys of [Policy] stand in the order in which they count. */
		for (size_t i = 0; i < SETTINGS_KEYS; i++) {
			const struct settings_key *key = &settings_keys[i];

			if (key->kind != SETTING_POLICY || !(settings->policy[id] & key->flag))
				continue;
			if (first)
				note_contradiction(settings, cause_get((enum cause_id)id)->name,
						   first, key, problems);
			else
				first = key;
		}
	}
}
