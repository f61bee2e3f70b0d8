/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The distributions of Kubernetes that bring their own containerd, and where they keep what is its.
 */
#pragma once

#include "runtime/containerd.h"

struct distribution {
	const char *name;            /* as its makers write it */
	const char *const *units;    /* the services that say that it is installed: containerd's
					own first, which is to be restarted */
	const char *config;          /* containerd's main file: says so too, unless it is … */
	const char *arguments;       /* … the system's: these say so, and name the file */
	const char *dropins;         /* a pattern of files for a main file that it makes itself */
	const char *settings;        /* YAML; container-runtime-endpoint: another runtime */
	const char *sockets;         /* what is in the path of its containerd's socket … */
	const char *socket;          /* … and where it is unless something says otherwise */
	const char *kubelet_root;    /* its kubelet's --root-dir; NULL: KUBELET_ROOT */
	bool starts_runtime;         /* the service that contains its kubelet starts its containerd */
	bool writes_cni;             /* it writes the network into conf_dir itself, at each start */
	const char *conf_dir;        /* until the main file is there … */
	const char *const *bin_dirs; /* … what it will say */
};

/* The distribution that the node has, or NULL. */
const struct distribution *distribution_find(const struct context *ctx);

/* The one that a kubelet's socket belongs to, of those that the node can have; or NULL. */
const struct distribution *distribution_of_socket(const struct context *ctx, const char *socket);

/* The first of its services that is there, without ".service"; NULL for none. */
const char *distribution_unit(const struct context *ctx, const struct distribution *distribution);

/*
 * Its containerd's configuration, or what it will be once the distribution has made it: as
 * containerd_read(), and *ret_file is the file that it is from, the caller's, NULL for none.
 */
int distribution_read(const struct context *ctx, const struct distribution *distribution,
		      struct containerd_config *ret, char **ret_file, struct runtime_fault *fault);
