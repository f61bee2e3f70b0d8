/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /var/lib/dpkg/status: which packages are installed. */
#pragma once

#include <stdbool.h>

/*
 * True when the database says "Status: … installed" of the package, of whatever architecture.
 * A package that was removed and left its configuration says "config-files" and is not installed.
 */
bool dpkg_status_installed(const char *text, const char *package);
