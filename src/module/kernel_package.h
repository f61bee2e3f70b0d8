/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which package of which distribution carries a network module of a kernel release, and the
 * commands that bring it back. Sources: the packages' own file lists where they could be opened
 * (Debian), the packaging trees' inclusion lists (Ubuntu), the kernel's variant definitions (RHEL 10), supported.conf
 * (SUSE); the rest as the distributions document it.
 */
#pragma once

#include <stdbool.h>

#include "core/remedy.h"
#include "text/os_release.h"

enum package_manager {
	PACKAGES_UNKNOWN, /* none that we know: an image-based system, or a foreign one */
	PACKAGES_DPKG,
	PACKAGES_RPM,
	PACKAGES_OTHER,
};

struct kernel_package {
	enum package_manager manager;
	char package[128];     /* carries the module for this very release; "" when not known */
	char install[512];     /* the command when it is not installed; "" when there is none */
	char reinstall[512];   /* the command when it is installed and its files are not there */
	char offered[192];     /* succeeds while the archive has it, where the command above does anyhow */
	char metapackage[128]; /* brings the package with each new kernel; "" when not known */
	char newest[256];      /* brings the newest kernel of the flavour; "" when not known */
	char upgrade[512];     /* the command that installs that one: it counts after a reboot */
	enum remedy_kind kind; /* of install and reinstall */
	bool extra;            /* the package is one that a kernel upgrade does not bring by itself */
};

/*
 * release: as uname -r prints it; module: with underscores, for some distributions split them over
 * packages. Never fails: what is not known is "".
 */
void kernel_package_find(const struct os_release *os, const char *release, const char *module,
			 struct kernel_package *ret);

/* What brings Debian's newest kernel on that architecture, as dpkg calls it; NULL when not known. */
const char *kernel_package_debian(const char *architecture);
