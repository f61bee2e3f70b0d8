/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The installed kernels: what each ships of what the node needs, which runs, which boots next. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "preflight/cause.h"

enum ships {
	SHIPS_UNKNOWN, /* not looked at, or it could not be read */
	SHIPS_FILE,
	SHIPS_BUILT_IN,
	SHIPS_NOT,
};

/* A required module in one kernel. */
struct kernel_module {
	const char *name;    /* as the settings have it; not owned */
	enum ships ships;
	char form[16];       /* of a file: ".ko", ".ko.xz" */
	char *path;          /* … and where it is; or NULL */
	enum cause_id cause; /* why not: with SHIPS_NOT only */
	char *words;         /* … in a sentence; or NULL */
	char *remedy;        /* … and the command for that very kernel; or NULL */
};

enum installed {
	INSTALLED_NO,
	INSTALLED_YES,
	INSTALLED_UNKNOWN, /* the database of this package manager is not read, or cannot be */
};

struct installed_kernel {
	char *release;
	bool running, next;
	bool tree;     /* /lib/modules/RELEASE is there and holds modules or an index */
	char *image;   /* what a boot loader boots; NULL: none was found, and nothing can boot it */
	bool judged;   /* modules and package are filled */
	struct kernel_module *modules; /* as the settings list them */
	size_t count;
	char *package; /* carries the first module that is missing, or else the first one; "" unknown */
	enum installed installed;
};

/*
 * Which kernel boots next, as far as the boot loader's files and variables tell. The texts are fit
 * to be printed.
 */
struct next_boot {
	const char *loader; /* "GRUB", "systemd-boot"; NULL when none was found */
	char *release;      /* NULL when it is not known */
	char *entry;        /* as the boot loader names it, or NULL */
	char *why;          /* what decides, or why it is not known; a phrase */
};

struct inventory {
	struct installed_kernel *kernels; /* in ascending order of their versions */
	size_t count;
	struct next_boot next;
};

/* True when every module was looked at and is shipped or built in. */
bool kernel_ships_all(const struct installed_kernel *kernel);

/* The kernel of that release, or NULL. */
struct installed_kernel *inventory_find(const struct inventory *inventory, const char *release);

void inventory_free(struct inventory *inventory);
