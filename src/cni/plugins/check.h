/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of check cni-plugins: the binaries and files that each network needs. */
#pragma once

#include "cni/binary.h"
#include "cni/heal.h"

/* What run() of the check does once the runtime is known. 0, or -errno about us. */
int cni_plugins_look(const struct context *ctx, const struct cni_runtime *runtime,
		     struct report *report);

/* One network under the runtime that has it. */
struct cni_network {
	const struct cni_reading *reading; /* of the three that follow */
	const struct context *ctx;
	const struct cni_runtime *runtime;
	const struct cni_place *place;
	const struct cni_answer *answer;
	const struct cni_config *config; /* one of the directory's */
	struct cni_needs needs;
	struct report *report;
};

/*
 * Report on the binaries of network->needs, and on loopback where the runtime executes it. Those
 * that are missing for the same reason are one finding. 0, or -errno about us.
 */
int cni_binaries_look(const struct cni_network *network);

/*
 * The plugins are not known. Where check cni-config has reported the fault, cni-plugins is skipped.
 * Else it is an ERROR, or a warning where cni-config itself would only warn.
 *
 * For an answer that is CNI_INVALID or CNI_UNREADABLE.
 */
void cni_blind_directory(const struct cni_network *network);

/* For one that is CNI_ABSENT: an ERROR where cni-config has seen a configuration. */
void cni_blind_absent(const struct cni_network *network);

/* For a configuration of the runtime or the kubelet that cni_runtime_find() could not use. */
void cni_blind_runtime(const struct context *ctx, int error, const char *fault,
		       struct report *report);

/*
 * Report each file that a plugin of the network reads and that is missing or empty. A DaemonSet
 * writes all of them, which runs only once kubelet does: a warning for a kubeconfig, which outlives
 * a boot, and else a skip. 0, or -errno about us.
 */
int cni_files_look(const struct context *ctx, const struct cni_needs *needs, struct report *report);

/*
 * Whether a plugin heals that a network of the place needs: needs is all that it needs, binary what
 * was found of the plugin. *ret is the caller's (cni_heal_free).
 */
bool cni_heals_plugin(const struct cni_reading *reading, const struct cni_needs *needs,
		      const struct cni_binary *binary, struct cni_heal *ret);
