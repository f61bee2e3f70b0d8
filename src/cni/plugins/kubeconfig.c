/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The token of a kubeconfig that a CNI has written for itself. */
#include "config.h"

#include <json-c/json.h>

#include "cni/plugins/kubeconfig.h"
#include "text/json.h"
#include "util/util.h"

#define BITS_OF_LETTER 6
#define BITS_OF_BYTE   8

/* The value of the first line "token: …" of the YAML, the caller's; NULL for none. */
static char *find_token(const char *text)
{
	static const char key[] = "token:";

	while (*text) {
		text += strspn(text, " \t-");
		if (text_starts(text, key)) {
			text += strlen(key);
			text += strspn(text, " \t\"'");
			return xstrndup(text, strcspn(text, " \t\"'\r\n"));
		}
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return NULL;
}

/* base64url without padding (RFC 7515). The caller owns the bytes; NULL when it is none. */
static char *decode(const char *text, size_t *ret_size)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789-_";
	char *bytes = xmalloc(strlen(text) + 1), *end = bytes;
	unsigned int value = 0, bits = 0;

	for (; *text; text++) {
		const char *letter = strchr(letters, *text);

		if (!letter) {
			free(bytes);
			return NULL;
		}
		value = value << BITS_OF_LETTER | (unsigned int)(letter - letters);
		bits += BITS_OF_LETTER;
		if (bits < BITS_OF_BYTE)
			continue;
		bits -= BITS_OF_BYTE;
		*end++ = (char)(value >> bits);
		value &= (1U << bits) - 1;
	}
	*ret_size = (size_t)(end - bytes);
	return bytes;
}

bool kubeconfig_token_end(const char *text, int64_t *ret)
{
	_cleanup_free_ char *token = find_token(text), *claims = NULL, *fault = NULL;
	char *encoded = token ? strchr(token, '.') : NULL;
	struct json_object *object = NULL, *end = NULL;
	bool found = false;
	size_t size = 0;

	if (!encoded)
		return false;
	encoded++;
	encoded[strcspn(encoded, ".")] = '\0';
	claims = decode(encoded, &size);
	if (!claims || json_parse(claims, size, &object, &fault) < 0)
		return false;
	if (json_object_is_type(object, json_type_object) &&
	    json_object_object_get_ex(object, "exp", &end) &&
	    (json_object_is_type(end, json_type_int) ||
	     json_object_is_type(end, json_type_double))) {
		*ret = json_object_get_int64(end);
		found = true;
	}
	json_object_put(object);
	return found;
}
