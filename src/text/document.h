/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the JSON documents are put together from, through json-c, whose calls fail here only where
 * there is no memory: that ends the process (util/memory.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <json.h>

/* An empty object. It is the caller's (json_object_put) until it is added to another. */
struct json_object *document_new(void);

/* Each adds a member to an object. document_add() takes value over; a value of NULL is null. */
void document_add(struct json_object *object, const char *key, struct json_object *value);
void document_add_bool(struct json_object *object, const char *key, bool flag);
void document_add_number(struct json_object *object, const char *key, uint64_t number);

/* A string of NULL is null. */
void document_add_string(struct json_object *object, const char *key, const char *string);

/* A name that others chose, quoted where its bytes would make it no JSON; "" is null. */
void document_add_name(struct json_object *object, const char *key, const char *name);

/* A new list that is the object's. */
struct json_object *document_add_list(struct json_object *object, const char *key);

/* Add an entry to a list, which takes it over. */
void document_append(struct json_object *list, struct json_object *value);

/* The same of a string. */
void document_append_string(struct json_object *list, const char *string);

/* The document as text, with a line end. It is the caller's; the document is freed. */
char *document_finish(struct json_object *document);
