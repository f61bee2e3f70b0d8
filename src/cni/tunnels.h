/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tunnels that the CNIs make. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Of one CNI. */
#define CNI_TUNNELS_MAX 5

/* One name of a tunnel, and what the CNI gives it by default. */
struct cni_tunnel {
	const char *name; /* "flannel.*": digits in place of the star */
	const char *kind; /* NULL: any */
	long vni, port;   /* -1: not known, or not of that kind */
	bool only_up;     /* it is there on nodes that do not use it: counts when it is up */
	bool external;    /* the CNI keeps the peers elsewhere: neither address nor route over it */
	bool ipv6;        /* its ends are addresses of IPv6 */
};

struct cni_tunnels {
	const char *type;          /* of the plugin */
	const char *cni;           /* for messages */
	const char *where, *label; /* of its pods, for kubectl; NULL: it makes no tunnel */
	struct cni_tunnel names[CNI_TUNNELS_MAX]; /* unused ones have no name */
};

extern const struct cni_tunnels cni_tunnels[];
extern const size_t cni_tunnels_count;

/* Calico's plugin over flannel's tunnel, both in one pod. */
extern const struct cni_tunnels cni_tunnels_canal;

/* Those of the CNI with a plugin of that name, or NULL. */
const struct cni_tunnels *cni_tunnels_find(const char *type);
