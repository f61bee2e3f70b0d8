/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the commands of all checks have in common: paths as words, and what many of them do. The
 * caller owns each result.
 */
#pragma once

#include "core/check.h"

/*
 * The command as it is typed on the machine that runs us: in an image, through chroot; without a
 * reboot there, and where it is about another kernel than the running one, which works.
 */
char *remedy_for_root(const struct context *ctx, const char *command);

/* A path below the root, for messages: as a person types it, without control characters. */
char *display_path(const struct context *ctx, const char *path);

/* A path below the root as a word of a command. */
char *shell_path(const struct context *ctx, const char *path);

/* As shell_path(), for a command that takes a symbolic link as it is, as mv does. */
char *shell_name(const struct context *ctx, const char *path);

/* The command that lets us look: ourselves, as root. */
char *remedy_root(const struct context *ctx);

/*
 * The command that puts a file (or what is in its place) aside: it is renamed where it is, so that
 * no loader takes it, and nothing is lost, however often the command is run.
 */
char *remedy_aside(const struct context *ctx, const char *file);

/* The same into a directory of the same file system, where the name alone does not do. */
char *remedy_aside_to(const struct context *ctx, const char *file, const char *directory);
