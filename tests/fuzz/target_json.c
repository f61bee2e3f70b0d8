/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the JSON reader. What it takes is the same when it is printed and read again. */
#include "config.h"

#include <errno.h>

#include <json-c/json.h>

#include "target.h"
#include "text/json.h"
#include "text/quote.h"
#include "util/util.h"

static void claim_again(struct json_object *object)
{
	const char *printed = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
	struct json_object *again = UNTOUCHED;
	char *fault = NULL;

	CLAIM(json_parse(printed, strlen(printed), &again, &fault) == 0);
	CLAIM(json_object_equal(object, again));
	json_object_put(again);
}

static void parse(const char *text, size_t size, enum json_names names, size_t depth, int *ret)
{
	struct json_object *object = UNTOUCHED;
	char *fault = UNTOUCHED;
	int r = json_parse_as(text, size, names, depth, &object, &fault);

	CLAIM(r == 0 || r == -EBADMSG || r == -EFBIG || r == -E2BIG);
	CLAIM((r == -EBADMSG) == (fault != UNTOUCHED));
	CLAIM((r == 0) == (object != UNTOUCHED));
	if (r == 0 && names == JSON_NAMES_LAST)
		claim_again(object);
	if (r == 0)
		json_object_put(object);
	if (r == -EBADMSG) {
		CLAIM(text_starts(fault, "line "));
		claim_message(fault);
		free(fault);
	}
	*ret = r;
}

/* What is no JSON is none either way, and less depth takes nothing more. */
void target_json(const char *text, size_t size)
{
	int plain, numbered, shallow;

	parse(text, size, JSON_NAMES_LAST, JSON_DEPTH_MAX, &plain);
	parse(text, size, JSON_NAMES_NUMBERED, JSON_DEPTH_MAX, &numbered);
	parse(text, size, JSON_NAMES_LAST, 3, &shallow);
	CLAIM(plain == numbered);
	CLAIM(plain == 0 || shallow != 0);
}
