/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The networks that packages bring, and that no cluster means. */
#pragma once

#include "cni/network.h"
#include "runtime/runtime.h"

/*
 * Whether the network is the one that the package of podman or of CRI-O brings, made of the plugins of
 * the CNI project, which are installed or not, and the place has no file of a CNI beside it. Such a
 * file sorts behind those of most DaemonSets: a node that has it alone, and not its plugins, still
 * waits for its CNI.
 */
bool cni_packaged(const struct context *ctx, const struct cni_place *place,
		  const struct cni_config *config);
