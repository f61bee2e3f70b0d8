/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings: what this node must have, and how strict the gate is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/cause.h"

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

#define SETTINGS_KEYS 18
#define SETTINGS_MODULES_MAX 64

/* Where the value of a key comes from. */
struct settings_origin {
	char *file;        /* as it is named to people; NULL: the value is the default */
	unsigned int line; /* from 1 */
};

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
	unsigned int policy[_CAUSE_COUNT]; /* [Policy]: the POLICY_ flags of each cause */
	char *link;     /* [Overlay] Link=: or OVERLAY_NO_LINK; NULL: as the CNI makes it */
	long vni;       /* [Overlay] VNI=; -1: as the CNI has it by default */
	long port;      /* [Overlay] Port=; -1: the same */
	unsigned int timeout_s; /* [Overlay] Timeout=: how long the tunnel may take to come up */
	unsigned int grace_s;   /* [Overlay] Grace=: how much older than the tunnel a pod may be */
	char *textfile; /* [Metrics] Textfile=: an absolute path; NULL: no metrics are written */
	struct settings_origin origins[SETTINGS_KEYS]; /* of each of settings_keys */
};

/* The caller ends with settings_free(). */
void settings_default(struct settings *ret);
void settings_free(struct settings *settings);

/* How a value lies in struct settings. */
enum settings_kind {
	SETTING_WORD,    /* an enum: the index of the word */
	SETTING_BOOLEAN, /* bool */
	SETTING_LIST,    /* char ** */
	SETTING_TEXT,    /* char * */
	SETTING_NUMBER,  /* long, -1 for none */
	SETTING_SPAN,    /* unsigned int, in seconds */
	SETTING_POLICY,  /* a flag in the array of all causes */
};

struct settings_key {
	const char *group, *name;
	enum settings_kind kind;
	const char *form;         /* for people */
	size_t offset;            /* of the value in struct settings */
	long min, max;            /* a number, a span; of a list, how many words */
	/* A list, a text: whether a word can be one; it puts the word into its usual form. */
	bool (*take)(char *word);
	unsigned int flag;        /* SETTING_POLICY: of the list */
	const char *const *words; /* SETTING_WORD: all of them, NULL-terminated; else NULL */
	const char *otherwise;    /* the word in place of an unknown one; NULL: the value before */
};

extern const struct settings_key settings_keys[SETTINGS_KEYS];

/*
 * Set the value of a key. 0; -EINVAL: not of its form; -ENODATA: not one of its words. Nothing is
 * set then.
 */
int settings_set(struct settings *settings, const struct settings_key *key, const char *value);

/* The index of a key; -ENOENT. group: NULL for that of any section. */
int settings_find_key(const char *group, const char *name);

/* Where the value of a key comes from; the key exists. It belongs to the settings. */
const struct settings_origin *settings_origin(const struct settings *settings, const char *group,
					      const char *name);

/*
 * The value of a key as a settings file has it, without quotes; NULL where it has none by default.
 * The caller owns it.
 */
char *settings_value(const struct settings *settings, const struct settings_key *key);
