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
	CNI_SOUND,      /* the runtime takes it: config holds it */
	CNI_INVALID,    /* the runtime rejects the file, or each pod for what the file says */
	CNI_UNREADABLE, /* there is nothing the runtime can read */
	CNI_UNKNOWN,    /* we could not look and the runtime can, or no one should */
};

/* A word about a file that does not decide, or not alone. The strings belong to the answer. */
struct cni_notice {
	enum cause_id cause;
	char *subject;
	char *words;
	struct remedy remedy;
};

/*
 * What the runtime makes of a directory, and so of the one file that decides there. Under CRI-O a
 * configuration whose plugins cannot be executed decides when none else is there: it is SOUND, and
 * the plugins are the question of check cni-plugins.
 */
struct cni_answer {
	enum cni_state state;
	char *file;   /* the file that decides, below the root; NULL when there is none */
	struct stat status; /* of that file as lstat() says, taken before it was read */
	struct stat target; /* of what it leads to when it is a link, taken then too; 0: nothing */
	int error;    /* -errno when an open or a read failed and that is the fault; else 0 */
	char *path;   /* that file, else the directory: for messages */
	char *fault;  /* what is wrong with it, for messages; NULL when sound; when absent, what waits */
	struct remedy remedy;       /* what fixes it */
	enum cni_since since;       /* the libcni from which on that is a fault */
	bool damaged;               /* INVALID, and no JSON at all: empty or cut off, say */
	bool misnamed;              /* INVALID by its name alone: it is loaded, and no pod starts */
	bool unserved;              /* sound, and CRI-O skips it for its plugins: see above */
	bool hangs;                 /* the runtime opens it and waits forever: no pod, no runtime */
	bool unwatchable;           /* there can be no such directory: the runtime serves no pod */
	struct cni_config config;   /* the network: plugins from files of their own are at its end */
	size_t chained;             /* how many: <directory>/<network>/ *.conf of libcni 1.3 */
	const struct cni_packaged *packaged; /* who brings the network, and it is not meant; or NULL */
	bool awaits_cni;            /* … and no CNI has written a file yet */
	struct cni_config *more;    /* further networks of every pod: max_conf_num other than 1 */
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

/* Add a notice, which takes strings and remedy over. */
void cni_answer_note(struct cni_answer *answer, enum cause_id cause, char *subject, char *words,
		     struct remedy remedy);

/* What is wrong, and the remedy for it; both are taken over. */
void cni_answer_set(struct cni_answer *answer, enum cni_state state, char *fault,
		    struct remedy remedy);

/* Put an error of an open or a read into words. Takes remedy over. */
void cni_answer_error(const struct context *ctx, struct cni_answer *answer, int error,
		      struct remedy remedy);

/* The cause of one that is CNI_INVALID or CNI_UNREADABLE. */
enum cause_id cni_answer_cause(const struct cni_answer *answer);

/* "calico, portmap": the types of the plugins, for messages. */
char *cni_answer_types(const struct cni_answer *answer);

/* Whether it is a fault for all pods, though the place be that of one runtime handler. */
bool cni_answer_stops_all(const struct cni_answer *answer);

/* "containerd", "CRI-O" or "cri-dockerd". */
const char *cni_loader_name(const struct cni_runtime *runtime);

/*
 * Look at the places of a runtime, that of all pods last: the last finding of a check is how it stands.
 * Where they are a guess, faults are warnings, nothing is put aside, nothing has to be there
 * (Invalid=warn, Absent=allow), and no finding keeps its command. 0, or the first -errno of look().
 */
int cni_each_place(const struct context *ctx, const struct cni_runtime *runtime, bool guessed,
		   int (*look)(struct cni_reading *reading, struct report *report),
		   struct report *report);
