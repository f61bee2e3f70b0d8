/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The installed kernels: what each ships of what the node needs, which runs, which boots next. */
#pragma once

#include "bootloader/next_boot.h"

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
	struct remedy remedy; /* … and what fixes that very kernel */
};

enum installed {
	INSTALLED_NO,
	INSTALLED_YES,
	INSTALLED_UNKNOWN, /* the database of this package manager is not read, or cannot be */
};

struct installed_kernel {
	char *release;
	bool running, next;
	char *image;   /* what a boot loader boots; NULL: none was found, and nothing can boot it */
	bool judged;   /* modules and package are filled */
	struct kernel_module *modules; /* as the settings list them */
	size_t count;
	char *package; /* carries the first module that is missing, or else the first one; "" unknown */
	enum installed installed;
};

struct inventory {
	struct installed_kernel *kernels; /* in ascending order of their versions */
	size_t count;
	struct next_boot next;
};

/*
 * Every kernel of the root: module trees, images in /boot, boot entries, and what boots next;
 * cheap, for nothing is looked up. running: the release to be marked so, or "". 0; -errno when a
 * directory could not be read, -E2BIG with more kernels than any node has. The caller ends with
 * inventory_free(), after an error too.
 */
int inventory_take(const struct context *ctx, const char *running, struct inventory *ret);

/*
 * What the kernel ships of the modules that the settings require, by its files (the running one
 * without a module tree is asked what it has built in), and whether its package is installed.
 * Several forked children a module: judge only what is asked for. What could not be looked at is
 * SHIPS_UNKNOWN.
 */
void inventory_judge(const struct context *ctx, struct installed_kernel *kernel);

/* True when every module was looked at and is shipped or built in. */
bool kernel_ships_all(const struct installed_kernel *kernel);

/* The kernel of that release, or NULL. */
struct installed_kernel *inventory_find(const struct inventory *inventory, const char *release);

void inventory_free(struct inventory *inventory);

/*
 * Report, as check "next-kernel", which kernel the next boot takes. True with *ret_release, the
 * caller's. False when there is none to look at: the settings require no module (SKIP), or it is
 * not known which kernel boots (an ERROR with the reason). The context is about no kernel.
 */
bool next_kernel_find(const struct context *ctx, struct report *report, char **ret_release);
