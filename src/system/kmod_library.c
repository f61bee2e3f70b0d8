/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libkmod, opened when it is first asked. */
#include "config.h"

#include "system/kmod_library.h"
#include "system/library.h"
#include "util/util.h"

/* The name of its interface: every libkmod from version 1 on. */
#define KMOD_SONAME "libkmod.so.2"

const struct kmod_library *kmod_library(void)
{
	static struct kmod_library library;
	static bool is_found;
	const struct library_function functions[] = {
#define KMOD_ENTRY(name) {"kmod_" #name, &library.name},
		KMOD_FUNCTIONS(KMOD_ENTRY)
#undef KMOD_ENTRY
	};

	if (!is_found)
		is_found = library_open(KMOD_SONAME, functions, ARRAY_SIZE(functions));
	return is_found ? &library : NULL;
}
