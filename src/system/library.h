/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A shared library that is opened when it is first asked, and its functions. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Open the library, which stays open, and look up the functions of these names. functions: a
 * structure of as many pointers to functions, in the order of the names. False when the library or
 * one of the functions is missing; then nothing stays open.
 */
bool library_open(const char *soname, const char *const *names, size_t count, void *functions);
