/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The installers of CNIs: which container of a DaemonSet writes which configuration and plugins,
 * each time its pod starts. What an installer writes only where nothing is (weave, kube-router) has
 * no row.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct cni_installer {
	const char *container;      /* that writes; many CNIs call it "install-cni" */
	const char *const *pod_has; /* further containers that the CNI's pod must have … */
	const char *pod_lacks;      /* … and one that makes it the pod of another CNI; or NULL */
	const char *pod_prefix;     /* how the pod's name must begin, and then the pod has no other
				       container than this one and pod_may_have; or NULL */
	const char *pod_may_have;
	const char *own_plugin;     /* each network of the CNI needs it; NULL: it installs none */
	const char *const *files;   /* configurations that it writes at each start … */
	const char *const *plugins; /* … and plugins */
	const char *const *when_absent; /* plugins that it installs only where there is none */
	const char *const *needs;       /* the plugins that the network in files needs by default */
	bool wraps_next; /* its configuration contains the next file of the directory */
};

extern const struct cni_installer cni_installers[];
extern const size_t cni_installers_count;

/* Whether it writes the configuration of that name, whatever is in it now. */
bool cni_installer_writes(const struct cni_installer *installer, const char *file_name);

/* Whether it installs the plugin; absent: there is nothing of that name now. */
bool cni_installer_installs(const struct cni_installer *installer, const char *type, bool absent);

/*
 * Whether an installer of the CNI with that own plugin installs the other one where there is none.
 */
bool cni_installers_bring(const char *own_plugin, const char *type);
