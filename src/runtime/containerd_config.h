/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What containerd's configuration says of CNI: files of version 1, 2 and 3, and what they import.
 *
 * All releases are read alike: the section of the CRI plugin, under its name in the version of the
 * file, is merged key by key over the files. Where single releases (tried: 1.6.20, 1.7.24
 * and 2.1.9) read a file otherwise, the result is the same, and a sentence in "differs" says how. A
 * file is refused only when all releases refuse it, or start without their CRI plugin. What a
 * running containerd answers counts more.
 */
#pragma once

#include "text/toml.h"

/* A runtime handler with a directory of its own (cni_conf_dir). */
struct containerd_handler {
	char *name;
	char *conf_dir;
	unsigned int max_conf; /* 0: all */
};

/* Paths as they stand there; those that are not absolute begin in containerd's working directory. */
struct containerd_config {
	char *conf_dir;
	char **bin_dirs;
	bool default_bin_dirs; /* nothing says where: they are containerd's own default */
	unsigned int max_conf; /* max_conf_num; 0: all */
	bool internal_loopback;
	int64_t newer;         /* the version of a file that no containerd known here has; 0: of none */
	bool guessed;          /* newer, and a file has a fault or no known key names a directory */
	char **differs; /* sentences: which releases read the files otherwise; NULL for none */
	struct containerd_handler *handlers;
	size_t handler_count;
};

/* The files read so far. Begin with zeros; containerd_files_free() ends it. */
struct containerd_files {
	struct toml section; /* of the CRI plugin */
	char **disabled, **required; /* disabled_plugins, required_plugins */
	char **differs;      /* see struct containerd_config */
	int64_t version;     /* of the last file that names one; 0: none does */
	bool of_2;           /* one is of a version that 2.x alone has */
	int64_t oldest;      /* of the files with such a section the lowest version; 0: there is none */
	int64_t newer;       /* see struct containerd_config */
	bool unread;         /* such a file has a fault, and was not read to its end */
};

/* Add a sentence to such a list, once. */
void containerd_note(char ***differs, const char *words);

/*
 * A file of a newer version than those known here is read as one of the last known version: what
 * does not fit that is left out and is no fault, and no file is refused any more, since it is not
 * known what such a containerd refuses.
 *
 * Add a file, in the order in which containerd reads them: the main one, then what it imports, then
 * what those import. *ret_imports, the caller's, is what the file names, as it names it. 0, or
 * -EBADMSG when containerd refuses the file, and *ret_fault says why.
 */
int containerd_files_add(struct containerd_files *files, const char *text, size_t size,
			 char ***ret_imports, struct toml_fault *ret_fault);
void containerd_files_free(struct containerd_files *files);

/* The first disabled plugin without which it serves no CRI, not the caller's; NULL for none. */
const char *containerd_files_disabled(const struct containerd_files *files);

/*
 * What all of them say, with containerd's defaults for what they do not. Files that were never
 * added to are no configuration at all. *ret is the caller's (containerd_config_free). -EBADMSG
 * also when they keep containerd from serving the CRI: then there is no runtime for a kubelet.
 */
int containerd_files_resolve(const struct containerd_files *files, struct containerd_config *ret,
			     struct toml_fault *ret_fault);
void containerd_config_free(struct containerd_config *config);
