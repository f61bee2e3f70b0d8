/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions of the CNI specification, as libcni reads and compares them (pkg/version/plugin.go). */
#pragma once

#include <stdbool.h>

#include "cni/network.h"

#define CNI_VERSION_PARTS 3

/* The highest version that libcni 1.3.0 implements. */
extern const long cni_version_current[CNI_VERSION_PARTS];

/* One to three numbers with dots between them; "" is 0.1.0. False: it is no version. */
bool cni_version_read(const char *text, long parts[static CNI_VERSION_PARTS]);

/*
 * A version of the specification that is well written, and higher than all that are known here: no one
 * here can say what takes it. "1.2" and "01.2.0" are none, for plugins compare it as a text.
 */
bool cni_version_is_newer(const char *text);

/*
 * Whether plugins can list a version as theirs: each compares it as a text, and "" is 0.1.0. 0,
 * also for a newer one, which is not judged; -EBADMSG and *ret_fault, the caller's.
 */
int cni_version_check(const char *version, char **ret_fault);

/* Less than 0, 0, more than 0, as strcmp(). */
int cni_version_compare(const long *a, const long *b);

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
