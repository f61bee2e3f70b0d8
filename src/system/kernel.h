/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done with the live kernel. Tests put their own struct kernel in place of the live one. */
#pragma once

#include "system/sysroot.h"

enum module_state {
	MODULE_ABSENT,   /* the kernel does not know it now */
	MODULE_COMING,   /* a load is under way */
	MODULE_LOADED,
	MODULE_BUILT_IN,
};

/* The answer of an attempt to load. */
struct module_load {
	int error;   /* 0, or the -errno of libkmod */
	bool denied; /* modprobe.d or modprobe.blacklist= forbids it: nothing was tried */
	int signal;  /* the signal that ended the attempt, or 0 */
	bool timeout;
};

/* The answer of an attempt to create a link and to set it up. */
struct link_probe {
	int error;         /* 0, or the kernel's -errno */
	bool up;           /* the error came from setting it up, not from creating it */
	char message[256]; /* the kernel's extended-ack text, "" when it gave none */
};

struct kernel {
	/* 0 and *ret, or -errno when it could not be read. */
	int (*module_state)(const struct kernel *kernel, const char *name, enum module_state *ret);

	/* Whether this kernel can load modules at all (CONFIG_MODULES). */
	bool (*has_modules)(const struct kernel *kernel);

	/* Load a module and what it needs. -errno only when nothing could be tried. */
	int (*module_load)(const struct kernel *kernel, const char *name, struct module_load *ret);

	/*
	 * Create a link of that kind in a throw-away network namespace. -errno only when nothing
	 * could be tried: -EPERM without the right to make a network namespace.
	 */
	int (*link_probe)(const struct kernel *kernel, const char *kind, struct link_probe *ret);

	const struct sysroot *root; /* the live "/" */
	bool private_network;       /* this process already is in a namespace to throw away */
};

/* The live kernel; root is the live "/" and must outlive it. */
struct kernel kernel_live(const struct sysroot *root, bool private_network);
