/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions of the CNI specification, as libcni reads and compares them (pkg/version/plugin.go). */
#pragma once

#include <stdbool.h>

#include "cni/network.h"

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

/*
 * The version of a list into config->version: cniVersion, or, with cniVersions, which libcni before 1.2 does
 * not look at, the highest of both that libcni knows. 0; -EBADMSG with *ret_fault, the caller's.
 */
int cni_version_choose(struct json_object *list, struct cni_config *config,
		       struct cni_fault *ret_fault);
