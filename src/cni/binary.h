/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The binary of one CNI plugin: where libcni finds it, and whether the kernel can execute it. */
#pragma once

#include "cni/needs.h"
#include "runtime/runtime.h"

enum cni_binary_state {
	CNI_BINARY_SOUND,
	CNI_BINARY_MISSING,  /* libcni finds no regular file of that name */
	CNI_BINARY_UNUSABLE, /* it finds one, and the kernel will not execute it */
	CNI_BINARY_UNKNOWN,  /* we lack the right to look; the runtime has it */
};

struct cni_binary {
	const char *type; /* the name, not owned */
	enum cni_binary_state state;
	char *path;     /* below the root; NULL when it was not found */
	bool only_mode; /* UNUSABLE, and a chmod fixes it */
	bool damaged;   /* UNUSABLE: it is empty or truncated */
	bool absent;    /* MISSING, and no directory has anything of that name */
	bool noexec;    /* its file system is mounted noexec */
	char *fault;    /* what is wrong, for messages; NULL when sound */
};

/*
 * Look a plugin up as libcni's FindInPath() does: the first of the directories with a regular file
 * of that name wins, even when that one cannot run. also_in is searched first, NULL for none. type
 * holds no '/' and must outlive *ret, which belongs to the caller (cni_binary_free). -errno is
 * about us (sysroot_error_is_ours()).
 */
int cni_binary_look(const struct context *ctx, const char *also_in, char *const *bin_dirs,
		    const char *type, struct cni_binary *ret);
void cni_binary_free(struct cni_binary *binary);

/* Whether it is one of github.com/containernetworking/plugins. */
bool cni_binary_is_of_project(const char *type);

/* A plugin, and a directory that has a sound one of that name. */
struct cni_found_plugin {
	const char *type;
	char *dir;
};

/*
 * Where a plugin is that none of the directories has: another directory that packages, DaemonSets
 * or distributions are known to fill. NULL when none has it. The caller's.
 */
char *cni_binary_elsewhere(const struct context *ctx, char *const *bin_dirs, const char *type);

/* The directories of the plugins, each once; NULL for none. The caller's. */
char **cni_binary_dirs(const struct cni_found_plugin *found, size_t count);

/* The package that has a plugin of the CNI project and fills one of the directories, or NULL. */
const char *cni_binary_package(const struct context *ctx, char *const *bin_dirs, const char *type);

/*
 * The command that fixes a binary. A wrong mode is set. A plugin of the CNI project comes from the
 * package that fills the directory. Every other one is installed by the DaemonSet of its CNI, which
 * installs all again once its configuration (file, below the root, or NULL) is moved away.
 */
struct remedy cni_binary_remedy(const struct context *ctx, char *const *bin_dirs,
				const struct cni_binary *binary, const char *file);

/* The command that moves a sound configuration away (file, below the root), which is a decision. */
struct remedy cni_binary_remedy_aside(const struct context *ctx, const char *file);

/*
 * The command that makes symbolic links to the plugins in the first directory, after it has moved
 * away what has their names there. The targets are paths of the node itself, also where an image is
 * mounted.
 */
struct remedy cni_binary_remedy_link(const struct context *ctx, char *const *bin_dirs,
				     const struct cni_found_plugin *found, size_t count);

/*
 * The command that gives CRI-O a drop-in of that name with a line of [crio.network], and restarts
 * it. An existing file of that name is kept.
 */
struct remedy cni_crio_dropin(const struct context *ctx, enum remedy_kind kind, const char *name,
			      const char *line);

/*
 * The command that lets the runtime find plugins that are in another directory: links, or a drop-in
 * with that directory where CRI-O reads drop-ins. No file that people write is changed.
 */
struct remedy cni_binary_remedy_elsewhere(const struct context *ctx,
					  const struct cni_runtime *runtime,
					  const struct cni_found_plugin *found, size_t count);
