/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions of the CNI specification, as libcni reads and compares them (pkg/version/plugin.go). */
#include "config.h"

#include <errno.h>
#include <limits.h>

#include <json-c/json.h>

#include "cni/network.h"
#include "text/record.h"

static const char *const versions_known[] = {"",      "0.1.0", "0.2.0", "0.3.0",
					     "0.3.1", "0.4.0", "1.0.0", "1.1.0"};

/* Of a version: "1.2.3". */
#define PARTS 3

/* The highest version that libcni 1.3.0 implements. */
static const long current[PARTS] = {1, 1, 0};

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

/* One to three numbers with dots between them; "" is 0.1.0. False: it is no version. */
static bool read_version(const char *text, long parts[static PARTS])
{
	memset(parts, 0, PARTS * sizeof(*parts));
	parts[1] = !*text;
	if (!*text)
		return true;
	for (size_t part = 0; part < PARTS; part++) {
		size_t length = strcspn(text, ".");

		if (!read_number(text, length, &parts[part]))
			return false;
		if (!text[length])
			return true;
		text += length + 1;
	}
	return false;
}

/* Less than 0, 0, more than 0, as strcmp(). */
static int compare(const long *a, const long *b)
{
	for (size_t i = 0; i < PARTS; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

bool cni_version_is_newer(const char *text)
{
	_cleanup_free_ char *plain = NULL;
	long parts[PARTS];

	if (strchr(text, '-') || !read_version(text, parts))
		return false;
	plain = format_text("%ld.%ld.%ld", parts[0], parts[1], parts[2]);
	return text_equal(text, plain) && compare(parts, current) > 0;
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

/* One entry of cniVersions, or cniVersion beside it: the highest that libcni knows is taken. */
static int offer_version(struct json_object *value, const char *name, long best[static PARTS],
			 struct cni_config *config, char **ret_fault)
{
	const char *text = json_object_get_string(value);
	long parts[PARTS];

	if (record_has_nul(value) || !read_version(text, parts))
		return record_fault(ret_fault, "\"%s\" has \"%s\", which is not a version", name,
				    text);
	if (compare(parts, current) > 0 || compare(parts, best) <= 0)
		return 0;
	free(config->version);
	config->version = xstrdup(text);
	memcpy(best, parts, sizeof(parts));
	return 0;
}

/* version: the field cniVersion, a string, or NULL. */
static int choose_among(struct json_object *versions, struct json_object *version,
			struct cni_config *config, char **ret_fault)
{
	long best[PARTS] = {LONG_MIN};
	int r = 0;

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

int cni_version_choose(struct json_object *list, struct cni_config *config,
		       struct cni_fault *ret_fault)
{
	struct json_object *version = NULL, *versions;
	int r;

	if (json_object_object_get_ex(list, "cniVersion", &version) &&
	    !json_object_is_type(version, json_type_string))
		return record_fault_kind(&ret_fault->text, "", "cniVersion", version, "a string");
	config->version = record_text(version);
	if (!json_object_object_get_ex(list, "cniVersions", &versions))
		return 0;
	r = choose_among(versions, version, config, &ret_fault->text);
	if (r < 0)
		ret_fault->since = CNI_SINCE_1_2;
	return r;
}
