/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The strict JSON reader. json-c has no place (line, column) for its errors, and what it lets pass
 * differs from release to release; so a scanner of the grammar goes first and json-c, which builds
 * the tree, only ever sees sound JSON.
 */
#include "config.h"

#include <errno.h>

#include <json-c/json.h>

#include "text/json.h"
#include "text/json_scan.h"
#include "util/util.h"

static void outline_free(struct json_outline *outline)
{
	free(outline->names);
}

DEFINE_CLEANUP(tokener, struct json_tokener *, json_tokener_free)

/*
 * The text with each name told apart: {"a":1,"a":2} becomes {"1:a":1,"2:a":2}. json-c keeps one
 * member of a name; Go's structures see them all.
 */
static void number_names(const struct json_outline *outline, char **text, size_t *size)
{
	static const char widest[] = "18446744073709551615:";
	char *numbered = xmalloc(*size + outline->name_count * sizeof(widest) + 1), *end = numbered;
	size_t done = 0;

	for (size_t i = 0; i < outline->name_count; i++) {
		end = mempcpy(end, *text + done, outline->names[i] - done);
		end += sprintf(end, "%zu:", i + 1);
		done = outline->names[i];
	}
	end = mempcpy(end, *text + done, *size - done);
	*end = '\0';
	free(*text);
	*text = numbered;
	*size = (size_t)(end - numbered);
}

/*
 * When json-c has no memory it returns json_tokener_error_memory since 0.17, and before that
 * success with no object, which is also how it returns the value null.
 */
static bool had_memory(const char *text, enum json_tokener_error error,
		       const struct json_object *object)
{
#if JSON_C_VERSION_NUM >= ((0 << 16) | (17 << 8))
	if (error == json_tokener_error_memory)
		return false;
#endif
	return error != json_tokener_success || object || text[strspn(text, " \t\r\n")] == 'n';
}

/*
 * The NUL behind the text is part of what json-c reads: it ends a number and a word. json-c
 * allocates and clears memory for each level that is allowed, 640 kB for JSON_DEPTH_MAX: so no more
 * are allowed than the text has. json-c can refuse what the scanner accepted, depending on its
 * release: that is a fault, too.
 */
static int build(const char *text, size_t size, size_t deepest, struct json_object **ret,
		 char **ret_fault)
{
	_cleanup_(cleanup_tokener) struct json_tokener *tokener =
		json_tokener_new_ex((int)deepest + 1);
	struct json_object *object;
	enum json_tokener_error error;

	if (!tokener)
		out_of_memory();
	object = json_tokener_parse_ex(tokener, text, (int)size + 1);
	error = json_tokener_get_error(tokener);
	if (!had_memory(text, error, object))
		out_of_memory();
	if (error != json_tokener_success) {
		json_object_put(object);
		*ret_fault = format_text("json-c refuses it: %s", json_tokener_error_desc(error));
		return -EBADMSG;
	}
	*ret = object;
	return 0;
}

int json_parse_as(const char *text, size_t size, enum json_names names, size_t depth_max,
		  struct json_object **ret, char **ret_fault)
{
	_cleanup_(outline_free) struct json_outline outline = {0};
	_cleanup_free_ char *copy = NULL;
	int r;

	if (size > JSON_SIZE_MAX)
		return -EFBIG;
	copy = xmalloc(size + 1);
	memcpy(copy, text, size);
	copy[size] = '\0';
	r = json_scan(copy, size, depth_max, &outline, ret_fault);
	if (r < 0)
		return r;
	if (names == JSON_NAMES_NUMBERED)
		number_names(&outline, &copy, &size);
	return build(copy, size, outline.depth, ret, ret_fault);
}

int json_parse(const char *text, size_t size, struct json_object **ret, char **ret_fault)
{
	return json_parse_as(text, size, JSON_NAMES_LAST, JSON_DEPTH_MAX, ret, ret_fault);
}
