/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files that the plugins of a network read when a pod is added. */
#pragma once

#include "cni/needs.h"
#include "core/check.h"

/*
 * Report each one that is missing or empty. All of them are written by a DaemonSet, which runs only
 * once kubelet does: a WARN for a kubeconfig, a note for what every boot begins without. 0, or
 * -errno about us.
 */
int cni_files_look(const struct context *ctx, const struct cni_needs *needs, struct report *report);
