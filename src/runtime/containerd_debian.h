/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The containerd that Debian builds, which looks for plugins elsewhere than others by default. */
#pragma once

#include "runtime/containerd.h"

/*
 * Put Debian's default directories of plugins into the configuration, where that has the defaults and
 * the containerd that command starts (NULL: not known) is Debian's own, of Debian 13 or later: 1.7.24
 * looks in /usr/lib/cni alone, 2.1.9 in /opt/cni/bin after it (tried: "containerd config default").
 * Debian 12's 1.6.20 has the defaults of all.
 */
void containerd_debian_bin_dirs(const struct context *ctx, const char *command,
				struct containerd_config *config);
