/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libkmod, opened when it is first asked. */
#include "config.h"

#include <dlfcn.h>

#include "system/kmod_library.h"
#include "util/util.h"

/* The name of its interface: every libkmod from version 1 on. */
#define KMOD_SONAME "libkmod.so.2"

static bool find_functions(void *handle, struct kmod_library *library)
{
	const struct {
		const char *name;
		void *function; /* where its address goes */
	} functions[] = {
#define KMOD_ENTRY(name) {"kmod_" #name, &library->name},
		KMOD_FUNCTIONS(KMOD_ENTRY)
#undef KMOD_ENTRY
	};

	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
		void *address = dlsym(handle, functions[i].name);

		if (!address)
			return false;
		memcpy(functions[i].function, &address, sizeof(address));
	}
	return true;
}

const struct kmod_library *kmod_library(void)
{
	static struct kmod_library library;
	static bool is_found;
	void *handle;

	if (is_found)
		return &library;
	handle = dlopen(KMOD_SONAME, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return NULL;
	is_found = find_functions(handle, &library);
	if (!is_found)
		dlclose(handle);
	return is_found ? &library : NULL;
}
