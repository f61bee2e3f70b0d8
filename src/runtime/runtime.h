/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which container runtime gives this node's pods their network, and where it looks. */
#pragma once

#include "runtime/file.h"
#include "runtime/inquiry.h"

enum cni_loader {
	CNI_LOADER_CONTAINERD, /* the first candidate file decides, there is no fallback */
	CNI_LOADER_CRIO,       /* what cannot be used is skipped; cri-dockerd does so too */
};

/* A directory of configurations, and how many of its networks each pod is attached to. */
struct cni_place {
	char *conf_dir;        /* below the root, absolute */
	unsigned int max_conf; /* containerd's max_conf_num: 1 by default, 0 for all */
	char *handler;         /* the runtime handler that has it for its own; NULL for all pods */
};

struct cni_runtime {
	enum cni_loader loader;
	struct cni_place *places; /* one at least; the first is that of all pods */
	size_t place_count;
	char **bin_dirs;          /* where plugins are looked for, in this order */
	char **differs;           /* which releases of containerd read its files otherwise */
	bool needs_loopback;      /* the runtime executes the plugin "loopback" for every pod */
	char *default_network;    /* CRI-O's cni_default_network; NULL for the first by name */
	char *file;               /* the runtime's main file, of CRI-O the last that it reads, which
				     the directories came from; NULL: defaults or settings */
	int64_t newer;            /* the version of a file of containerd's that is newer than this
				     program knows; 0: there is none */
	bool guessed_conf, guessed_bin; /* no setting names the directory, and it is a guess: see
					   struct containerd_config and struct runtime_choice */
	const char *unit;         /* to be restarted: "containerd", "k3s"; NULL when not known */
	const struct cri_answer *answer; /* of the runtime itself, of this look; NULL: it gave none */
	struct runtime_fault misread; /* why its configuration could not be read, though it answers */
	char *why;                /* for messages: "containerd, as /etc/containerd/config.toml says" */
};

/*
 * Find out from the settings, the kubelet's containerRuntimeEndpoint, the runtimes' own
 * configuration and the places that distributions of Kubernetes are known for, below the root. *ret
 * belongs to the caller (cni_runtime_free). 0, or -errno when something that decides could not be
 * read; a configuration that the runtime itself would reject is -EBADMSG, and *ret_fault, the
 * caller's, names the file and the fault.
 *
 * A runtime that answers says itself which directories are in force. Then what is wrong with its
 * configuration is no error: it is in misread.
 *
 * With both ConfDir= and BinDir= the runtime's own configuration is not read: one place for each
 * ConfDir=, and for the rest the runtime's defaults.
 */
int cni_runtime_find(const struct context *ctx, struct cni_runtime *ret, char **ret_fault);
void cni_runtime_free(struct cni_runtime *runtime);

/* The same, with the fault in its parts (runtime_fault_free). */
int cni_runtime_look(const struct context *ctx, struct cni_runtime *ret,
		     struct runtime_fault *ret_fault);

/*
 * The same for the check of that name, which reports the fault itself: FAIL (WARN with
 * Invalid=warn) for a configuration that its program rejects, ERROR for one that could not be read.
 * 1 with *ret, 0 when it was reported, -errno when it was not.
 */
int cni_runtime_get(const struct context *ctx, const char *check, struct report *report,
		    struct cni_runtime *ret);

/* FAIL, or WARN with Invalid=warn: what a fault of the CNI configuration is. */
enum verdict cni_verdict(const struct context *ctx);
