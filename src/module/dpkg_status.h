/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /var/lib/dpkg/status: which packages are installed. */
#pragma once

#include <stdbool.h>

/*
 * True when the database says "Status: … installed" of the package, of whatever architecture.
 * A package that was removed and left its configuration says "config-files" and is not installed.
 */
bool dpkg_status_installed(const char *text, const char *package);

#define DPKG_ARCHITECTURE_SIZE 32

/* The architecture of dpkg itself, which is the system's: "arm64". False when the text does not say. */
bool dpkg_status_architecture(const char *text, char ret[static DPKG_ARCHITECTURE_SIZE]);
