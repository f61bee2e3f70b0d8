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

#include "core/settings_text.h"
#include "system/sysroot.h"

/*
 * Read the settings below root. What is wrong is noted and left out, and everything else counts:
 * *ret is whole in every case. A value that is wrong leaves what an earlier file said, or the
 * default. A file that cannot be read is an error. The caller ends with settings_free() and
 * settings_problems_free().
 */
void settings_read(const struct sysroot *root, struct settings *ret,
		   struct settings_problems *ret_problems);

/*
 * The same of these files alone, in this order, as if they were drop-ins and there was nothing
 * else. Relative paths begin at the directory. A file that does not exist is an error.
 */
void settings_read_files(const struct sysroot *root, const char *directory, char *const *paths,
			 struct settings *ret, struct settings_problems *ret_problems);
