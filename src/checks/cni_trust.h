/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether nobody but root can change what is executed as root for every pod. */
#pragma once

#include "preflight/check.h"

/* Paths that are told; a directory full of plugins of somebody else needs no more. */
#define CNI_TRUST_MAX 16

struct cni_trust;

/* NULL when there is no memory. */
struct cni_trust *cni_trust_new(const struct context *ctx, struct report *report);
void cni_trust_free(struct cni_trust *trust);

/*
 * Look at a path below the root, at each directory on the way to it and at what symbolic links lead
 * to, and report a WARN for each that somebody else owns or can write. What does not exist, or
 * cannot be looked at, is trusted. A directory on the way can be one that everybody writes with the
 * sticky bit (/tmp): what is in it belongs to its owner; the path itself cannot. Each is told once.
 * 0 or -ENOMEM.
 */
int cni_trust_look(struct cni_trust *trust, const char *path);
