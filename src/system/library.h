/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A shared library that is opened when it is asked, and its functions. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct library_function {
	const char *name;
	void *address; /* of the pointer that gets the function's address */
};

/* Open the library for good and look its functions up. False, and nothing stays open, without one of them. */
bool library_open(const char *soname, const struct library_function *functions, size_t count);
