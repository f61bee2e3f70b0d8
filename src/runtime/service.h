/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A service as its unit sets it up: whether there is one, and the command line it executes. */
#pragma once

#include "runtime/file.h"

/* Whether a unit of that name is there, in any of systemd's directories, and not masked. */
bool service_exists(const struct context *ctx, const char *name);

/*
 * The ExecStart= of a unit and its drop-ins, with the variables of Environment= and
 * EnvironmentFile= put in; the caller owns *ret, and *ret_environment, its NAME=VALUE as one text
 * for command_option(), unless that is NULL. 1, or 0 when there is no such unit or no command.
 * -errno when a file could not be read, and *fault names it.
 */
int service_command(const struct context *ctx, const char *name, char **ret, char **ret_environment,
		    struct runtime_fault *fault);

/*
 * The file or directory that an option of a command line names, by its long name or its short one
 * (or NULL); the caller owns it, NULL for none. Behind "-c" can be a command of a shell: a path
 * that is not absolute is there.
 */
char *service_option_path(const struct context *ctx, const char *command, const char *option,
			  const char *short_option);

/* Add the assignments of an environment file, when it is there, to the list. 0, or as above. */
int service_environment(const struct context *ctx, const char *path, char ***environment,
			struct runtime_fault *fault);
