/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A shared library that is opened when it is asked, and its functions. */
#include "config.h"

#include <dlfcn.h>

#include "system/library.h"
#include "util/util.h"

bool library_open(const char *soname, const struct library_function *functions, size_t count)
{
	void *handle = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; handle && i < count; i++) {
		void *address = dlsym(handle, functions[i].name);

		if (!address) {
			dlclose(handle);
			return false;
		}
		memcpy(functions[i].address, &address, sizeof(address));
	}
	return handle;
}
