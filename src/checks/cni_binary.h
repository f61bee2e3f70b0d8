/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The binary of one CNI plugin: where libcni finds it, and whether the kernel can execute it. */
#pragma once

#include "preflight/check.h"

enum cni_binary_state {
	CNI_BINARY_SOUND,
	CNI_BINARY_MISSING,  /* libcni finds no regular file of that name */
	CNI_BINARY_UNUSABLE, /* it finds one, and the kernel will not execute it */
	CNI_BINARY_UNKNOWN,  /* we could not look, and containerd can */
};

struct cni_binary {
	const char *type; /* the name, not owned */
	enum cni_binary_state state;
	char *path;    /* below the root; NULL when it was not found */
	bool only_mode; /* nothing but its mode is wrong */
	char *fault;   /* what is wrong, for messages; NULL when sound */
};

/*
 * Look a plugin up as libcni's FindInPath() does: the first of the directories with a regular file
 * of that name wins, even when that one cannot run. type holds no '/' and must outlive *ret, which
 * belongs to the caller (cni_binary_free). -errno is about us (-ENOMEM, -EMFILE).
 */
int cni_binary_look(const struct context *ctx, char *const *bin_dirs, const char *type,
		    struct cni_binary *ret);
void cni_binary_free(struct cni_binary *binary);

/*
 * The command that mends it: a mode is set; a plugin of the CNI project comes from the package that
 * fills the directory; every other is brought by the DaemonSet of its CNI, which installs all anew
 * once its configuration (file, below the root) is out of the way.
 */
char *cni_binary_remedy(const struct context *ctx, char *const *bin_dirs,
			const struct cni_binary *binary, const char *file);
