/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kernel modules through libkmod: the only code that calls it. */
#pragma once

#include "system/kernel.h"

/* What the index of a module tree (modules.dep.bin, modules.builtin.bin) says of a module. */
struct kmodule_lookup {
	bool no_index;   /* modules.dep.bin is missing */
	bool bad_index;  /* it exists and cannot be read: rejected, a crash, a time-out */
	bool newer_index; /* in an image: it is of a form that libkmod 34 does not read yet */
	bool has_empty;  /* another index file is empty; libkmod then loads none: bad_index */
	bool indexed;    /* it names a file for the module */
	bool built_in;   /* modules.builtin.bin names the module */
	char path[1024]; /* of the file, below the root ("/lib/modules/…"); "" when not indexed */
	char lost[1024]; /* the first missing file, of the module or of one it needs; "" */
};

/*
 * Look a module up in the tree of a release below root: index and files only, never the running
 * kernel. Runs libkmod in a child, because libkmod before 34 crashes on a damaged index (seen with
 * libkmod 30: SIGABRT on a truncated modules.dep.bin). 0, or -errno when nothing could be tried.
 */
int kmodule_lookup(const struct sysroot *root, const char *release, const char *name,
		   struct kmodule_lookup *ret);

/* What a module's file says of itself. */
struct kmodule_info {
	int error;           /* 0, or the -errno of libkmod: it is no module, or damaged */
	bool is_signed;
	char vermagic[128];  /* "6.1.0-50-cloud-amd64 SMP preempt mod_unload"; "" for none */
	char depends[512];   /* the modules it needs: "udp_tunnel,ip6_udp_tunnel" */
};

/*
 * Read a module's file, whatever it is compressed with. In a child with a time limit, as above. 0,
 * or -errno when the file could not be opened (sysroot_open_file()) or nothing could be tried.
 */
int kmodule_info(const struct sysroot *root, const char *path, struct kmodule_info *ret);

/* The same of an open file, which stays the caller's. */
int kmodule_info_fd(int fd, struct kmodule_info *ret);

/*
 * Load a module and what it needs into the running kernel, as modprobe does, with the deny lists
 * of modprobe.d in force. In a child with a time limit: an install line runs a command. A return
 * of 0 says that something was tried; ret says what came of it. A load without an error is no
 * proof: an install line can succeed without loading anything, so read the state again.
 */
int kmodule_load(const char *name, struct module_load *ret);
