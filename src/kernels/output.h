/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The inventory of the installed kernels, for people and for programs. */
#pragma once

#include "kernels/inventory.h"
#include "system/terminal.h"

/*
 * A table, under it what boots next, and the commands for the kernels that lack something. only:
 * the release that is shown, or NULL for all. 0, or -EIO when the stream did not take it.
 */
int kernels_table(const struct inventory *inventory, const char *only, struct terminal terminal,
		  FILE *stream);

/*
 * The document that kubelet-preflight(8) promises, "version" 1, with a newline at its end. The
 * caller owns it.
 */
char *kernels_json(const struct inventory *inventory, const char *only, const char *root);
