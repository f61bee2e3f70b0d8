/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay: what there should be, what there is, and what is wrong with it. */
#pragma once

#include "cni/tunnels.h"
#include "core/check.h"
#include "overlay/rtnetlink.h"

/* The name of its findings. It is no check: the gate runs before there is a tunnel. */
#define OVERLAY_CHECK "overlay"

/* How many other vxlan links, and sandboxes, are kept by name; all are counted. */
#define OVERLAY_SAME_PORT_MAX 16
#define OVERLAY_STALE_MAX     16

/* Names under which one CNI makes its tunnel. */
#define OVERLAY_NAMES_MAX 24

#define OVERLAY_SANDBOX_SIZE 80
#define OVERLAY_POD_SIZE     320 /* a namespace of 63, a name of 253, and what is between them */

/* What there should be. */
struct overlay_expected {
	const char *cni;      /* "Calico"; NULL when none is known */
	char *why;            /* what says so, for messages */
	bool none;            /* this network has no tunnel */
	bool awaited;         /* there is no CNI configuration yet */
	struct remedy hidden; /* only root can read that configuration: the command to look with */
	struct cni_tunnel names[OVERLAY_NAMES_MAX]; /* the first that is there counts */
	size_t name_count;
	size_t other_ip_count;  /* behind them, those of the other IP version, which do not count */
	bool ipv6_too;          /* pods get IPv6 addresses beside those of IPv4 */
	bool vni_set, port_set; /* the settings say it, not the CNI's default */
	char *link;             /* [Overlay] Link=, which names[0] borrows, or NULL */
	struct remedy remedy;   /* the command that starts the CNI of this node again */
	struct remedy pods_remedy; /* the command that lists the pods of this node by their age */
};

/* How the names of the pods' links begin: Calico's, those of most CNIs, Cilium's. */
#define OVERLAY_POD_KINDS 3
extern const char *const overlay_pod_prefixes[OVERLAY_POD_KINDS];

/* A network namespace of a pod, older than the tunnel. */
struct overlay_sandbox {
	char path[OVERLAY_SANDBOX_SIZE];
	char pod[OVERLAY_POD_SIZE]; /* "namespace/name"; "" when it is not known */
	uint64_t older_s;           /* by how much */
};

struct overlay {
	struct overlay_expected expected;
	int error;          /* -errno when the links could not be looked at; 0 */
	const char *failed; /* what it was that could not be read */
	bool partial;       /* the links changed all the time: their counts are not exact */
	bool was_up;        /* an earlier look of --wait found it up */
	bool found;         /* the tunnel is there, and link and name are of it */
	struct rtnl_link link;
	struct cni_tunnel name;
	bool has_lower; /* the link below is known */
	struct rtnl_link lower;
	size_t addresses; /* of the pod network, on the tunnel */
	bool local_here;  /* the address it sends from is one of this node's */
	bool has_age;     /* age_cs is known */
	uint32_t age_cs;  /* how long the tunnel has its last address, hundredths of seconds */
	size_t routes, forwarding, neighbours;             /* over the tunnel */
	struct rtnl_link same_port[OVERLAY_SAME_PORT_MAX]; /* further vxlan links on its port */
	size_t same_port_count, same_port_total;
	size_t pods[OVERLAY_POD_KINDS]; /* links */
	bool module_absent;             /* the kernel has not the module of the tunnel's kind now */
	char *kubelet_unit;             /* NULL when there is none, or it is not known */
	bool kubelet_runs;
	uint64_t kubelet_since_us; /* monotonic; of one that runs */
	struct overlay_sandbox stale[OVERLAY_STALE_MAX];
	size_t stale_count, sandboxes, stale_total;
};

/*
 * The tunnel that the settings name, or that the CNI of this node makes by its configuration. *ret
 * is the caller's (overlay_expected_free). What cannot be read is "not known".
 */
void overlay_expected_read(const struct context *ctx, struct overlay_expected *ret);
void overlay_expected_free(struct overlay_expected *expected);

/* The place of a link's name among those of the tunnel, or -1. */
int overlay_name_find(const struct overlay_expected *expected, const struct rtnl_link *link);

/* The name of the CNI that a link has, also for the IP version that is not asked for; or NULL. */
const struct cni_tunnel *overlay_name_of(const struct overlay_expected *expected, const char *link);

/*
 * Look at this node. *ret is the caller's (overlay_free). Links that cannot be read are an answer
 * (error).
 */
void overlay_look(const struct context *ctx, struct overlay *ret);
void overlay_free(struct overlay *overlay);

/* Judge it into the report: one finding at least. Pure. */
void overlay_judge(const struct overlay *overlay, struct report *report);

/* The facts of overlay_look() from the sandboxes in /run/netns. */
void overlay_sandboxes_look(const struct context *ctx, struct overlay *overlay);

/*
 * The pod of a sandbox, "namespace/name", and the file of the network namespace that it joins, by
 * the configuration that its runtime wrote (config.json of its OCI bundle). Both are the caller's.
 * 0; -ENOENT when it is no sandbox of a pod, or one in the network of the host; -EBADMSG when it is
 * no JSON.
 */
int bundle_read(const char *text, size_t size, char **ret_pod, char **ret_netns);
