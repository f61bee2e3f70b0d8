/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories of drop-in files (modules-load.d, modprobe.d, our own settings). */
#pragma once

#include "system/sysroot.h"

/*
 * The effective files of directories, which stand in the order of their precedence (/etc first): of
 * files with one name the first directory's wins, and all are sorted by name, whatever directory
 * they are in. Full paths below the root, NULL-terminated (strv_free). Hidden files are skipped, as
 * by systemd and kmod; a directory that does not exist has no files. -errno when one cannot be
 * listed.
 */
int dropins_list(const struct sysroot *root, const char *const *directories, const char *suffix,
		 char ***ret_paths);
