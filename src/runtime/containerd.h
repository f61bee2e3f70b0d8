/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* containerd's configuration as it is on the node: the file, and what it imports. */
#pragma once

#include "runtime/containerd_config.h"
#include "runtime/file.h"

/* Where the system's own containerd, of whichever package, has its configuration. */
#define CONTAINERD_FILE "/etc/containerd/config.toml"

/* Whether its main file disables the CRI plugin, as that of Docker's package does. */
bool containerd_is_disabled(const struct context *ctx);

/*
 * Read the configuration that begins with that file, or, of a pattern, with those that match it, in
 * byte order: no main file imports them. *ret is the caller's (containerd_config_free). 1, or 0
 * when there is no such file, and *ret holds the defaults. -EBADMSG when containerd refuses it,
 * another -errno when it could not be read; *fault says why.
 *
 * An import that is not there stops containerd; below /run it is taken for one that another service
 * makes before containerd starts (k0s does), and left out.
 */
int containerd_read(const struct context *ctx, const char *file, bool is_pattern,
		    struct containerd_config *ret, struct runtime_fault *fault);
