/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /lib/modules: which trees there are, and files in them that no index knows. */
#pragma once

#include "system/sysroot.h"

/*
 * A file of the tree of the release, below the root: "/lib/modules/RELEASE/FILE", or its like where
 * NixOS has the running kernel's modules; "" is the tree itself. The caller owns it.
 */
char *module_tree_file(const struct sysroot *root, const char *release, const char *file);

/*
 * The releases with a module tree that holds files, in ascending version order (strv_free).
 * 0 with an empty list when there is no /lib/modules.
 */
int module_tree_releases(const struct sysroot *root, char ***ret_releases);

/* True when the tree of the release is there and holds modules or an index. */
bool module_tree_there(const struct sysroot *root, const char *release);

/*
 * Search all directories of the tree for the file of a module that no index lists. Bounded in depth
 * and entries. 0 and the path below the root, owned by the caller; -ENOENT;
 * -E2BIG when the bound was reached first.
 */
int module_tree_search(const struct sysroot *root, const char *release, const char *name,
		       char **ret_path);
