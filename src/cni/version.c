/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions of the CNI specification, as libcni reads and compares them (pkg/version/plugin.go). */
#include "config.h"

#include <errno.h>
#include <limits.h>

#include <json-c/json.h>

#include "cni/version.h"
#include "text/record.h"

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
			    "\"cniVersion\" is \"%s\", which no plugin supports: the versions are "
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

/* One entry of cniVersions, or cniVersion beside it: the highest that libcni knows is taken. */
static int offer_version(struct json_object *value, const char *name,
			 long best[static CNI_VERSION_PARTS], struct cni_config *config,
			 char **ret_fault)
{
	const char *text = json_object_get_string(value);
	long parts[CNI_VERSION_PARTS];

	if (record_has_nul(value) || !cni_version_read(text, parts))
		return record_fault(ret_fault, "\"%s\" has \"%s\", which is not a version", name,
				    text);
	if (cni_version_compare(parts, cni_version_current) > 0 ||
	    cni_version_compare(parts, best) <= 0)
		return 0;
	free(config->version);
	config->version = xstrdup(text);
	memcpy(best, parts, sizeof(parts));
	return 0;
}

int cni_version_field_read(struct json_object *object, struct cni_config *config,
			   struct json_object **ret, char **ret_fault)
{
	struct json_object *version = NULL;

	if (json_object_object_get_ex(object, "cniVersion", &version) &&
	    !json_object_is_type(version, json_type_string))
		return record_fault_kind(ret_fault, "", "cniVersion", version, "a string");
	config->version = record_text(version);
	*ret = version;
	return 0;
}

int cni_version_fields_choose(struct json_object *object, struct json_object *version,
			      struct cni_config *config, char **ret_fault)
{
	struct json_object *versions;
	long best[CNI_VERSION_PARTS] = {LONG_MIN};
	int r = 0;

	if (!json_object_object_get_ex(object, "cniVersions", &versions))
		return 0;
	if (!json_object_is_type(versions, json_type_array))
		return record_fault_kind(ret_fault, "", "cniVersions", versions,
					 "a list of strings");
	for (size_t i = 0; i < json_object_array_length(versions) && r == 0; i++) {
		struct json_object *entry = json_object_array_get_idx(versions, i);

		if (!json_object_is_type(entry, json_type_string))
			return record_fault(ret_fault,
					    "entry %zu of \"cniVersions\" is %s, not a string",
					    i + 1, record_kind_name(entry));
		r = offer_version(entry, "cniVersions", best, config, ret_fault);
	}
	if (r == 0 && !record_is_empty(version))
		r = offer_version(version, "cniVersion", best, config, ret_fault);
	return r;
}
