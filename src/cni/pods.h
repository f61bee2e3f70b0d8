/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The pods that the last kubelet left on this node: which installer of a CNI has run here, and will run
 * again once kubelet starts. kubelet makes <root-dir>/pods/<UID>/containers/<container> and
 * /var/log/pods/<namespace>_<pod>_<UID>/<container> for each container of each pod that it starts, init
 * containers too; both outlive a reboot and go with the pod. Each alone outlives its pod: "kubeadm reset"
 * leaves the logs, and an orphaned pod its directory.
 */
#pragma once

#include "cni/installers.h"
#include "core/check.h"

struct cni_pod {
	char *namespace, *name;
};

void cni_pod_free(struct cni_pod *pod);

/*
 * The pod in which the installer has run, of several the one that was started last. kubelet_root:
 * kubelet's --root-dir, below the root. *ret is the caller's (cni_pod_free). False when there is
 * none; then *ret_note, the caller's, says why it could not be known, and stays NULL when it is known.
 */
bool cni_pod_find(const struct context *ctx, const char *kubelet_root,
		  const struct cni_installer *installer, struct cni_pod *ret, char **ret_note);
