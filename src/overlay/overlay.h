/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay: what there should be, what there is, and what is wrong with it. */
#pragma once

#include "core/check.h"
#include "overlay/types.h"

/* The name of the findings; not a check that can be chosen: the gate runs before there is a tunnel. */
#define OVERLAY_CHECK "overlay"

/*
 * The tunnel that the settings name, or that the CNI of this node makes by its configuration. *ret
 * is the caller's (overlay_want_free). What cannot be read is "not known".
 */
void overlay_want_read(const struct context *ctx, struct overlay_want *ret);
void overlay_want_free(struct overlay_want *want);

/* The place of a link's name among those of the tunnel, or -1. */
int overlay_name_find(const struct overlay_want *want, const struct rtnl_link *link);

/* The name of the CNI that a link has, also for the IP version that is not asked for; or NULL. */
const struct cni_tunnel *overlay_name_of(const struct overlay_want *want, const char *link);

/*
 * Look at this node. *ret is the caller's (overlay_free). Links that cannot be read are an answer
 * (error).
 */
void overlay_look(const struct context *ctx, struct overlay *ret);

/* Judge it into the report: one finding at least. Pure. */
void overlay_judge(const struct overlay *overlay, struct report *report);

/* The facts of overlay_look() from the sandboxes in /run/netns. */
void overlay_sandboxes_look(const struct context *ctx, struct overlay *overlay);
