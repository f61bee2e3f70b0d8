/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the JSON reader says of texts, for json-differential: on stdin four bytes with the length
 * (as this machine has them) and the text, again and again; on stdout a line each, "1 VALUE" with
 * the value printed anew, or "0 FAULT".
 */
#include "config.h"

#include <errno.h>

#include <json-c/json.h>

#include "target.h"
#include "text/json.h"
#include "util/util.h"

#define TEXT_MAX (16 * 1024 * 1024)

static void answer(const char *text, size_t size)
{
	struct json_object *object = NULL;
	_cleanup_free_ char *fault = NULL;
	int r = json_parse(text, size, &object, &fault);

	CLAIM(r == 0 || r == -EBADMSG);
	printf("%d %s\n", r == 0,
	       r == 0 ? json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN) : fault);
	json_object_put(object);
}

int main(int argc, char **argv)
{
	uint32_t size;

	while (fread(&size, sizeof(size), 1, stdin) == 1) {
		_cleanup_free_ char *text = size <= TEXT_MAX ? malloc(size + 1) : NULL;

		CLAIM(text);
		CLAIM(size == 0 || fread(text, size, 1, stdin) == 1);
		answer(text, size);
	}
	return 0;
}
