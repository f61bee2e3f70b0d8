/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one plugin of a network says that makes each ADD fail, although the runtime loads it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct json_object;

/* What is told of one network: a hostile file could have ten thousands. */
#define CNI_FLAWS_MAX 16

enum cni_flaw_kind {
	CNI_FLAW_FATAL, /* each ADD fails, and only an edit of the file mends it */
	CNI_FLAW_DOUBT, /* each ADD fails with the releases that are known */
	CNI_FLAW_HEALS, /* each ADD fails until its DaemonSet has run */
	CNI_FLAW_NEWER, /* newer than this program knows: not judged */
};

struct cni_flaw {
	enum cni_flaw_kind kind;
	char *words; /* one sentence without its end, fit to be printed */
	char *edit;  /* what sed makes of the file to mend it; NULL when it takes a person */
};

struct cni_flaws {
	struct cni_flaw *list;
	size_t count;
};

/* A plugin in its chain. */
struct cni_link {
	const char *type;
	struct json_object *record; /* what it is given */
	const char *where;          /* for messages: "plugin 2: ", "" */
	bool first;                 /* no plugin of its network comes before it */
	bool ranges_come;           /* who calls it gives host-local its ranges */
	bool filled_later;          /* kube-router writes the subnet into it once it runs */
};

/*
 * Add what is wrong with the plugin, for the plugins of the CNI project only; no other is known
 * well enough. Measured with containernetworking-plugins 1.1.1. 0 or -ENOMEM.
 */
int cni_flaws_look(const struct cni_link *link, struct cni_flaws *flaws);

/*
 * The version that a network asks its plugins for (each compares it as a text), and whether calico
 * is among them, which has a limit of its own. What is newer than all that is known here is said, and
 * not judged. 0 or -ENOMEM.
 */
int cni_flaws_look_at_version(const char *version, bool calico, struct cni_flaws *flaws);

/*
 * What is fatal with the plugins that are known is a doubt from now on: the network is of a version
 * that only newer ones can take.
 */
void cni_flaws_doubt(struct cni_flaws *flaws);

/*
 * Add one, up to CNI_FLAWS_MAX. words and edit become the list's, whatever happens. 0, or -ENOMEM,
 * also when words is NULL.
 */
int cni_flaws_add(struct cni_flaws *flaws, enum cni_flaw_kind kind, char *words, char *edit);
void cni_flaws_free(struct cni_flaws *flaws);
