/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a configuration and a plugin need alike to heal: where installers write, and that one has run. */
#pragma once

#include "cni/config/heals.h"

/* Where the installers of this node write. */
struct cni_target {
	const char *conf_dir;
	const char *const *bin_dirs;
	const char *k3s; /* the service that writes there itself, and needs no pod for it; or NULL */
};

/* What k3s writes itself: the configuration at each start, the plugins with a release that it unpacks. */
extern const struct cni_installer cni_k3s;

/*
 * Where installers write for the runtime of that place. A distribution that has its own directories: whoever
 * installs into them has them in its manifest. k3s has them only with its own flannel, else its containerd
 * reads the default ones.
 */
struct cni_target cni_target_find(const struct cni_reading *reading);

/* Whether two paths are one directory: one can be a link to the other, as of MicroK8s. */
bool cni_is_same_directory(const struct context *ctx, const char *a, const char *b);

/*
 * Whether an installer can write in the directory, or make it where it is not there: it, or what is above
 * it, is a directory that is not mounted read-only; and, for plugins, not noexec. How an image is mounted
 * to be looked at says nothing of how it will run. 1, 0 or -ENOMEM.
 */
int cni_can_write(const struct context *ctx, const char *directory, bool plugins);

/* That the service of k3s heals it, as *heal says then. 1 or -ENOMEM. */
int cni_heal_by_k3s(const char *unit, struct cni_heal *heal);

/* Whether the installer has run on this node: 1, as *heal says then; 0, with heal->note or not; -ENOMEM. */
int cni_heal_by_pod(const struct context *ctx, const struct cni_installer *installer,
		    struct cni_heal *heal);
