/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands; each returns the exit status. */
#pragma once

#include "commands/options.h"
#include "core/verdict.h"
#include "util/util.h"

/*
 * The sum of all limits below, with room: a gate that hangs where no limit reaches (a dead network
 * file system) ends as "could not tell", before systemd's own TimeoutStartSec=. In report mode that
 * is the limit of the look, and the gate has GRACE_S and some seconds more.
 */
#define LIMIT_S 240
#define GRACE_S 10

/* One line on stderr. */
#define complain(format, ...) fprintf(stderr, "kubelet-preflight: " format "\n", ##__VA_ARGS__)

struct look;

/* Print a text, which is freed. 0; whether stdout took it is seen by finish(). */
int print_text(char *text);

/*
 * The end of what a command prints; r: what printing it returned. 0; FITNESS_UNKNOWN, after one
 * line on stderr that what ("the kernels") could not be printed.
 */
int finish(int r, const char *what);

int command_check(const struct options *options);
int command_explain(const struct options *options);
int command_fix(const struct options *options);
int command_gate(const struct options *options);
int command_help(const struct options *options);
int command_installer(const struct options *options);
int command_kernels(const struct options *options);
int command_masked(const struct options *options);
int command_modules(const struct options *options);
int command_overlay(const struct options *options);
int command_recover(const struct options *options);
int command_release(const struct options *options);
int command_settings(const struct options *options);
int command_version(const struct options *options);

/* The part of "overlay" that has --wait; it ends only when it cannot go on. */
int overlay_wait(const struct look *look);
