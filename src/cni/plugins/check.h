/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What check cni-plugins looks at, of each network and of what it needs. */
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
 * Report on the binaries of network->needs, and on loopback where the runtime executes it. Those that are
 * missing for the same reason are one finding. 0, or -errno about us.
 */
int cni_binaries_look(const struct cni_network *network);

/*
 * Where the check "cni-config" has said the fault, cni-plugins is passed over. Else the fault is not said,
 * and the answer is not known: an ERROR, or a warning where cni-config itself would only warn.
 *
 * The answer is CNI_INVALID or CNI_UNREADABLE.
 */
void cni_blind_directory(const struct cni_network *network);

/* No configuration: an ERROR where cni-config has seen one. */
void cni_blind_absent(const struct cni_network *network);

/* The configuration of the runtime or the kubelet: what cni_runtime_find() answered. */
void cni_blind_runtime(const struct context *ctx, int error, const char *fault,
		       struct report *report);

/*
 * Report each file that a plugin of the network reads and that is missing or empty. All of them are written by a DaemonSet, which runs only
 * once kubelet does: a WARN for a kubeconfig, a note for what every boot begins without. 0, or
 * -errno about us.
 */
int cni_files_look(const struct context *ctx, const struct cni_needs *needs, struct report *report);

/*
 * Whether a plugin that a network of the place needs beside others heals, as it was found. *ret is the
 * caller's (cni_heal_free).
 */
bool cni_heals_plugin(const struct cni_reading *reading, const struct cni_needs *needs,
		      const struct cni_binary *binary, struct cni_heal *ret);
