/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions of the CNI specification, as libcni reads and compares them (pkg/version/plugin.go). */
#include "config.h"

#include <errno.h>

#include "cni/version.h"
#include "text/record.h"
#include "util/util.h"

static const char *const versions_known[] = {"",      "0.1.0", "0.2.0", "0.3.0",
					     "0.3.1", "0.4.0", "1.0.0", "1.1.0"};

const long cni_version_current[CNI_VERSION_PARTS] = {1, 1, 0};

/* One part as Go's strconv.Atoi() reads it. */
static bool read_number(const char *text, size_t length, long *ret)
{
	size_t sign = length > 0 && (*text == '-' || *text == '+');
	char *end;

	if (length == sign || strspn(text + sign, "0123456789") < length - sign)
		return false;
	errno = 0;
	*ret = strtol(text, &end, 10);
	return errno == 0;
}

bool cni_version_read(const char *text, long parts[static CNI_VERSION_PARTS])
{
	size_t part = 0;

	memset(parts, 0, CNI_VERSION_PARTS * sizeof(*parts));
	parts[1] = !*text;
	if (!*text)
		return true;
	for (;; text++) {
		size_t length = strcspn(text, ".");

		if (part == CNI_VERSION_PARTS || !read_number(text, length, &parts[part++]))
			return false;
		text += length;
		if (!*text)
			return true;
	}
}

/* Three numbers, each as a person writes it. */
static bool is_well_written(const char *text)
{
	for (size_t part = 1;; part++) {
		size_t length = strspn(text, "0123456789");

		if (length == 0 || (length > 1 && *text == '0'))
			return false;
		text += length;
		if (part == CNI_VERSION_PARTS)
			return !*text;
		if (*text++ != '.')
			return false;
	}
}

bool cni_version_is_newer(const char *text)
{
	long parts[CNI_VERSION_PARTS];

	return is_well_written(text) && cni_version_read(text, parts) &&
	       cni_version_compare(parts, cni_version_current) > 0;
}

int cni_version_check(const char *version, char **ret_fault)
{
	if (text_is_among(version, versions_known, ARRAY_SIZE(versions_known)) ||
	    cni_version_is_newer(version))
		return 0;
	return record_fault(ret_fault,
			    "\"cniVersion\" is \"%s\", which no plugin knows: the versions are "
			    "0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, 1.0.0 and 1.1.0",
			    version);
}

int cni_version_compare(const long *a, const long *b)
{
	for (size_t i = 0; i < CNI_VERSION_PARTS; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}
