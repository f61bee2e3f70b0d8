/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libnghttp2, opened when it is first asked. */
#include "config.h"

#include <stdbool.h>

#include "system/library.h"
#include "system/nghttp2_library.h"
#include "util/util.h"

/* The name of its interface since version 1.0. */
#define NGHTTP2_SONAME "libnghttp2.so.14"

const struct nghttp2_library *nghttp2_library(void)
{
	static struct nghttp2_library library;
	static bool is_found;
	const struct library_function functions[] = {
#define NGHTTP2_ENTRY(name) {"nghttp2_" #name, &library.name},
		NGHTTP2_FUNCTIONS(NGHTTP2_ENTRY)
#undef NGHTTP2_ENTRY
	};

	if (!is_found)
		is_found = library_open(NGHTTP2_SONAME, functions, ARRAY_SIZE(functions));
	return is_found ? &library : NULL;
}
