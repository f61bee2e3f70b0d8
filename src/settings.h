/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The settings: what this node must have, and how strict the gate is.
 *
 * Read in this order, later values win: /etc/kubelet-preflight.conf (or, when it is absent, the
 * vendor's /usr/lib/kubelet-preflight.conf), then the drop-ins of /usr/lib/kubelet-preflight.conf.d
 * and /etc/kubelet-preflight.conf.d in the byte order of their names, where /etc wins over a
 * drop-in of the same name. A link to /dev/null switches a file off.
 */
#pragma once

#include <stdbool.h>

#include "system/sysroot.h"

enum invalid_policy {
	INVALID_BLOCK,      /* an unusable CNI state is a FAIL */
	INVALID_QUARANTINE, /* the gate moves a broken configuration away; else as block */
	INVALID_WARN,       /* an unusable CNI state is a WARN */
};

enum absent_policy {
	ABSENT_ALLOW, /* no CNI configuration: the node waits for its CNI DaemonSet */
	ABSENT_BLOCK, /* the same is a FAIL: the image brings its CNI */
};

enum runtime_setting {
	RUNTIME_AUTO, /* the one that the kubelet is set up for */
	RUNTIME_CONTAINERD,
	RUNTIME_CRIO,
};

/* Link= of a node whose network has no tunnel. */
#define OVERLAY_NO_LINK "none"

struct settings {
	char **modules; /* [Kernel] Modules=: kernel module names with underscores */
	bool modules_set; /* by a file: not the default */
	bool probe;     /* [Kernel] Probe=: try a link of each kind among the modules */
	bool persist;   /* [Kernel] Persist=: name the modules in modules-load.d */
	enum runtime_setting runtime; /* [CNI] Runtime= */
	char **conf_dirs; /* [CNI] ConfDir=: absolute paths; NULL: what the runtime says */
	char **bin_dirs; /* [CNI] BinDir=: the same, the first that has the plugin wins */
	enum invalid_policy invalid; /* [CNI] Invalid= */
	enum absent_policy absent;   /* [CNI] Absent= */
	char *link;     /* [Overlay] Link=: the tunnel's name, OVERLAY_NO_LINK; NULL: as the CNI makes it */
	long vni;       /* [Overlay] VNI=; -1: as the CNI has it by default */
	long port;      /* [Overlay] Port=; -1: the same */
	unsigned int timeout_s; /* [Overlay] Timeout=: how long the tunnel may take to come up */
	unsigned int grace_s;   /* [Overlay] Grace=: how much older than the tunnel a pod may be */
	char *textfile; /* [Metrics] Textfile=: an absolute path; NULL: no metrics are written */
};

/*
 * What is wrong with the settings: one line each, "FILE:LINE: …", fit to be printed. A name that is not
 * known (of a section, a key, or a value of a list) can be one of a later release: that line is left
 * out, and no more than worth a warning.
 */
struct settings_errors {
	char **lines;
	char **files;          /* of each line: the file as it is named, … */
	unsigned int *numbers; /* … and the line in it, 0 for the whole */
	bool *later;           /* whether it is such a name only */
	size_t count;
};

/*
 * Read the settings below root. *ret belongs to the caller (settings_free) and is whole in every
 * case: the defaults, as far as nothing else was said. Returns 0, also when a file has names that are
 * not known; -EINVAL when one has a bad value or bad syntax; each of them is in errors. Another -errno
 * when a file could not be read (named in errors too).
 */
int settings_read(const struct sysroot *root, struct settings *ret,
		  struct settings_errors *ret_errors);

void settings_errors_free(struct settings_errors *errors);

/* 0 or -ENOMEM. */
int settings_default(struct settings *ret);
void settings_free(struct settings *settings);
