/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which container runtime the kubelet of this node is configured to use. */
#pragma once

#include "runtime/file.h"

/* Where the kubelet keeps its pods, unless --root-dir says otherwise. */
#define KUBELET_ROOT "/var/lib/kubelet"

struct kubelet_endpoint {
	char *socket; /* "unix:///run/containerd/containerd.sock" */
	char *source; /* for messages: "containerRuntimeEndpoint in /var/lib/kubelet/config.yaml" */
};

void kubelet_endpoint_free(struct kubelet_endpoint *endpoint);

/*
 * In the order in which the kubelet lets one win over the other: --container-runtime-endpoint on
 * the command line of kubelet.service, where it has its variables from
 * /var/lib/kubelet/kubeadm-flags.env and /etc/default/kubelet or /etc/sysconfig/kubelet (these are
 * read too when there is no such unit), then containerRuntimeEndpoint in --config-dir and --config.
 * *ret is the caller's. 1, or 0 when nothing says it; -EBADMSG when the kubelet refuses its
 * configuration, another -errno when a file could not be read; *fault says why.
 */
int kubelet_endpoint_find(const struct context *ctx, struct kubelet_endpoint *ret,
			  struct runtime_fault *fault);

/* The text of a key of a YAML file, the caller's. 1, 0 when there is none, or as above. */
int kubelet_yaml_take(const struct context *ctx, const char *path, const char *key, char **ret,
		      struct runtime_fault *fault);

/*
 * The directory of the node's kubelet, the caller's: --root-dir of the same command line, else
 * without a kubelet.service that of the distribution, else KUBELET_ROOT. 0, or -errno as above.
 */
int kubelet_root_find(const struct context *ctx, char **ret, struct runtime_fault *fault);
