/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files written so that a crash at any moment leaves the old state or the new one. */
#pragma once

#include "system/sysroot.h"

/*
 * Put text into directory/name: written aside as .name.new, fsync, rename, fsync of the directory. The
 * name is one for all writers, so that what a killed one left is found by the next; another that is
 * writing now is waited for, at most 2 s (-EBUSY). A symlink of that name is not followed and not
 * replaced: -ELOOP. The file gets the mode. -errno of what failed first (-EROFS, -ENOSPC, …); then the
 * old file is as it was and nothing is left beside it.
 */
int durable_write(const struct sysroot *root, const char *directory, const char *name,
		  const char *text, size_t size, mode_t mode);
