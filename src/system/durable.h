/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files written so that a crash at any moment leaves the old state or the new one. */
#pragma once

#include "system/sysroot.h"

/*
 * Put text into directory/name: written aside, fsync, rename, fsync of the directory. It is written as
 * .name.new, so that what a killed writer left is found by the next, or, while another writes in that
 * directory, under a name of its own: of two at once the last rename counts. A symlink of that name is not
 * followed and not replaced: -ELOOP. The file gets the mode. -errno of what failed first (-EROFS, -ENOSPC,
 * …); then the old file is as it was and nothing is left beside it.
 */
int durable_write(const struct sysroot *root, const char *directory, const char *name,
		  const char *text, size_t size, mode_t mode);
