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

static const char *find(const char *file, size_t size, const char *text)
{
	return memmem(file, size, text, strlen(text));
}

static bool is_stray(const char *file, const char *found, size_t length)
{
	size_t before = strlen(stray) - length;

	return length < strlen(stray) && (size_t)(found - file) >= before &&
	       memcmp(found - before, stray, strlen(stray)) == 0;
}

bool version_text_is_missing(const char *file, size_t size, const char *version)
{
	const char *found, *from = file, *end = file + size;
	size_t length = strlen(version);

	for (size_t i = 0; i < ARRAY_SIZE(evidence); i++)
		if (!find(file, size, evidence[i]))
			return false;
	for (; (found = find(from, (size_t)(end - from), version)); from = found + 1)
		if (!is_stray(file, found, length))
			return false;
	return true;
}
