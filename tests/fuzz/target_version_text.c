/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: which versions of CNI a plugin has among its texts. */
#include "config.h"

#include "formats/cni.h"
#include "formats/cni_version.h"
#include "formats/version_text.h"
#include "target.h"
#include "util.h"

/* Up to the first line end it is a version. */
void target_version_text(const char *text, size_t size)
{
	_cleanup_free_ char *version = strndup(text, strcspn(text, "\n"));
	long parts[CNI_VERSION_PARTS];

	CLAIM(version);
	if (version_text_is_missing(text, size, "1.1.0"))
		CLAIM(memmem(text, size, "supportedVersions", strlen("supportedVersions")));
	if (cni_version_read(version, parts))
		CLAIM(cni_version_compare(parts, parts) == 0);
	if (cni_is_version(version))
		CLAIM(!*version || cni_version_read(version, parts));
}
