/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files written so that a crash at any moment leaves the old state or the new one. */
#pragma once

#include "system/sysroot.h"

/*
 * Write text to directory/name: to a temporary file, then fsync, rename, and fsync of the
 * directory. The temporary file is .name.new, which the next writer removes after a crash, or,
 * while another process writes in that directory, .name.PID.new: of two writers the last rename
 * counts. A symlink of that name is not followed and not replaced: -ELOOP. The file gets the mode.
 * -errno of what failed first (-EROFS, -ENOSPC, …); then the old file is unchanged and the
 * temporary one is removed.
 */
int durable_write(const struct sysroot *root, const char *directory, const char *name,
		  const char *text, size_t size, mode_t mode);
