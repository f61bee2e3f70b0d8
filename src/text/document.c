/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the JSON documents are put together from, through json-c. */
#include "config.h"

#include "text/document.h"
#include "text/quote.h"
#include "util/util.h"

bool document_add(struct json_object *object, const char *key, struct json_object *value)
{
	if (json_object_object_add(object, key, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

bool document_add_bool(struct json_object *object, const char *key, bool flag)
{
	struct json_object *value = json_object_new_boolean(flag);

	return value && document_add(object, key, value);
}

bool document_add_number(struct json_object *object, const char *key, uint64_t number)
{
	struct json_object *value = json_object_new_int64((int64_t)number);

	return value && document_add(object, key, value);
}

bool document_add_string(struct json_object *object, const char *key, const char *string)
{
	struct json_object *value = string ? json_object_new_string(string) : NULL;

	return (value || !string) && document_add(object, key, value);
}

bool document_add_name(struct json_object *object, const char *key, const char *name)
{
	_cleanup_free_ char *quoted = quote_message(name);

	return quoted && document_add_string(object, key, *quoted ? quoted : NULL);
}

bool document_append(struct json_object *array, struct json_object *value)
{
	if (value && json_object_array_add(array, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

struct json_object *document_add_list(struct json_object *object, const char *key)
{
	struct json_object *list = json_object_new_array();

	return list && document_add(object, key, list) ? list : NULL;
}

char *document_text(struct json_object *document)
{
	const char *written = json_object_to_json_string_ext(
		document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);

	return written ? format_text("%s\n", written) : NULL;
}
