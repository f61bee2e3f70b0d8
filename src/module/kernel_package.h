/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which package of which distribution carries a network module of a kernel release, and the
 * commands that bring it back. Sources: the packages' own file lists where they could be opened
 * (Debian, Proxmox, Raspberry Pi OS), the packaging trees' inclusion lists (Ubuntu), the kernel's
 * variant definitions (RHEL 10), uek-rpm (Oracle), supported.conf (SUSE); the rest as the
 * distributions document it.
 */
#pragma once

#include "core/check.h"
#include "core/remedy.h"
#include "system/host.h"

enum package_manager {
	PACKAGES_UNKNOWN, /* none that we know: an image-based system, or a foreign one */
	PACKAGES_DPKG,
	PACKAGES_RPM,
	PACKAGES_OTHER,
};

#define PACKAGE_NAME_SIZE 128

/* Where no package of the distribution is known to carry the module. */
enum kernel_origin {
	KERNEL_OF_DISTRIBUTION, /* … or the distribution's packages are not known */
	KERNEL_FOREIGN,         /* not built by the distribution, or its package lacks the module */
	KERNEL_FROM_OUTSIDE,    /* nor installed here: no tree, no image, no package */
};

struct kernel_package {
	enum package_manager manager;  /* of the distribution, if its packages are known at all */
	char package[PACKAGE_NAME_SIZE]; /* has the module for this very release; "" if not known */
	const char *evidence;          /* what says so: "the module tree"; NULL without a package */
	char command[1024];            /* brings it back, installed or not; "" when there is none */
	char newest[256];              /* the package of the flavour's newest kernel; "" for none */
	char upgrade[512];             /* the command that installs it: it counts after a reboot */
	enum remedy_kind kind;         /* of command */
	bool extra;                    /* a kernel upgrade does not bring the package by itself */
	bool own;                      /* the row is that of ID=, not of a name in ID_LIKE= */
	enum kernel_origin origin;
	char owner[PACKAGE_NAME_SIZE]; /* of the kernel, where it does not have the module; "" */
};

/*
 * By the distribution's own names of releases alone: no file is read. release: as uname -r prints
 * it; module: with underscores, for some distributions split them over packages. Never fails: what
 * is not known is "".
 */
void kernel_package_by_release(const struct os_release *os, const char *release, const char *module,
			       struct kernel_package *ret);

/* The same for a package that is known from elsewhere; os: whose package manager installs it. */
void kernel_package_by_name(const struct os_release *os, const char *package,
			    struct kernel_package *ret);

/*
 * For ctx->release of the system below ctx->root: what the lists of dpkg or pacman say of the
 * owner, or modules.packages of the module tree, then the name of the release. rpm's database is
 * not read: its commands ask rpm when they run. A kernel is foreign where nothing in dpkg's
 * database owns it and its release is none of the distribution's. Nothing is executed.
 */
void kernel_package_find(const struct context *ctx, const char *module, struct kernel_package *ret);

/*
 * What brings Debian's newest kernel on that architecture, as dpkg calls it; NULL when not known.
 */
const char *kernel_package_debian(const char *architecture);

/* A name of a package that can stand in a command as it is. */
bool package_name_valid(const char *name);
