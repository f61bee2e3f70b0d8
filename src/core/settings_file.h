/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files of the settings.
 *
 * Read in this order, later values win: /etc/kubelet-preflight.conf (or, when it is absent, the
 * vendor's /usr/lib/kubelet-preflight.conf), then the drop-ins of /usr/lib/kubelet-preflight.conf.d
 * and /etc/kubelet-preflight.conf.d in the byte order of their names, where /etc wins over a
 * drop-in of the same name. A link to /dev/null switches a file off.
 */
#pragma once

#include "core/settings.h"
#include "system/sysroot.h"

/*
 * What is wrong with the settings: one line each, "FILE:LINE: …", fit to be printed. A name that is not
 * known (of a section, a key, or a value of a list) can be one of a later release: that line is left
 * out, and no more than worth a warning.
 */
struct settings_errors {
	char **lines;
	char **files;          /* of each line: the file as it is named, … */
	unsigned int *numbers; /* … and the line in it, 0 for the whole */
	bool *later;           /* whether it is such a name only */
	size_t count;
};

/*
 * Read the settings below root. *ret belongs to the caller (settings_free) and is whole in every
 * case: the defaults, as far as nothing else was said. Returns 0, also when a file has names that are
 * not known; -EINVAL when one has a bad value or bad syntax; each of them is in errors. Another -errno
 * when a file could not be read (named in errors too).
 */
int settings_read(const struct sysroot *root, struct settings *ret,
		  struct settings_errors *ret_errors);

void settings_errors_free(struct settings_errors *errors);
