/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON objects as Go's encoding/json fills its structures from them. */
#include "config.h"

#include <errno.h>

#include <json-c/json.h>

#include "text/quote.h"
#include "text/record.h"

/* Bytes of a fault: a value that it quotes can be as long as the file. */
#define FAULT_LENGTH_MAX 240

int record_fault_words(char **ret_fault, char *words)
{
	if (strlen(words) > FAULT_LENGTH_MAX)
		strcpy(words + FAULT_LENGTH_MAX - 3, "...");
	*ret_fault = quote_message(words);
	free(words);
	return -EBADMSG;
}

const char *record_kind_name(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return "null";
	case json_type_boolean:
		return json_object_get_boolean(value) ? "true" : "false";
	case json_type_double:
	case json_type_int:
		return "a number";
	case json_type_object:
		return "an object";
	case json_type_array:
		return "a list";
	case json_type_string:
		break;
	}
	return "a string";
}

int record_fault_kind(char **ret_fault, const char *where, const char *name,
		      struct json_object *value, const char *wanted)
{
	return record_fault(ret_fault, "%s\"%s\" is %s, not %s", where, name,
			    record_kind_name(value), wanted);
}

/* Go's JSON finds the fields of a structure without regard to case, by Unicode's simple folding. */
static bool same_field(const char *key, const char *name)
{
	static const char long_s[] = "\xc5\xbf", kelvin[] = "\xe2\x84\xaa";

	for (; *name; name++) {
		int folded = *name | (*name >= 'A' && *name <= 'Z' ? 0x20 : 0);
		int c = *key >= 'A' && *key <= 'Z' ? *key | 0x20 : *key;

		if (folded == 's' && text_starts(key, long_s))
			key += strlen(long_s);
		else if (folded == 'k' && text_starts(key, kelvin))
			key += strlen(kelvin);
		else if (c == folded)
			key++;
		else
			return false;
	}
	return *key == '\0';
}

/* A name as it stands in the file. */
static const char *plain_name(const char *key, enum json_names names)
{
	return names == JSON_NAMES_NUMBERED ? strchr(key, ':') + 1 : key;
}

/* The type of a value, by enum record_kind. */
static const struct kind {
	enum json_type type;
	const char *words;
} kinds[] = {
	[RECORD_TEXT] = {json_type_string, "a string"},
	[RECORD_TEXTS] = {json_type_array, "a list of strings"},
	[RECORD_FLAGS] = {json_type_object, "an object of true and false"},
	[RECORD_OBJECT] = {json_type_object, "an object"},
	[RECORD_OBJECTS] = {json_type_array, "a list of objects"},
};

/* Whether each entry of a list, but null, is of that kind. */
static int check_entries(struct json_object *list, const struct kind *kind, const char *where,
			 const char *name, char **ret_fault)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *entry = json_object_array_get_idx(list, i);

		if (entry && !json_object_is_type(entry, kind->type))
			return record_fault(ret_fault, "%sentry %zu of \"%s\" is %s, not %s", where,
					    i + 1, name, record_kind_name(entry), kind->words);
	}
	return 0;
}

static int check_flags(struct json_object *flags, enum json_names names, const char *where,
		       const char *name, char **ret_fault)
{
	json_object_object_foreach(flags, key, value)
	{
		if (value && !json_object_is_type(value, json_type_boolean))
			return record_fault(ret_fault, "%s\"%s.%s\" is %s, not true or false",
					    where, name, plain_name(key, names),
					    record_kind_name(value));
	}
	return 0;
}

static int check_field(struct json_object *value, const struct record_field *field,
		       enum json_names names, const char *where, const char *name, char **ret_fault)
{
	_cleanup_free_ char *prefix = NULL;
	int r = 0;

	if (!json_object_is_type(value, kinds[field->kind].type))
		return record_fault_kind(ret_fault, where, name, value, kinds[field->kind].words);
	if (field->kind == RECORD_FLAGS)
		r = check_flags(value, names, where, name, ret_fault);
	else if (field->kind == RECORD_TEXTS)
		r = check_entries(value, &kinds[RECORD_TEXT], where, name, ret_fault);
	else if (field->kind == RECORD_OBJECTS)
		r = check_entries(value, &kinds[RECORD_OBJECT], where, name, ret_fault);
	if (r < 0 || !field->fields)
		return r;
	prefix = format_text("%s.", name);
	if (field->kind == RECORD_OBJECT)
		return record_check(value, field->fields, names, where, prefix, ret_fault);
	for (size_t i = 0; i < json_object_array_length(value) && r == 0; i++) {
		struct json_object *entry = json_object_array_get_idx(value, i);

		if (entry)
			r = record_check(entry, field->fields, names, where, prefix, ret_fault);
	}
	return r;
}

int record_check(struct json_object *record, const struct record_field *fields,
		 enum json_names names, const char *where, const char *prefix, char **ret_fault)
{
	json_object_object_foreach(record, key, value)
	{
		const char *plain = plain_name(key, names);

		for (const struct record_field *field = fields; field->name; field++) {
			_cleanup_free_ char *name = NULL;
			int r;

			if (!value || !same_field(plain, field->name))
				continue;
			name = format_text("%s%s", prefix, plain);
			r = check_field(value, field, names, where, name, ret_fault);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

/*
 * The value of the field, or, where nested is not NULL, of the field nested of the object that it
 * holds. encoding/json stores into a field for each key that folds to its name; null stores
 * nothing. "Last" is said of the text, or, when the names are not numbered, of the keys in byte
 * order: libcni marshals each plugin of a list (sorted keys) before it unmarshals it again.
 */
static struct json_object *find_last(struct json_object *record, const char *name,
				     enum json_names names, const char *nested)
{
	struct json_object *last = NULL;
	const char *last_key = "";

	if (!json_object_is_type(record, json_type_object))
		return NULL;
	json_object_object_foreach(record, key, value)
	{
		struct json_object *wanted = nested ? find_last(value, nested, names, NULL) : value;

		if (!wanted || !same_field(plain_name(key, names), name) ||
		    (names == JSON_NAMES_LAST && strcmp(key, last_key) < 0))
			continue;
		last = wanted;
		last_key = key;
	}
	return last;
}

struct json_object *record_value(struct json_object *record, const char *name,
				 enum json_names names)
{
	return find_last(record, name, names, NULL);
}

struct json_object *record_nested(struct json_object *record, const char *outer, const char *name)
{
	return find_last(record, outer, JSON_NAMES_LAST, name);
}

/* Go's strings are UTF-8: what is none becomes U+FFFD, byte by byte. */
static char *put_character(char *end, const char **text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t length = utf8_length(*text);

	if (length == 0) {
		(*text)++;
		return stpcpy(end, replacement);
	}
	end = mempcpy(end, *text, length);
	*text += length;
	return end;
}

char *record_text(struct json_object *value)
{
	const char *text = value ? json_object_get_string(value) : "";
	char *copy = xmalloc(strlen(text) * 3 + 1), *end = copy;

	while (*text)
		end = put_character(end, &text);
	*end = '\0';
	return copy;
}

bool record_has_nul(struct json_object *value)
{
	return value &&
	       strlen(json_object_get_string(value)) < (size_t)json_object_get_string_len(value);
}

bool record_is_empty(struct json_object *value)
{
	return !value || json_object_get_string_len(value) == 0;
}

const char *record_plain(struct json_object *value)
{
	return json_object_is_type(value, json_type_string) && !record_has_nul(value)
		       ? json_object_get_string(value)
		       : "";
}

const char *record_string(struct json_object *record, const char *name)
{
	return record_plain(record_value(record, name, JSON_NAMES_LAST));
}

size_t record_entries(struct json_object *list)
{
	bool is_list = json_object_is_type(list, json_type_array);
	size_t length = is_list ? json_object_array_length(list) : 0;

	return length < RECORD_ENTRIES_MAX ? length : RECORD_ENTRIES_MAX;
}
