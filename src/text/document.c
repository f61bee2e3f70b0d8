/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the JSON documents are put together from, through json-c. */
#include "config.h"

#include "text/document.h"
#include "text/quote.h"
#include "util/util.h"

static void require(bool done)
{
	if (!done)
		out_of_memory();
}

static struct json_object *made(struct json_object *value)
{
	require(value);
	return value;
}

struct json_object *document_new(void)
{
	return made(json_object_new_object());
}

void document_add(struct json_object *object, const char *key, struct json_object *value)
{
	require(json_object_object_add(object, key, value) == 0);
}

void document_add_bool(struct json_object *object, const char *key, bool flag)
{
	document_add(object, key, made(json_object_new_boolean(flag)));
}

void document_add_number(struct json_object *object, const char *key, uint64_t number)
{
	document_add(object, key, made(json_object_new_int64((int64_t)number)));
}

void document_add_string(struct json_object *object, const char *key, const char *string)
{
	document_add(object, key, string ? made(json_object_new_string(string)) : NULL);
}

void document_add_name(struct json_object *object, const char *key, const char *name)
{
	_cleanup_free_ char *quoted = quote_message(name);

	document_add_string(object, key, *quoted ? quoted : NULL);
}

struct json_object *document_add_list(struct json_object *object, const char *key)
{
	struct json_object *list = made(json_object_new_array());

	document_add(object, key, list);
	return list;
}

void document_append(struct json_object *list, struct json_object *value)
{
	require(json_object_array_add(list, value) == 0);
}

void document_append_string(struct json_object *list, const char *string)
{
	document_append(list, made(json_object_new_string(string)));
}

char *document_finish(struct json_object *document)
{
	const char *written = json_object_to_json_string_ext(
		document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
	char *text;

	require(written);
	text = format_text("%s\n", written);
	json_object_put(document);
	return text;
}
