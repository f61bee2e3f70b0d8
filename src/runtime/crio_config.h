/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What CRI-O's configuration says of CNI: [crio.network] in crio.conf and its drop-ins. */
#pragma once

#include "text/toml.h"

#define CRIO_PLUGIN_DIR "/opt/cni/bin" /* where nothing says another */

/* Paths as they stand there; those that are not absolute begin in CRI-O's working directory. */
struct crio_config {
	char *network_dir;
	char **plugin_dirs;    /* can be empty */
	char *plugin_dir;      /* the old key: appended to the others; NULL when not set */
	char *default_network; /* cni_default_network; NULL when not set */
};

/* CRI-O's defaults. *ret is the caller's (crio_config_free). */
void crio_config_default(struct crio_config *ret);
void crio_config_free(struct crio_config *config);

/*
 * What a file says takes the place of what was said before it (a list as a whole). 0; -EBADMSG when
 * CRI-O refuses the file, and *ret_fault says why.
 */
int crio_config_update(struct crio_config *config, const char *text, size_t size,
		       struct toml_fault *ret_fault);
