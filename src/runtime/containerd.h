/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* containerd's configuration as it is on the node: the file, and what it imports. */
#pragma once

#include "runtime/containerd_config.h"
#include "runtime/file.h"

/* Where the system's own containerd, of whichever package, has its configuration. */
#define CONTAINERD_FILE "/etc/containerd/config.toml"

/*
 * The series of the containerd that the system has: 1.x brings the shim of runtime v1, which 2.0
 * has no more. (Its version could only be told by executing it.)
 *
 * An archive of 2.x that was unpacked over one of 1.x leaves that shim behind, and replaces the
 * shim of runtime v2 beside it. Archives and packages keep the times of the files, and one build
 * makes both shims within minutes: that of v1 counts when that of v2 is not beside it, or when they
 * were modified within a day of each other. Where all files have one time, as in some images,
 * containerd_read() still sees 2.x by a file of version 3.
 *
 * command: what starts it; the shims beside that program count, and those of each directory when it is
 * NULL, not known.
 */
enum containerd_series containerd_series_find(const struct context *ctx, const char *command);

/* The program of an ExecStart=, behind what systemd takes for itself (systemd.service(5)). */
const char *containerd_program(const char *command);

/* Whether its main file disables the CRI plugin, as that of Docker's package does. */
bool containerd_is_disabled(const struct context *ctx);

/*
 * Read the configuration that begins with that file; *ret is the caller's (containerd_config_free).
 * 1, or 0 when there is no such file, and *ret holds the defaults. -EBADMSG when containerd refuses
 * it, another -errno when it could not be read; *fault says why.
 *
 * An import that is not there stops containerd; below /run it is taken for one that another service
 * makes before containerd starts (k0s does), and left out.
 */
int containerd_read(const struct context *ctx, const char *file, enum containerd_series series,
		    struct containerd_config *ret, struct runtime_fault *fault);

/* The same for files that no main file imports, in the byte order of a pattern: as above. */
int containerd_read_dropins(const struct context *ctx, const char *pattern,
			    enum containerd_series series, struct containerd_config *ret,
			    struct runtime_fault *fault);
