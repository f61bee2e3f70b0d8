/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The installers of CNIs: which container of a DaemonSet writes which configuration and plugins, each
 * time its pod starts. What an installer writes only where nothing is (weave, kube-router) has no row.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct cni_installer {
	const char *container;          /* that writes */
	const char *const *beside;      /* the CNI's other containers, all of which are in the same pod */
	const char *const *not_beside;  /* containers that make it another CNI's pod */
	const char *alone_in;           /* how the pod's name begins when no container but may_beside is
					   in it; NULL: beside says whose it is */
	const char *may_beside;
	const char *own;                /* a network of this CNI needs this plugin; NULL: installs none */
	const char *const *files;       /* of the directory of configurations, written at each start */
	const char *const *plugins;     /* of the directory of plugins, the same */
	const char *const *when_absent; /* plugins that are installed only where there is none */
	const char *const *needs;       /* what the configuration in files needs by default: these plugins */
	bool joins;                     /* its configuration is made of the next file in the directory */
};

extern const struct cni_installer cni_installers[];
extern const size_t cni_installers_count;

/* Whether it writes the configuration of that name, whatever is in it now. */
bool cni_installer_writes(const struct cni_installer *installer, const char *file_name);

/* Whether it installs the plugin; absent: there is nothing of that name now. */
bool cni_installer_installs(const struct cni_installer *installer, const char *type, bool absent);

/* Whether an installer of the CNI whose own plugin that is installs the plugin where there is none. */
bool cni_installers_bring(const char *own, const char *type);
