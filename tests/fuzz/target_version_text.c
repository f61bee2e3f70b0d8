/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: which versions of CNI a plugin has among its texts. */
#include "config.h"

#include "formats/cni.h"
#include "formats/cni_version.h"
#include "formats/version_text.h"
#include "target.h"
#include "util.h"

/* The file in two windows, the second with a context: together they see what one window of all sees. */
static void look(const char *text, size_t size)
{
	size_t half = size / 2;
	size_t context = half < VERSION_TEXT_CONTEXT ? half : VERSION_TEXT_CONTEXT;
	const char *second = text + half - context;
	size_t second_size = size - half + context;
	unsigned int seen = version_text_evidence(text, half) | version_text_evidence(second, second_size);

	CLAIM(seen == version_text_evidence(text, size));
	CLAIM((version_text_has(text, 0, half, "1.1.0") ||
	       version_text_has(second, context, second_size, "1.1.0")) ==
	      version_text_has(text, 0, size, "1.1.0"));
}

/* Up to the first line end it is a version. */
void target_version_text(const char *text, size_t size)
{
	_cleanup_free_ char *version = strndup(text, strcspn(text, "\n"));
	long parts[CNI_VERSION_PARTS];

	CLAIM(version);
	look(text, size);
	if (cni_version_read(version, parts))
		CLAIM(cni_version_compare(parts, parts) == 0);
	if (cni_is_version(version))
		CLAIM(!*version || cni_version_read(version, parts));
}
