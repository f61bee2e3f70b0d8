/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the file system below a directory is mounted. */
#pragma once

/*
 * Whether the mount that has the file of the descriptor (O_PATH is enough) is read-only for all of
 * the node, from /proc/self/fdinfo and /proc/self/mountinfo (proc(5)). The sandbox of a service
 * (ProtectSystem=strict) mounts everything read-only for itself, "/" included: a mount counts as
 * read-only when its file system is, or when the mount is and "/" is not. Inside such a sandbox a
 * mount that is read-only for all of the node, of a file system that is not, counts as writable. 1
 * or 0; -ENODATA when the mount is not listed; or -errno.
 */
int mount_is_read_only(int fd);
