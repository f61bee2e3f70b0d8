/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which version of the specification a list is of: its fields cniVersion and cniVersions. */
#pragma once

#include "cni/network.h"

/*
 * cniVersion into config->version; *ret is the field, the object's, or NULL. 0; -EBADMSG with *ret_fault,
 * the caller's.
 */
int cni_version_field_read(struct json_object *object, struct cni_config *config,
			   struct json_object **ret, char **ret_fault);

/*
 * With cniVersions, which libcni before 1.2 does not look at: the highest of them and of version, the field
 * cniVersion, that libcni knows. As above.
 */
int cni_version_fields_choose(struct json_object *object, struct json_object *version,
			      struct cni_config *config, char **ret_fault);
