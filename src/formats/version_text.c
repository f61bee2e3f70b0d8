/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which versions of CNI a plugin knows, told by its file and without executing it. */
#include "config.h"

#include "formats/version_text.h"
#include "util.h"

/* What each answer to VERSION is made of: its key, and the version that all plugins know. */
static const char *const evidence[] = {"supportedVersions", "0.3.1"};

/* A text of golang.org/x/net that ends like a version, and is in every Go binary that resolves
 * names. */
static const char stray[] = ",M11.1.0";

/* memchr() reads 32 bytes at a time, and memmem() of glibc no more than one. */
static const char *find(const char *from, const char *end, const char *text)
{
	size_t length = strlen(text);

	while ((size_t)(end - from) >= length) {
		from = memchr(from, *text, (size_t)(end - from) - length + 1);
		if (!from || memcmp(from, text, length) == 0)
			return from;
		from++;
	}
	return NULL;
}

static bool is_stray(const char *window, const char *found, size_t length)
{
	size_t before = strlen(stray) - length;

	return length < strlen(stray) && (size_t)(found - window) >= before &&
	       memcmp(found - before, stray, strlen(stray)) == 0;
}

bool version_text_has(const char *window, size_t context, size_t size, const char *version)
{
	size_t length = strlen(version);
	const char *from = window + (context >= length ? context - length + 1 : 0);
	const char *found;

	for (; (found = find(from, window + size, version)); from = found + 1)
		if (!is_stray(window, found, length))
			return true;
	return false;
}

unsigned int version_text_evidence(const char *window, size_t size)
{
	unsigned int seen = 0;

	for (size_t i = 0; i < ARRAY_SIZE(evidence); i++)
		if (find(window, window + size, evidence[i]))
			seen |= 1u << i;
	return seen;
}
