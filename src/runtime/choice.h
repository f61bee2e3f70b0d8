/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of the runtimes it is, and what says so. */
#pragma once

#include "runtime/distribution.h"

enum runtime_kind {
	RUNTIME_KIND_CONTAINERD,
	RUNTIME_KIND_CRIO,
	RUNTIME_KIND_CRI_DOCKERD,
};

struct runtime_choice {
	enum runtime_kind kind;
	const struct distribution *distribution; /* whose containerd it is; NULL: the system's */
	const char *name; /* for messages: "containerd", "CRI-O" */
	char *reason;     /* for messages: "as … says" */
	const char *unit; /* of the service, without ".service"; NULL when not known */
	char *endpoint;   /* where it serves the CRI: as the kubelet's settings have it, or a path */
	bool doubtful;    /* another one is installed as well, and nothing says which is used */
	bool guessed;     /* the kubelet names a socket, and what listens there is in no list of ours */
};

void runtime_choice_free(struct runtime_choice *choice);

/*
 * The settings decide, then the kubelet's endpoint, then a distribution of Kubernetes, then what is
 * installed; with both or none of them installed it is containerd: a guess where the kubelet names
 * a socket that is in no list here, or that of a containerd which is neither the system's nor of a
 * distribution that is known. *ret is the caller's (runtime_choice_free). 0; -EBADMSG and other
 * -errno as kubelet_endpoint_find().
 */
int runtime_choice_make(const struct context *ctx, struct runtime_choice *ret,
			struct runtime_fault *fault);
