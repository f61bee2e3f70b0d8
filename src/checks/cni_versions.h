/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the plugins on the disk know the version that the network asks for. */
#pragma once

#include "checks/cni_binary.h"
#include "checks/cni_directory.h"
#include "formats/cni_needs.h"

/*
 * binaries: those of the plugins of needs. Only of the plugins of the CNI project, which refuse each ADD of another version than those they
 * list; only whether they know 1.0.0 and 1.1.0: what is older is known to all. One finding at most.
 * 0, or -errno about us.
 */
int cni_versions_look(const struct context *ctx, const struct cni_directory *directory,
		      const char *version, const struct cni_needs *needs,
		      const struct cni_binary *binaries, enum verdict verdict,
		      struct report *report);
