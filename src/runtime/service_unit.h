/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of a service: its unit and drop-ins, with the variables put in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Assignments of one service, ten times what the largest has; those behind are not looked at. */
#define ENVIRONMENT_MAX 1024

struct service_unit {
	char *command;            /* ExecStart=; NULL when there is none */
	char **environment;       /* NAME=VALUE */
	char **environment_files; /* paths, without the '-' that says "when it is there" */
};

/* Add a unit file or drop-in, in the order in which systemd reads them. */
void service_unit_add(struct service_unit *unit, const char *text);
void service_unit_free(struct service_unit *unit);

/* Add the assignments of an environment file to the list: NAME=VALUE, quotes taken off. */
void environment_add(char ***environment, const char *text);

/* A command with $NAME and ${NAME} put in; of one name the last counts. The caller owns it. */
char *environment_expand(const char *command, char *const *environment);

/*
 * The value of the last --NAME=VALUE or --NAME VALUE of a command line (option: "--NAME"); the
 * caller owns it. NULL when it is empty or there is none (what begins with '-' behind a blank is the
 * next option, as when a variable was empty).
 */
char *command_option(const char *command, const char *option);

/* The values of all of them, in their order, added to the list. */
void command_options(const char *command, const char *option, char ***list);

/* A path as a service takes it, whose working directory is /: the caller's. */
char *service_path(const char *path);
