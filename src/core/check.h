/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The contract of a check: read this first.
 *
 * A check answers one question and has a stable name. It gathers facts through what is below it
 * (text/: syntaxes, text in, structs out; system/: the machine), judges them in a pure function,
 * and adds findings to the report. A fault that was found is a finding, and run() returns 0; a
 * check that could not look returns -errno, which becomes an ERROR finding. The run goes on after
 * either.
 */
#pragma once

#include "core/report.h"
#include "core/settings.h"
#include "system/kernel.h"
#include "system/sysroot.h"

struct inquiry;

struct context {
	const struct settings *settings; /* what the node must have */
	const struct sysroot *root;    /* where the files are: "/", an image, a fixture */
	const struct kernel *kernel;   /* the acts on the live kernel; NULL with --root, --kernel */
	const char *release;           /* the kernel that is looked at; "" when there is none */
	struct inquiry *inquiry;       /* what the runtime answers; NULL: it is not asked */
	bool acts;                     /* the gate: loads, probes, writes; else change nothing */
	enum gate_mode mode;           /* in MODE_REPORT the gate renames nothing */
};

struct check {
	const char *name;      /* "module": stable; in --json, journal fields, man page */
	const char *title;     /* "Kernel module": for people */
	enum cause_id blind;   /* the cause of the ERROR finding when run() could not look */
	bool of_kernel;        /* with --kernel=all: run once for each kernel */
	bool image_only;       /* run with --kernel=all, or when it is named, and not otherwise */
	int (*run)(const struct context *ctx, struct report *report);
};

extern const struct check check_module;
extern const struct check check_link;
extern const struct check check_package;
extern const struct check check_persist;
extern const struct check check_runtime;
extern const struct check check_cni_config;
extern const struct check check_cni_plugins;
extern const struct check check_next_kernel;
extern const struct check check_unit;
