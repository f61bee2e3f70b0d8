/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tunnels that the CNIs make. */
#pragma once

#include "cni/network.h"

/* Of one CNI. */
#define CNI_TUNNELS_MAX 5

/* One name of a tunnel, and what the CNI gives it by default. */
struct cni_tunnel {
	const char *name; /* "flannel.*": digits in place of the star */
	const char *kind; /* NULL: any */
	long vni, port;   /* -1: not known, or not of that kind */
	bool only_up;     /* it exists on nodes that do not use it: counts when it is up */
	bool external;    /* the CNI keeps the peers outside of the kernel: no address, no route */
	bool ipv6;        /* its ends are addresses of IPv6 */
};

struct cni_tunnels {
	const char *type;          /* of the plugin */
	const char *cni;           /* for messages */
	const char *where, *label; /* kubectl's options for its pods; NULL: it makes no tunnel */
	struct cni_tunnel names[CNI_TUNNELS_MAX]; /* unused ones have no name */
};

extern const struct cni_tunnels cni_tunnels[];
extern const size_t cni_tunnels_count;

/* Calico's plugin over flannel's tunnel, both in one pod. */
extern const struct cni_tunnels cni_tunnels_canal;

/* Those of the CNI with a plugin of that name, or NULL. */
const struct cni_tunnels *cni_tunnels_find(const char *type);

/* What a configuration says of Calico: whose addresses its pods get, and of which IP versions. */
struct cni_calico {
	bool host_local; /* the addresses are those of the node's own range: Canal */
	bool ipv4, ipv6; /* what calico-ipam gives to a pod; neither: not known */
};

/*
 * Of the plugin calico in the list, or among the delegates of multus there. *ret is all false when
 * there is none. Source: the code of calico-ipam as of August 2026.
 */
void cni_calico_read(const struct cni_config *config, struct cni_calico *ret);
