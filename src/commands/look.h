/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One look at the node, as every command takes it: root, settings, kernel, checks, report. */
#pragma once

#include "core/check.h"
#include "core/settings.h"
#include "runtime/inquiry.h"

struct look {
	struct sysroot root;
	struct settings settings;
	struct kernel kernel;
	struct report report;
	char release[65]; /* of the kernel that is looked at, "" when there is none */
	struct inquiry inquiry; /* of the live node */
	struct context ctx; /* what the checks get; it points into this struct, which is not copied */
};

enum look_mode {
	LOOK_ONLY,   /* change nothing */
	LOOK_AND_ACT, /* the gate: load, probe, persist */
	LOOK_WITHOUT_LINK,  /* change nothing and try no link, for one who waits; leave the check "link" out */
};

struct look_request {
	const char *root;     /* "/" or an image */
	const char *kernel;   /* a release, or NULL for the running kernel (the newest of an image) */
	bool all_kernels;     /* in place of a release: every kernel of the root, as an image ships */
	bool next;            /* in place of a release and of names: the kernel that boots next, by its files */
	char *const *names;   /* the checks, NULL or empty for all */
	enum look_mode mode;
	bool private_network;
	const enum gate_mode *gate_mode; /* as the gate has read it; NULL to read it */
	struct trail *trail;  /* where to note what was looked at, or NULL */
};

/*
 * Open the root, choose the kernel, read the settings: what every look begins with. What is wrong with
 * the settings is in ret->report. As look_at_node() otherwise.
 */
int look_begin(const struct look_request *request, struct look *ret);

/* Say on stderr that the root could not be looked at. */
void look_complain(const struct look_request *request, int error);

/* Say on stderr what is wrong with the settings, one line each. */
void look_say_settings(const struct look *look);

/*
 * The same for a command that prints no report: what is wrong is said on stderr. False when the root
 * could not be looked at; else the caller ends with look_free().
 */
bool look_begin_aloud(const struct look_request *request, struct look *ret);

/*
 * Look, and apply the policy of the settings. ret->report always has an answer when 0 is returned: what
 * is wrong with the settings is a finding, and every check runs with the rest of them. -errno, with
 * nothing in ret, when the root itself could not be opened; -ENOPKG, which was said on stderr, when the
 * kernel of the request is not installed there. The caller ends with look_free().
 */
int look_at_node(const struct look_request *request, struct look *ret);
void look_free(struct look *look);
