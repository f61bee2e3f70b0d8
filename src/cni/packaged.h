/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The networks that come with a program or its package, and not from the CNI of a cluster. */
#pragma once

#include "cni/network.h"

struct cni_packaged {
	const char *from;    /* who brings it, for messages */
	const char *network; /* its name … */
	const char *bridge;  /* … or how the name of its bridge begins … */
	const char *file;    /* … or that of its file; NULL where these do not tell */
	bool has_containers; /* the program attaches containers of its own to it, too */
	bool no_address;     /* a pod gets 127.0.0.1 alone */
};

/* The program whose network it is; NULL: that of a CNI, or one that was written for this node. */
const struct cni_packaged *cni_packaged_find(const char *file_name,
					     const struct cni_config *config);

/*
 * The subnets in the "ipam" of its plugins, "10.85.0.0/16, 1100:200::/24"; NULL for none. The
 * caller's.
 */
char *cni_packaged_subnets(const struct cni_config *config);
