/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The directory of the CNI configuration: which file decides, and what it says. */
#pragma once

#include "formats/cni.h"
#include "preflight/check.h"

/* More than any node has, and still listed within a second. */
#define CNI_ENTRIES_MAX 65536

enum cni_state {
	CNI_ABSENT,     /* no candidate, or no directory: the node waits for its CNI DaemonSet */
	CNI_SOUND,      /* containerd takes it: config holds it */
	CNI_INVALID,    /* containerd rejects the file, or each pod for what the file says */
	CNI_UNREADABLE, /* there is nothing containerd can read */
	CNI_UNKNOWN,    /* we could not look and containerd can, or nobody should */
};

struct cni_directory {
	enum cni_state state;
	char *file;   /* the file that decides, below the root; NULL when there is none */
	struct stat status; /* of that file as lstat() says, taken before it was read */
	int error;    /* -errno when an open or a read failed and that is the fault; else 0 */
	char *path;   /* that file, else the directory: for messages */
	char *fault;  /* what is wrong with it, for messages; NULL when absent or sound */
	char *remedy; /* the command that mends it, or NULL */
	struct cni_config config;
	bool chained; /* <directory>/<network>/ *.conf: more plugins, for libcni 1.3 and later */
};

/*
 * Look at the directory that the settings name, as containerd does: the first candidate in byte
 * order decides, whatever becomes of it; no other is tried. *ret belongs to the caller
 * (cni_directory_free). Every state of the directory is an answer; -errno is about us (-ENOMEM,
 * -EMFILE, -EOPNOTSUPP, …) or the disk (-EIO).
 */
int cni_directory_read(const struct context *ctx, struct cni_directory *ret);
void cni_directory_free(struct cni_directory *directory);

/* "calico, portmap": the types of the plugins, for messages. NULL when there is no memory. */
char *cni_directory_types(const struct cni_directory *directory);

/* Whether an error is about us (memory, descriptors, the kernel) and says nothing of the node. */
bool cni_error_is_ours(int error);

/* FAIL, or WARN with Invalid=warn. */
enum verdict cni_verdict(const struct context *ctx);

/* A path below the root, for messages: as a person types it, without control characters. */
char *cni_display(const struct context *ctx, const char *path);

/* The command that lets us look: ourselves, as root. NULL when there is no memory. */
char *cni_remedy_root(const struct context *ctx);

/* The command that moves the file out of the directory: the DaemonSet installs all anew. */
char *cni_remedy_aside(const struct context *ctx, const char *file);
