/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What heals once kubelet runs: a configuration or a plugin that an installer of this node's CNI
 * writes at each start of its pod. To hold kubelet back for it would keep it from being written.
 *
 * Three conditions: the installer overwrites what is there (a damaged regular file, or nothing); it
 * writes that very path, and the runtime reads it; and the installer has run on this node
 * (cni/pods.c). k3s needs no pod, for its service writes the files when it starts.
 */
#pragma once

#include "cni/answer.h"
#include "cni/installers.h"

struct cni_heal {
	const struct cni_installer *installer; /* NULL when it does not heal */
	char *path;           /* of a configuration, for messages; NULL for a plugin */
	char *fault;          /* what is wrong with it, for messages; NULL for a plugin */
	char *words;          /* why kubelet is started all the same, for messages */
	struct remedy remedy; /* the command that reads the log of the installer */
	char *note; /* why it is not known whether an installer has run, for messages; or NULL */
	struct cni_answer rest; /* the other networks that the runtime reads: SOUND or ABSENT */
};

void cni_heal_free(struct cni_heal *heal);

/* Where the installers of this node write. */
struct cni_target {
	const char *conf_dir;
	const char *const *bin_dirs;
	const char *k3s; /* the service of k3s, when that writes there itself; or NULL */
};

/*
 * What k3s writes itself: the configuration at each start, the plugins with a release that it
 * unpacks.
 */
extern const struct cni_installer cni_k3s;

/*
 * Where installers write for the runtime of that place: the directories of its distribution, when
 * the place is the distribution's own, else the default ones. k3s uses its own directories only
 * with its own flannel, else its containerd reads the default ones.
 */
struct cni_target cni_target_find(const struct cni_reading *reading);

/* Whether two paths are one directory: one can be a link to the other, as of MicroK8s. */
bool cni_is_same_directory(const struct context *ctx, const char *a, const char *b);

/*
 * Whether an installer can write in the directory, or make it: it, or the nearest one above it that
 * exists, is a directory that is not mounted read-only; and, for plugins, not noexec. The mounts of
 * an image are not those of the node, and are not looked at.
 */
bool cni_can_write(const struct context *ctx, const char *directory, bool plugins);

/* Set *heal: the service of k3s writes it. */
void cni_heal_by_k3s(const char *unit, struct cni_heal *heal);

/*
 * Whether the installer has run in a pod on this node; then *heal is set, of several pods with the
 * one that was started last. Where that cannot be known, false, and heal->note says why; the first
 * reason is kept.
 */
bool cni_heal_by_pod(const struct context *ctx, const struct cni_installer *installer,
		     struct cni_heal *heal);

/* The same of any installer that writes the configuration of that name. */
bool cni_heal_by_writer(const struct context *ctx, const char *file_name, struct cni_heal *heal);

/* Whether the CNI that writes the file of that name has its pod on this node. */
bool cni_has_pod(const struct context *ctx, const char *file_name);
