/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The names of plugins in containerd's configuration. Since version 2 they are those of its API, as
 * io.containerd.grpc.v1.cri, and containerd does not start with others: 1.6.20 and 1.7.24 with none
 * of less than four parts, in lists and as the key of a section; 2.1.9 with none of one part, in lists
 * (tried).
 */
#pragma once

#include "text/toml.h"

/* Those that the files name. Begin with zeros; containerd_names_free() ends it. */
struct containerd_names {
	char **disabled, **required; /* disabled_plugins, required_plugins */
	char **sections;             /* of plugins, those of less than four parts; one is kept */
};

/* Add what a file names. except: sections that are judged elsewhere. 0 or -EBADMSG. */
int containerd_names_take(struct containerd_names *names, const struct toml *document,
			  const char *const *except, size_t count, struct toml_fault *ret_fault);
void containerd_names_free(struct containerd_names *names);

/* -EBADMSG when containerd (is_1: of the series 1.x) refuses a name of all that files of version 2 have. */
int containerd_names_check(const struct containerd_names *names, bool is_1,
			   struct toml_fault *ret_fault);
