/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the token in a kubeconfig. */
#include "config.h"

#include "cni/plugins/kubeconfig.h"
#include "target.h"
#include "util/util.h"

#define BITS_OF_LETTER 6

/* The text as a token that says what the bytes are: a fuzzer writes JSON, and no base64. */
static char *as_token(const char *text, size_t size)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789-_";
	static const char head[] = "  - token: e30.";
	char *token = malloc(strlen(head) + size * 2 + sizeof(".c2ln\n")), *end;
	unsigned int bits = 0, value = 0;

	CLAIM(token);
	end = stpcpy(token, head);
	for (size_t i = 0; i < size; i++) {
		value = (value << 8 | (unsigned char)text[i]) & 0xffff;
		for (bits += 8; bits >= BITS_OF_LETTER; bits -= BITS_OF_LETTER)
			*end++ = letters[value >> (bits - BITS_OF_LETTER) & 0x3f];
	}
	if (bits > 0)
		*end++ = letters[value << (BITS_OF_LETTER - bits) & 0x3f];
	strcpy(end, ".c2ln\n");
	return token;
}

void target_kubeconfig(const char *text, size_t size)
{
	const int64_t untouched = -7;
	_cleanup_free_ char *token = as_token(text, size);
	int64_t end = untouched;

	if (!kubeconfig_token_end(text, &end))
		CLAIM(end == untouched);
	end = untouched;
	if (!kubeconfig_token_end(token, &end))
		CLAIM(end == untouched);
	else
		CLAIM(memmem(text, size, "exp", strlen("exp")) || memchr(text, '\\', size));
}
