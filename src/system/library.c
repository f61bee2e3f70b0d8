/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A shared library that is opened when it is first asked, and its functions. */
#include "config.h"

#include <dlfcn.h>

#include "system/library.h"
#include "util/util.h"

bool library_open(const char *soname, const char *const *names, size_t count, void *functions)
{
	void *handle = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; handle && i < count; i++) {
		void *address = dlsym(handle, names[i]);

		if (!address) {
			dlclose(handle);
			return false;
		}
		memcpy((char *)functions + i * sizeof(address), &address, sizeof(address));
	}
	return handle;
}
