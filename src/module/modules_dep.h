/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modules.dep and modules.builtin: the text forms of the module index. */
#pragma once

#include <stdbool.h>

/*
 * The line of modules.dep for a module: its file and the files it needs, as they stand there
 * (relative to the module tree), NULL-terminated (strv_free). depmod writes this text together
 * with modules.dep.bin, which is what libkmod reads: a text that knows more than the binary means
 * a damaged binary. NULL when it has no such line.
 */
char **modules_dep_files(const char *text, const char *module);

/* True when modules.builtin names the module. */
bool modules_builtin_names(const char *text, const char *module);
