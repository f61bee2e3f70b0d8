/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands; each returns the exit status. */
#pragma once

struct options;

int command_check(const struct options *options);
int command_gate(const struct options *options);
int command_kernels(const struct options *options);
int command_modules(const struct options *options);
int command_overlay(const struct options *options);
int command_recover(const struct options *options);
