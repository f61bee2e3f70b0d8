/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grubenv, GRUB's environment block: 1024 bytes that begin with "# GRUB Environment Block", lines
 * NAME=VALUE in which a backslash stands before a backslash and a line end, and '#' up to the end
 * (GRUB 2.12, grub-core/lib/envblk.c).
 */
#pragma once

#include <stddef.h>

/*
 * The value of a variable. 0 with *ret_value NULL when it is not set, or is empty, which is the same
 * to GRUB's scripts; -EBADMSG when this is no environment block: GRUB does not read it either.
 * The caller owns *ret_value.
 */
int grubenv_get(const char *block, size_t size, const char *name, char **ret_value);
