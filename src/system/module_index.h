/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The index of a module tree, without libkmod: what is sound is found, and nothing is diagnosed. */
#pragma once

#include "system/sysroot.h"

/*
 * The files of a module in the tree of a release, its own and those it needs, as paths below the root,
 * by modules.dep.bin; the caller owns *ret_files. 1 when the index names it; else 0, with *ret_files
 * NULL, and libkmod has the word (kmodule_lookup()): not there, damaged, or of a form that is not
 * known. -ENOMEM. Reads a few hundred bytes, however many modules there are.
 */
int module_index_files(const struct sysroot *root, const char *release, const char *name,
		       char ***ret_files);
