/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of kernel modules. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* MODULE_NAME_LEN of the kernel on 64 bit, with the NUL. */
#define MODULE_NAME_SIZE 56

/* 1 to 55 letters, digits, '_' and '-'. */
bool module_name_valid(const char *name);

/* The kernel and its tools take '-' and '_' in a module's name for the same. */
bool module_name_equal(const char *a, const char *b);
bool module_name_equal_n(const char *a, size_t length, const char *b);

/* Replace '-' by '_', as the kernel writes the name. */
void module_name_normalize(char *name);

/*
 * True when a file name ("vxlan.ko.xz") or a path that ends in one is the file of that module,
 * compressed or not.
 */
bool module_name_of_file(const char *path, size_t length, const char *name);

/* True when the index names a module's file so that its ending is none of those that are known. */
bool module_name_newer_form(const char *path);

/*
 * The name of the module whose file a path names, as the kernel writes it; false for no module's.
 */
bool module_name_from_file(const char *path, char ret[static MODULE_NAME_SIZE]);
