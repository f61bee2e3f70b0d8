/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths and commands in the words of the CNI checks. */
#pragma once

#include "preflight/check.h"

/* A path below the root, for messages: as a person types it, without control characters. */
char *cni_display(const struct context *ctx, const char *path);

/* A path below the root as a word of a command. NULL when there is no memory. */
char *cni_shell_path(const struct context *ctx, const char *path);

/* As cni_shell_path(), for a command that takes a symbolic link as it is, as mv does. */
char *cni_shell_name(const struct context *ctx, const char *path);

/* The command that lets us look: ourselves, as root. NULL when there is no memory. */
char *cni_remedy_root(const struct context *ctx);

/*
 * The command that puts a file (or what is in its place) aside: it is renamed where it is, so that
 * no loader takes it, and nothing is lost, however often the command is run. NULL when there is no
 * memory.
 */
char *cni_remedy_aside(const struct context *ctx, const char *file);

/* The same into a directory of the same file system, where the name alone does not do. */
char *cni_remedy_aside_to(const struct context *ctx, const char *file, const char *directory);
