/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings: what this node must have, and how strict the gate is. */
#pragma once

#include <stdbool.h>

enum invalid_policy {
	INVALID_BLOCK,      /* an unusable CNI state is a FAIL */
	INVALID_QUARANTINE, /* the gate renames a broken configuration; else as block */
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

/* What becomes of a node that is not fit. */
enum gate_mode {
	MODE_ENFORCE, /* its kubelet is held back */
	MODE_REPORT,  /* everything is looked at, done and said, and kubelet starts */
};

/* Link= of a node whose network has no tunnel. */
#define OVERLAY_NO_LINK "none"

struct settings {
	enum gate_mode mode; /* [Gate] Mode= */
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

/* The caller ends with settings_free(). */
void settings_default(struct settings *ret);
void settings_free(struct settings *settings);

#define SETTINGS_KEYS 15
#define SETTINGS_MODULES_MAX 64

/* set: 0; -EINVAL: not of its form; -ENODATA: not in its list. */
struct settings_key {
	const char *group, *name;
	int (*set)(struct settings *settings, const char *value); /* as below */
	const char *form;
};

extern const struct settings_key settings_keys[SETTINGS_KEYS];
