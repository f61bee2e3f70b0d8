/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The quarantine: where files go that would keep this node from working. Nothing is deleted. */
#pragma once

#include <time.h>

#include "system/sysroot.h"

#define QUARANTINE_DIRECTORY "/var/lib/kubelet-preflight/quarantine"

/* Before the files of a directory are judged: put back what a gate that was killed has set aside there. */
void quarantine_settle(const struct sysroot *root, const char *directory);

/*
 * What is certain of such a move before it is made in the sandbox of the gate's unit, where the
 * quarantine is a mount of its own: that what lstat() said cannot be copied, or that the quarantine
 * is no directory. Nothing is changed. 0, or -errno and *ret_fault, as quarantine_move() says them.
 */
int quarantine_foresee(const struct sysroot *root, const struct stat *seen, char **ret_fault);

/*
 * Move the file (a symlink as such) into the quarantine, under a name that says when that was and
 * where it came from (formats/origin.h), with a counter when that name is taken. The last two
 * directories of the quarantine are made as needed; they must be ours, and no symlinks; they become
 * 0700. seen is what lstat() said of the file when it was judged; target, of a link, what stat() said,
 * or zeros.
 *
 * 0 and *ret_path, the new path below the root; or -errno and *ret_fault, a sentence for a message
 * (NULL when there is no memory), and then the file is where it was. As system/move.h; -ELOOP when a
 * directory of the quarantine is a symlink. The caller owns both.
 */
int quarantine_move(const struct sysroot *root, const char *path, const struct stat *seen,
		    const struct stat *target, time_t now, char **ret_path, char **ret_fault);
