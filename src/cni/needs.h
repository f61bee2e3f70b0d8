/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an ADD of a network executes and reads, beyond the plugins that the configuration lists: the
 * binaries of address management, the delegates of flannel and multus, kubeconfigs, state files.
 */
#pragma once

#include "cni/network.h"

/* Of plugins and of files; no network comes near it. What is beyond is not looked at. */
#define CNI_NEEDS_MAX 128

/* A binary. */
struct cni_needed_plugin {
	char *type;    /* its name; no '/' in it, never empty */
	char *by;      /* the plugin that executes it; NULL when the runtime does */
	char *also_in; /* a directory that is searched before the runtime's; NULL for none */
	bool certain;  /* false: it is in "ipam" of a plugin that is not known to execute it */
};

enum cni_needed_kind {
	CNI_NEEDED_KUBECONFIG, /* its DaemonSet writes it again each time it starts */
	CNI_NEEDED_STATE,      /* its DaemonSet writes it when it runs; missing after a boot */
};

/* A file. */
struct cni_needed_file {
	char *path; /* absolute */
	char *by;   /* the plugin that reads it */
	enum cni_needed_kind kind;
};

struct cni_needs {
	struct cni_needed_plugin *plugins; /* each once; those of the list first, in its order */
	size_t plugin_count;
	struct cni_needed_file *files; /* each once */
	size_t file_count;
	char *fault;          /* the first name that no plugin can have, in words; NULL: none */
	bool brings_loopback; /* the installer of one of the plugins installs "loopback" too */
};

/*
 * Of a network. Sources: the plugins' own code as of August 2026; plugins that are not known need
 * what the list names. *ret belongs to the caller (cni_needs_free).
 */
void cni_needs_read(const struct cni_config *config, struct cni_needs *ret);
void cni_needs_free(struct cni_needs *needs);

/* Whether the plugin is among those of needs. */
bool cni_needs_plugin(const struct cni_needs *needs, const char *type);

/* The needs of a network of which only these plugins are known; brings_loopback is false. */
void cni_needs_list(const char *const *types, struct cni_needs *ret);
