/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report: what the checks found, in the order in which they ran. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "core/cause.h"
#include "core/last_fit.h"
#include "core/remedy.h"
#include "core/settings.h"
#include "core/verdict.h"
#include "util/util.h"

struct finding {
	const char *check; /* the name of the check, not owned */
	enum verdict verdict;
	const struct cause *cause; /* NULL on pass and skip */
	char *subject;             /* what was looked at: a module, a file, a package */
	char *kernel;              /* with --kernel=all: the release it is about; or NULL */
	char *summary;             /* one sentence: what is so, or what is wrong and why */
	char *remedy;              /* the exact command for this node, or NULL */
	char *note;                /* what to know of the command, or NULL */
	enum remedy_kind remedy_kind; /* REMEDY_NONE on pass and skip */
	char *policy; /* what the settings make of it: "warning, by Warn= in FILE:LINE"; or NULL */
	bool let_through;          /* a fault that they make a warning */
	bool is_foretold;          /* of what the gate puts right by itself: no policy is for it */
};

/* Of what the run rests on, for a bug report: "runtime", and which it is and what says so. */
struct fact {
	char *name, *value;
};

/* The answer of the container runtime; name NULL when there was no question to ask. */
struct report_cri {
	char *endpoint;
	char *name, *version; /* NULL where it did not say them */
	bool asked;           /* somebody listened, and was asked */
	char *why;            /* there is no answer; NULL when there is one */
	uint64_t waited_ms;
};

struct report {
	char *kernel; /* the release that was looked at, "" for none */
	char *root;   /* where, "/" for the live system; both are fit to be printed */
	char *runtime; /* the container runtime, and how that is known; NULL when it is not */
	char *network; /* the CNI configuration that wins; FIT_NONE: none yet; NULL: not known */
	struct report_cri cri;
	struct finding *findings;
	size_t count;
	const char *about; /* the release that the next findings are about, or NULL; not owned */
	struct fact *facts; /* with --verbose; no part of the verdict */
	size_t fact_count;
	char *by_policy; /* "Warn= in FILE:LINE", when that let a fault through; or NULL */
	enum gate_mode mode; /* of the gate on this node */
	bool of_gate;        /* the gate made it, and acts upon it: no other command does */
	bool offline;        /* of an image or another kernel: its files alone were read */
	bool proven;         /* the kernel made every link that the settings require */
	char *released_by;   /* who released the node for this boot, fit to be printed; or NULL */
	time_t released_at;
	struct fit_record last_fit; /* of a node that is not proven fit; without a kernel: none */
	char **since;               /* what has changed since then; NULL for nothing */
};

void report_init(struct report *report, const char *kernel, const char *root);
void report_free(struct report *report);

/* Behind the name of the runtime, where nothing on the node names one. */
#define RUNTIME_ASSUMED "as nothing says otherwise"

/* Note the container runtime: "containerd, as /etc/default/kubelet says". The string is copied. */
void report_runtime(struct report *report, const char *runtime);

/*
 * Note the path of the CNI configuration that wins, below the root; NULL for none yet. It is
 * copied.
 */
void report_network(struct report *report, const char *path);

/* Note what the container runtime answered. The strings are copied. */
void report_cri(struct report *report, const struct report_cri *cri);

/* Note a fact. The strings are copied; what is too many is left out in silence. */
void report_fact(struct report *report, const char *name, const char *format, ...) PRINTF(3, 4);

/*
 * Add a finding, with a verdict of its own for a cause that a setting softens; a PASS and a SKIP
 * have CAUSE_NONE. The strings are copied. remedy: NULL where none is known. Beyond 256 only
 * errors, faults and the first warning of each cause are kept: the verdict is that of all. Returns
 * the finding, which moves with the next one; NULL when it is not kept.
 */
struct finding *report_cause_as(struct report *report, const char *check, enum cause_id cause,
				enum verdict verdict, const char *subject,
				const struct remedy *remedy, const char *format, ...) PRINTF(7, 8);

/* In place of a verdict: the one that the table of causes has. */
#define VERDICT_OF_CAUSE ((enum verdict)-1)

#define report_pass(report, check, subject, ...)                                                   \
	report_cause_as(report, check, CAUSE_NONE, VERDICT_PASS, subject, NULL, __VA_ARGS__)
#define report_skip(report, check, subject, ...)                                                   \
	report_cause_as(report, check, CAUSE_NONE, VERDICT_SKIP, subject, NULL, __VA_ARGS__)
#define report_cause(report, check, cause, subject, remedy, ...)                                   \
	report_cause_as(report, check, cause, VERDICT_OF_CAUSE, subject, remedy, __VA_ARGS__)

/* A warning of what the gate will fix by itself, so that no policy is for it. */
#define report_foretold(report, check, cause, subject, remedy, ...)                                \
	finding_set_foretold(report_cause_as(report, check, cause, VERDICT_WARN, subject, remedy,  \
					     __VA_ARGS__))

static inline void finding_set_foretold(struct finding *finding)
{
	if (finding)
		finding->is_foretold = true;
}

/* Note that a fault of this report does not count, for the place in the settings says so. */
void report_let_through(struct report *report, struct finding *finding, const char *place);

/*
 * The place, when the node is fit by it alone, and not proven; else NULL. It belongs to the report.
 */
const char *report_by_policy(const struct report *report);

/* UNFIT with any FAIL; else UNKNOWN with any ERROR, or without a finding; else FIT. */
enum fitness report_fitness(const struct report *report);

/* Whether the checks alone, without a policy, say that the node is fit. */
bool report_is_proven(const struct report *report);

/*
 * "Last fit on … with kernel A; since then: …". The caller owns it; NULL where there is nothing to
 * say.
 */
char *report_last_fit(const struct report *report);

/* Note that the node is released. The string is copied. */
void report_release(struct report *report, const char *by, time_t at);

/* True when kubelet starts after this: the node is fit, or released, or the gate only reports. */
bool report_opens(const struct report *report);

/*
 * Why kubelet starts although the node is not fit, for people: "report mode, kubelet starts". The
 * caller owns it; NULL where that is not so.
 */
char *report_why_open(const struct report *report);

/* "enforce", "report": the words of the settings and of --json. */
const char *gate_mode_name(enum gate_mode mode);

/* As 2026-11-29T17:05:55Z, the form of --json. The caller owns it. */
char *report_time(time_t time);

/* The gravest finding, the first among equals; NULL when there is none. */
const struct finding *report_gravest(const struct report *report);

/* The last finding of a check, or NULL: how it stands after what the gate fixed before. */
const struct finding *report_find(const struct report *report, const char *check);

struct json_object;

/*
 * Add the findings to a JSON document, as they stand in that of the node and in that of the
 * overlay.
 */
void json_add_findings(struct json_object *document, const struct report *report);
