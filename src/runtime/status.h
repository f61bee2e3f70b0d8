/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a container runtime answers, read from the bytes: the messages of runtime.v1 (and v1alpha2, the same
 * in all of this) of k8s.io/cri-api, and what containerd writes into the verbose information. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define CRI_CONDITIONS_MAX 64  /* of a status; a runtime has two or three */
#define CRI_INFO_MAX       256 /* entries of the verbose information; containerd has four and more by handler */
#define CRI_NETWORKS_MAX   64  /* that are loaded */
#define CRI_TEXT_MAX       4096 /* bytes of a text that are kept: what is longer is cut off */
#define CRI_JSON_DEPTH_MAX 64  /* of the verbose information; containerd's has nine levels */

struct cri_version {
	char *name;    /* "containerd", "cri-o", "docker" */
	char *version; /* "1.6.20~ds1" */
};

/* A network that containerd has loaded. */
struct cri_network {
	char *name;
	char **types; /* of its plugins */
	char *source; /* the whole list as JSON; NULL where it is not said */
};

/* What containerd made of the directory of one runtime handler. */
struct cri_load {
	char *handler; /* NULL for all pods */
	char *words;   /* "OK", or the whole error */
};

struct cri_status {
	bool runtime_ready, network_ready;
	char *runtime_message; /* why RuntimeReady is false, or "" */
	char *network_reason;  /* the same of NetworkReady, as in "NetworkPluginNotReady" … */
	char *network_message; /* … and its sentence */
	struct cri_load *loads; /* lastCNILoadStatus; none of other runtimes than containerd */
	size_t load_count;
	char *conf_dir;         /* the directories in force; NULL where the runtime does not say them */
	char **plugin_dirs;
	struct cri_network *networks; /* all but the loopback */
	size_t network_count;
};

void cri_version_free(struct cri_version *version);
void cri_status_free(struct cri_status *status);

/*
 * VersionResponse and StatusResponse. *ret is the caller's (…_free). 0; -EBADMSG when the bytes are no such
 * message, or have not what each runtime sends; -E2BIG beyond the limits above.
 */
int cri_version_read(const void *bytes, size_t size, struct cri_version *ret);
int cri_status_read(const void *bytes, size_t size, struct cri_status *ret);

/* lastCNILoadStatus for all pods; NULL when the runtime does not say it. */
const char *cri_status_load(const struct cri_status *status);
