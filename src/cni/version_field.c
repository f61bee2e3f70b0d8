/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which version of the specification a list is of: its fields cniVersion and cniVersions. */
#include "config.h"

#include <limits.h>

#include <json-c/json.h>

#include "cni/version.h"
#include "cni/version_field.h"
#include "text/record.h"
#include "util/util.h"

/* One entry of cniVersions, or cniVersion beside it: the highest that libcni knows is taken. */
static int offer_version(struct json_object *value, const char *name,
			 long best[static CNI_VERSION_PARTS], struct cni_config *config,
			 char **ret_fault)
{
	const char *text = json_object_get_string(value);
	long parts[CNI_VERSION_PARTS];

	if (record_has_nul(value) || !cni_version_read(text, parts))
		return record_fault(ret_fault, "\"%s\" holds \"%s\", which is no version", name,
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
					    "entry %zu of \"cniVersions\" is %s and not a string",
					    i + 1, record_kind_name(entry));
		r = offer_version(entry, "cniVersions", best, config, ret_fault);
	}
	if (r == 0 && !record_is_empty(version))
		r = offer_version(version, "cniVersion", best, config, ret_fault);
	return r;
}
