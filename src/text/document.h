/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the JSON documents are put together from, through json-c. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <json.h>

/*
 * Each adds a member, or an entry to a list, and takes value over; a value of NULL is null. True,
 * always.
 */
bool document_add(struct json_object *object, const char *key, struct json_object *value);
bool document_add_bool(struct json_object *object, const char *key, bool flag);
bool document_add_number(struct json_object *object, const char *key, uint64_t number);

/* A string of NULL is null. */
bool document_add_string(struct json_object *object, const char *key, const char *string);

/* A name that others chose, quoted where its bytes would make it no JSON; "" is null. */
bool document_add_name(struct json_object *object, const char *key, const char *name);

/* A value of NULL is one that json-c had no memory for: it ends the process. */
bool document_append(struct json_object *array, struct json_object *value);

/* A new list that is the object's. */
struct json_object *document_add_list(struct json_object *object, const char *key);

/* The document as text, with a line end. It is the caller's. */
char *document_text(struct json_object *document);
