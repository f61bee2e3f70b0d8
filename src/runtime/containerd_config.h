/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What containerd's configuration says of CNI: files of version 1, 2 and 3, and what they import.
 *
 * containerd 1.x (config.go of 1.6 and 1.7; tried with 1.6.20) takes the CRI plugin's section of
 * the last file that has one, whole; the version is that of the last file that names one.
 * containerd from 2.4 on brings each file up to its own version and then merges key by key. 2.0 to 2.3
 * merge first, and what stands under the name of version 2 is then left out where the last version that
 * is named is 3 (tried with 2.1.9; 2.3 refuses some of that): of such files both readings are to be had.
 */
#pragma once

#include "runtime/containerd_names.h"
#include "text/toml.h"

enum containerd_series {
	CONTAINERD_1, /* 1.x: knows neither bin_dirs nor use_internal_loopback */
	CONTAINERD_2, /* 2.0 and later */
};

/* A runtime handler with a directory of its own (cni_conf_dir). */
struct containerd_handler {
	char *name;
	char *conf_dir;
	unsigned int max_conf; /* 0: all */
};

struct containerd_config {
	enum containerd_series series; /* by whose rules the files were read */
	char *conf_dir;
	char **bin_dirs;
	bool default_bin_dirs;         /* nothing says where: they are containerd's own default */
	unsigned int max_conf; /* max_conf_num; 0: all */
	bool internal_loopback;
	bool is_mixed; /* what they say depends on the release of 2.x, see above */
	int64_t newer; /* the version of a file that no containerd known here has; 0: of none */
	bool guessed;  /* so that a directory is a guess: of what is known, nothing there names it */
	struct containerd_handler *handlers;
	size_t handler_count;
};

/* The files read so far. Begin with the series and zeros; containerd_files_free() ends it. */
struct containerd_files {
	enum containerd_series series;
	bool as_is;           /* leave out what stands under the name of version 2, beside version 3 */
	bool has_old;         /* some of it does */
	struct toml sections; /* of the CRI plugin, by the plugin's name */
	struct containerd_names names;
	int64_t version;      /* 0: no file names one */
	int64_t newer;        /* see struct containerd_config */
	bool unread;          /* and of such files something is not as it was up to now */
};

/*
 * A file of a version that is newer than those known here is read as the last of them: what is not as
 * that has it is left out and no fault, and nothing of all files is refused any more. Nobody here can
 * say what such a containerd refuses.
 *
 * Add a file, in the order in which containerd reads them: the main one, then what it imports, then
 * what those import. *ret_imports, the caller's, is what the file names, as it names it. 0;
 * -EBADMSG when containerd refuses the file, and *ret_fault says why; -EAGAIN when it is of a
 * version that only 2.0 and later know, and the series is 1.x: begin anew with the other.
 */
int containerd_files_add(struct containerd_files *files, const char *text, size_t size,
			 char ***ret_imports, struct toml_fault *ret_fault);
void containerd_files_free(struct containerd_files *files);

/* The name under which they disable the CRI plugin, not the caller's; NULL when they do not. */
const char *containerd_files_disabled(const struct containerd_files *files);

/*
 * What all of them say, with containerd's defaults for what they do not. Files that were never
 * added to are no configuration at all. *ret is the caller's (containerd_config_free). -EBADMSG
 * also when the CRI plugin is disabled: then there is no runtime for a kubelet.
 */
int containerd_files_resolve(const struct containerd_files *files, struct containerd_config *ret,
			     struct toml_fault *ret_fault);
void containerd_config_free(struct containerd_config *config);

/* Whether both say the same of CNI. */
bool containerd_config_same(const struct containerd_config *a, const struct containerd_config *b);
