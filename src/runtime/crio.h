/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What CRI-O's configuration says of CNI: [crio.network] in crio.conf and its drop-ins. */
#pragma once

#include "runtime/file.h"

#define CRIO_FILE       "/etc/crio/crio.conf"
#define CRIO_DROPINS    "/etc/crio/crio.conf.d"
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

/*
 * Put in what those options of a command line say: of the directory of configurations the last, of
 * those of plugins all, which commas divide too.
 */
void crio_use_options(const char *command, const char *conf_dir, const char *bin_dir,
		      struct crio_config *config);

/*
 * Whether a new drop-in of that name decides: no file has it, the last that is read (NULL for none)
 * does not sort behind it, and crio.service sets no directory of drop-ins, of plugins or network,
 * which would win.
 */
bool crio_takes_dropin(const struct context *ctx, const char *name, const char *last);

/*
 * Read the main file and then all files below the drop-in directory in byte order, whatever they
 * are called, as CRI-O does; what the command line of crio.service says wins. *ret is the caller's
 * (crio_config_free); *ret_last the last file that was read, the caller's, NULL for none. 0;
 * -EBADMSG when CRI-O refuses a file, another -errno when one could not be read; *fault says why.
 */
int crio_read(const struct context *ctx, struct crio_config *ret, char **ret_last,
	      struct runtime_fault *fault);
