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
	struct context ctx; /* what the checks get; it points into this struct: do not copy it */
};

enum look_mode {
	LOOK_ONLY,    /* change nothing */
	LOOK_AND_ACT, /* the gate: load, probe, persist */
	/* Change nothing and create no link, for repeated looks; names is without "link". */
	LOOK_WITHOUT_LINK,
};

struct look_request {
	const char *root;     /* "/" or an image */
	const char *kernel;   /* a release; NULL: the running kernel, or the newest of an image */
	bool all_kernels;     /* in place of a release: every kernel of the root */
	bool next;            /* in place of a release and names: the kernel that boots next */
	char *const *names;   /* the checks, NULL or empty for all */
	enum look_mode mode;
	bool private_network;
	const enum gate_mode *gate_mode; /* as the gate has read it; NULL to read it */
	char ***trail;        /* where to note what was looked at, or NULL */
};

/*
 * Open the root, choose the kernel, read the settings: what every look begins with. What is wrong
 * with the settings is in ret->report. As look_at_node() otherwise.
 */
int look_begin(const struct look_request *request, struct look *ret);

/* Say on stderr that the root could not be looked at. */
void look_complain(const struct look_request *request, int error);

/* Say on stderr what is wrong with the settings, one line each. */
void look_say_settings(const struct look *look);

/*
 * The same for a command that prints no report: what is wrong is said on stderr. False when the
 * root could not be looked at; else the caller ends with look_free().
 */
bool look_begin_aloud(const struct look_request *request, struct look *ret);

/*
 * Look, and apply the policy of the settings. ret->report always has an answer when 0 is returned:
 * what is wrong with the settings is a finding, and every check runs with the rest of them. -errno,
 * with nothing in ret, when the root itself could not be opened; -ENOPKG, which was said on stderr,
 * when the kernel of the request is not installed there. The caller ends with look_free().
 */
int look_at_node(const struct look_request *request, struct look *ret);
void look_free(struct look *look);

/*
 * When the look does not prove the node and there is a record, note in its report what the record
 * has, and what has changed since. Without one that can be read nothing is noted.
 */
void last_fit_note(struct look *look);

/*
 * Write the record of a gate that proved the node; else write nothing. In a child, for at most 5 s,
 * so that a disk that hangs holds no kubelet back. 0 or -errno.
 */
int last_fit_write(const struct look *look);

/*
 * Note in the report of the look what was looked at and seen: the program, the kernel, the
 * distribution and its package, the settings and their files, the runtime and what says which it
 * is, and every path of request->trail, which is not NULL. It reads files and no more, and has no
 * part in the verdict.
 */
void survey_note(const struct look_request *request, struct look *look);

/*
 * The mode of the gate that the kernel command line sets for this boot; false when it says nothing,
 * or cannot be read. Allocates nothing.
 */
bool mode_of_cmdline(enum gate_mode *ret);

/* The mode of the gate in the settings of the live node. */
enum gate_mode mode_of_settings(void);
