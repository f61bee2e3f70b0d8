/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of causes: the stable names of what is wrong with a node. The journal, the report, the
 * journal's catalog, the manual and "explain" take name, message id and words from here.
 */
#pragma once

#include <stddef.h>

#include "core/verdict.h"

enum cause_id {
	CAUSE_NONE,
	CAUSE_MODULE_NOT_SHIPPED,
	CAUSE_MODULE_TREE_GONE,
	CAUSE_MODULE_INDEX_MISSING,
	CAUSE_MODULE_INDEX_STALE,
	CAUSE_MODULE_INDEX_DAMAGED,
	CAUSE_MODULE_IN_OTHER_KERNEL,
	CAUSE_MODULE_FILE_MISSING,
	CAUSE_MODULE_DEPENDENCY_MISSING,
	CAUSE_MODULE_FILE_DAMAGED,
	CAUSE_MODULE_COMPRESSION_UNKNOWN,
	CAUSE_MODULE_OF_OTHER_KERNEL,
	CAUSE_MODULE_SYMBOLS_DIFFER,
	CAUSE_MODULE_SIGNATURE_REJECTED,
	CAUSE_MODULE_UNSIGNED,
	CAUSE_KERNEL_LOCKED_DOWN,
	CAUSE_MODULES_DISABLED,
	CAUSE_MODULE_DENIED,
	CAUSE_MODULE_DENIED_AT_BOOT,
	CAUSE_MODULE_DENIED_BY_POLICY,
	CAUSE_MODULE_INSTALL_FAILED,
	CAUSE_MODULE_INSTALL_VOID,
	CAUSE_MODULE_OPTION_BAD,
	CAUSE_MODULE_LOAD_NOT_PERMITTED,
	CAUSE_MODULE_LOAD_FAILED,
	CAUSE_MODULE_LOAD_VOID,
	CAUSE_KERNEL_WITHOUT_MODULES,
	CAUSE_MODULE_ONLY_IN_INITRAMFS,
	CAUSE_MODULE_UNKNOWN,
	CAUSE_LINK_REFUSED,
	CAUSE_LINK_UNPROVEN,
	CAUSE_LINK_UNKNOWN,
	CAUSE_PACKAGE_MISSING,
	CAUSE_PACKAGE_INCOMPLETE,
	CAUSE_PACKAGE_UNKNOWN,
	CAUSE_METAPACKAGE_MISSING,
	CAUSE_PERSIST_MISSING,
	CAUSE_PERSIST_MASKED,
	CAUSE_PERSIST_NOT_WRITTEN,
	CAUSE_CNI_CONFIG_INVALID,
	CAUSE_CNI_CONFIG_UNREADABLE,
	CAUSE_CNI_CONFIG_ABSENT,
	CAUSE_CNI_CONFIG_QUARANTINED,
	CAUSE_CNI_CONFIG_SKIPPED,
	CAUSE_CNI_CONFIG_RIVAL,
	CAUSE_CNI_CONFIG_RELEASE,
	CAUSE_CNI_CONFIG_UNWORKABLE,
	CAUSE_CNI_FILE_MISSING,
	CAUSE_CNI_PLUGIN_MISSING,
	CAUSE_CNI_PLUGIN_UNUSABLE,
	CAUSE_CNI_RUNTIME_INVALID,
	CAUSE_CNI_INSTALLER_HEALS,
	CAUSE_CNI_INSTALLER_FAILED,
	CAUSE_CNI_LINK_UNPROVEN,
	CAUSE_CNI_UNKNOWN,
	CAUSE_RUNTIME_WITHOUT_CRI,
	CAUSE_RUNTIME_FAILED,
	CAUSE_RUNTIME_NOT_RUNNING,
	CAUSE_RUNTIME_NOT_ANSWERING,
	CAUSE_RUNTIME_NOT_READY,
	CAUSE_RUNTIME_NOT_ASKED,
	CAUSE_RUNTIME_NOT_REREAD,
	CAUSE_NEXT_KERNEL_UNFIT,
	CAUSE_NEWER_KERNEL_UNFIT,
	CAUSE_NEXT_KERNEL_UNKNOWN,
	CAUSE_GATE_NOT_INSTALLED,
	CAUSE_GATE_NOT_ENABLED,
	CAUSE_GATE_UNKNOWN,
	CAUSE_GATE_MASKED,
	CAUSE_OVERLAY_LINK_MISSING,
	CAUSE_OVERLAY_LINK_GONE,
	CAUSE_OVERLAY_LINK_IN_THE_WAY,
	CAUSE_OVERLAY_LINK_DOWN,
	CAUSE_OVERLAY_LINK_KIND,
	CAUSE_OVERLAY_ADDRESS_MISSING,
	CAUSE_OVERLAY_LOCAL_MISSING,
	CAUSE_OVERLAY_PORT,
	CAUSE_OVERLAY_MTU,
	CAUSE_OVERLAY_MODULE_MISSING,
	CAUSE_OVERLAY_KUBELET_STOPPED,
	CAUSE_OVERLAY_PODS_STALE,
	CAUSE_OVERLAY_UNKNOWN,
	CAUSE_SETTINGS_INVALID,
	_CAUSE_COUNT,
};

/* What a cause is about, which decides what follows from it. */
enum cause_scope {
	SCOPE_NODE,    /* before kubelet starts, which can be held back */
	SCOPE_AFTER_KUBELET, /* after it started: nothing is held back */
	SCOPE_IMAGE,   /* in an image no kubelet runs */
};

/*
 * What [Policy] of the settings may do with a cause. No list has what could not be looked at, what
 * is wrong with the gate itself, or a fault that is found after kubelet started.
 */
enum policy_list {
	POLICY_NONE = 0,
	POLICY_BLOCK = 1 << 0,  /* Block=: a fault, also where it is a warning */
	POLICY_WARN = 1 << 1,   /* Warn=: a warning, also where it is a fault */
	POLICY_IGNORE = 1 << 2, /* Ignore=: left out where it is a warning */
	POLICY_ALL = POLICY_BLOCK | POLICY_WARN | POLICY_IGNORE,
};

struct cause {
	enum cause_id id;
	const char *name;       /* stable: --json, journal field, man page */
	const char *message_id; /* 32 hexadecimal digits, stable: the journal's MESSAGE_ID= */
	enum verdict verdict;   /* what it means for the node, unless a setting softens it */
	const char *meaning;    /* one sentence for people: what is so */
	const char *remedy;     /* what fixes it on any node; the command is the finding's */
	/*
	 * How a node comes to it and what follows, sentences; NULL where the two above say it all.
	 */
	const char *background;
	const char *pages; /* where to read on: "man:NAME(SECTION)", blanks between */
	enum cause_scope scope;
	unsigned int policy; /* of enum policy_list: those that the cause can stand in */
};

/* MESSAGE_ID= of the verdict itself, one entry a run of the gate. */
#define MESSAGE_ID_FIT   "119f12beae5f4657acfa15f1ab7ad345"
#define MESSAGE_ID_UNFIT "dd72b2696a7b46359f291d1a23bfc3f3"

/* Of an earlier gate, beside the verdict of one that does not prove the node. */
#define MESSAGE_ID_LAST_FIT "5b73899908ba4b62af8113a14e53deeb"

/* Of the release of a node: one entry for each "release". */
#define MESSAGE_ID_RELEASED "c86812379eb945d3b770b510294d2a88"

/* The same of the tunnel that is up: one entry of "overlay --wait". */
#define MESSAGE_ID_OVERLAY_UP "0a77a3c254be464f902157ec5e72bb20"

/* The row of the table; id must not be CAUSE_NONE. Never NULL. */
const struct cause *cause_get(enum cause_id id);

/* The cause of that name, or CAUSE_NONE. */
enum cause_id cause_find(const char *name);

/* The cause whose name has the fewest letters that differ from the word; never CAUSE_NONE. */
enum cause_id cause_nearest(const char *word);
