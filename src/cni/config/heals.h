/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What heals once kubelet runs: a configuration or a plugin that an installer of this node's CNI writes at
 * each start of its pod. To hold kubelet back for it would keep it from being written.
 *
 * Three things must be so. It is damaged in a way that the installer overwrites: a regular file, or
 * nothing. It is at the very path that the installer writes, and the runtime reads that. And the installer
 * has run on this node (cni/pods.h); of k3s, which writes its own when it starts, that it is k3s.
 */
#pragma once

#include "cni/answer.h"
#include "cni/binary.h"
#include "cni/installers.h"

struct cni_heal {
	const struct cni_installer *installer; /* NULL when it does not heal */
	char *path;    /* of a configuration, for messages; NULL for a plugin */
	char *fault;   /* what is wrong with it, for messages; NULL for a plugin */
	char *words;   /* why kubelet is started all the same, for messages */
	char *command; /* reads the log of the installer */
	char *note;    /* why it could not be known whether an installer has run, for messages; or NULL */
	struct cni_answer rest; /* the other networks that the runtime reads with it: SOUND or ABSENT */
};

void cni_heal_free(struct cni_heal *heal);

/*
 * Whether what is broken in a place, and all that keeps the runtime from its network there, heals. When
 * the runtime needs more files than one that heals, and another is broken for good, *directory becomes the
 * answer of that one. *ret is the caller's (cni_heal_free). 1, 0, or -errno as cni_directory_read_place().
 */
int cni_heals_config(const struct cni_reading *reading, struct cni_answer *directory,
		     struct cni_heal *ret);

/* The same of a plugin that a network of the place needs beside others, as it was found. */
int cni_heals_plugin(const struct cni_reading *reading, const struct cni_needs *needs,
		     const struct cni_binary *binary, struct cni_heal *ret);
