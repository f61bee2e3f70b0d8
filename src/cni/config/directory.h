/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory of CNI configurations, read as its runtime does, and check "cni-config". */
#pragma once

#include "cni/answer.h"

/* Candidates that are read where a runtime reads them all: CRI-O, and containerd's max_conf_num. */
#define CNI_CANDIDATES_MAX 256

/*
 * Look at a place as its runtime does. containerd: the first max_conf candidates in byte order (all
 * with 0) have to load, and no other is tried. CRI-O: what does not load or has no plugins to
 * execute is skipped; of the others the first counts, or the one that cni_default_network names.
 * *ret belongs to the caller (cni_answer_free). Every state of the directory is an answer; -errno
 * is about us (sysroot_error_is_ours()) or the disk (-EIO).
 */
int cni_directory_read_place(const struct cni_reading *reading, struct cni_answer *ret);

/*
 * What CRI-O does with a candidate, in the order in which one decides; containerd takes what is
 * sound and stops on the rest.
 */
enum cni_use {
	CNI_USE_TAKEN,    /* it counts as a network, be it one that refuses each pod */
	CNI_USE_UNJUDGED, /* newer than this program supports: it is taken, or skipped as well */
	CNI_USE_UNSERVED, /* it is sound, and a plugin of it cannot be executed: skipped as well */
	CNI_USE_SKIPPED,  /* it does not load */
	CNI_USE_STOPS,    /* nothing behind it matters: the runtime hangs, or we could not look */
};

/*
 * Judge the file of that name in the place. *ret, the caller's, has no notices but under CRI-O
 * that of an unserved or unjudged plugin. ret_use is for CRI-O, and may be NULL else. -ENOENT when
 * it is not there any more, or is a directory, which no runtime looks at; else as
 * cni_directory_read_place().
 */
int cni_candidate_judge(const struct cni_reading *reading, const char *name, struct cni_answer *ret,
			enum cni_use *ret_use);

/*
 * The directory could not be read, for that error. Not there and nothing in its way: it stays
 * CNI_ABSENT, for the runtime makes it. Else the answer says what is wrong, and the command that
 * moves what is in the way. answer->path is set before.
 *
 * containerd (pkg/cri/server/cni_conf_syncer.go) and CRI-O (network_dir) make the directory at
 * their start and watch it. Where they cannot, the CRI of containerd does not load (seen with 1.6:
 * "mkdir …: file exists"), and CRI-O ends: no pod of any runtime handler starts.
 */
void cni_obstacle_answer(const struct cni_reading *reading, int error, struct cni_answer *answer);

/* Add notices to the answer about a file of what depends on the release of the runtime. */
void cni_release_note(const struct context *ctx, const struct cni_runtime *runtime,
		      struct cni_answer *answer);

/* Report what single releases of containerd make of its configuration, unless it answers. */
void cni_release_report(const struct context *ctx, const struct cni_runtime *runtime,
			struct report *report);

/*
 * "; 10-azure.conflist.cilium_bak is not …": the first file that was put aside under a longer name,
 * and that is none of a package's nor, with Cilium here, put aside by Cilium; or "". The caller's.
 */
char *cni_aside_words(const struct context *ctx, const char *conf_dir);

/*
 * Add a notice to the answer when the network was not made for this node (the rule stands in
 * kubelet-preflight(8), cni-config-rival), and set answer->packaged and answer->awaits_cni. names:
 * the candidates in byte order. 0, or -errno as cni_directory_read_place().
 */
int cni_unintended_note(const struct cni_reading *reading, char *const *names,
			struct cni_answer *answer);

/* The check for a runtime that is known already. 0, or -errno as cni_directory_read_place(). */
int cni_config_check(const struct context *ctx, const struct cni_runtime *runtime,
		     struct report *report);
