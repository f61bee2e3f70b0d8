/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Take the inventory of the installed kernels. */
#pragma once

#include "preflight/check.h"
#include "preflight/inventory.h"

/*
 * Every kernel of the root: module trees, images in /boot, boot entries, and what boots next; cheap,
 * for nothing is looked up. running: the release to be marked so, or "". 0; -ENOMEM; another -errno
 * when a directory could not be read, -E2BIG with more kernels than any node has. The caller ends
 * with inventory_free(), after an error too.
 */
int inventory_take(const struct context *ctx, const char *running, struct inventory *ret);

/*
 * What the kernel ships of the modules that the settings require, by its files (the running one without
 * a module tree is asked what it has built in), and whether
 * its package is installed. Several forked children a module: judge only what is asked for. 0 or
 * -ENOMEM: what could not be looked at is SHIPS_UNKNOWN.
 */
int inventory_judge(const struct context *ctx, struct installed_kernel *kernel);
