/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CRI-O's configuration as it is on the node: crio.conf and its drop-ins. */
#pragma once

#include "checks/runtime_file.h"
#include "formats/crio_config.h"

#define CRIO_FILE    "/etc/crio/crio.conf"
#define CRIO_DROPINS "/etc/crio/crio.conf.d"

/*
 * Read the main file and then all files below the drop-in directory in byte order, whatever they
 * are called, as CRI-O does. *ret is the caller's (crio_config_free); *ret_last the last file that
 * was read, the caller's, NULL for none. 0; -EBADMSG when CRI-O refuses a file, another -errno when
 * one could not be read; *fault says why.
 */
int crio_read(const struct context *ctx, struct crio_config *ret, char **ret_last,
	      struct runtime_fault *fault);
