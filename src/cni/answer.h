/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The answer about a directory of CNI configurations: the file that decides, and what it says. */
#pragma once

#include "cni/packaged.h"
#include "runtime/runtime.h"

/* More than any node has, and still listed within a second. */
#define CNI_ENTRIES_MAX 131072

/* The runtimes know no limit; this is a hundred times what the largest network needs. */
#define CNI_FILE_MAX (16 * 1024 * 1024)

enum cni_state {
	CNI_ABSENT,     /* no candidate, or no directory: the node waits for its CNI DaemonSet */
	CNI_SOUND,      /* the runtime loads it: config holds it */
	CNI_INVALID,    /* the runtime rejects the file, or each pod for what the file says */
	CNI_UNREADABLE, /* the runtime cannot read it either */
	CNI_UNKNOWN,    /* we could not read it, and the runtime perhaps can */
};

/*
 * A warning about a file, be it the one that decides or another. The strings belong to the answer.
 */
struct cni_notice {
	enum cause_id cause;
	char *subject;
	char *words;
	struct remedy remedy;
};

/*
 * What the runtime makes of a directory, and so of the one file that decides there. CRI-O skips a
 * configuration whose plugins cannot be executed. When there is no other it is the answer all the
 * same, as SOUND with unserved: check cni-plugins reports the plugins.
 */
struct cni_answer {
	enum cni_state state;
	char *file;         /* the file that decides, below the root; NULL when there is none */
	struct stat status; /* of that file as lstat() says, taken before it was read */
	struct stat target; /* of what a symbolic link leads to, taken then too; all 0 for none */
	int error;          /* -errno when an open or a read failed and that is the fault; else 0 */
	char *path;         /* that file, else the directory: for messages */
	char *fault; /* what is wrong, for messages; NULL when sound; when absent, the setting
			that names a network which is still to come, or NULL */
	struct remedy remedy;     /* what fixes it */
	enum cni_since since;     /* the first libcni to which it is a fault */
	bool damaged;             /* INVALID, and no JSON at all: empty or truncated, say */
	bool misnamed;            /* INVALID by the network's name alone: it loads, no pod starts */
	bool unserved;            /* SOUND, but CRI-O skips it for its plugins: see above */
	bool hangs;               /* the runtime opens it and waits forever: no pod, no runtime */
	bool unwatchable;         /* the runtime cannot make the directory, and serves no pod */
	struct cni_config config; /* the network */
	size_t chained; /* its last plugins, of <directory>/<network>/ *.conf (libcni 1.3) */
	const struct cni_packaged *packaged; /* the program whose package brings it; NULL: none */
	bool awaits_cni;         /* packaged, and no CNI has written a file beside it yet */
	struct cni_config *more; /* further networks of every pod: max_conf_num other than 1 */
	size_t more_count;
	struct cni_notice *notices; /* each is a warning */
	size_t notice_count;
};

/* How a place is read. */
struct cni_reading {
	const struct context *ctx;
	const struct cni_runtime *runtime;
	const struct cni_place *place;
	bool compares;        /* compare the file that decides with the others, and add notices */
	char **ignored_files; /* files below the root, read as if they were not there; or NULL */
};

void cni_answer_free(struct cni_answer *answer);

/* The notices alone. */
void cni_answer_free_notices(struct cni_answer *answer);

/* Add a notice. Takes the strings and the remedy over. */
void cni_answer_note(struct cni_answer *answer, enum cause_id cause, char *subject, char *words,
		     struct remedy remedy);

/* What is wrong, and the remedy for it; both are taken over. */
void cni_answer_set(struct cni_answer *answer, enum cni_state state, char *fault,
		    struct remedy remedy);

/* Put an error of an open or a read into words. Takes remedy over. */
void cni_answer_error(const struct context *ctx, struct cni_answer *answer, int error,
		      struct remedy remedy);

/* CNI_INVALID or CNI_UNREADABLE, and then the cause. */
bool cni_answer_is_broken(const struct cni_answer *answer);
enum cause_id cni_answer_cause(const struct cni_answer *answer);

/* "calico, portmap": the types of the plugins as the file has them, not quoted. */
char *cni_answer_types(const struct cni_answer *answer);

/* Whether it stops all pods, even where the place is that of one runtime handler. */
bool cni_answer_stops_all(const struct cni_answer *answer);

/* "containerd", "CRI-O" or "cri-dockerd". */
const char *cni_loader_name(const struct cni_runtime *runtime);

/*
 * Look at the places of a runtime, that of all pods last, for report_find() takes the last finding
 * of a check. Where the places are a guess, Invalid=warn and Absent=allow are in force, so that
 * nothing is renamed, and no finding keeps its command. 0, or the first -errno of look().
 */
int cni_each_place(const struct context *ctx, const struct cni_runtime *runtime, bool guessed,
		   int (*look)(struct cni_reading *reading, struct report *report),
		   struct report *report);
