/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The distribution of the system that is looked at. */
#include "config.h"

#include "system/host.h"
#include "util/util.h"

void host_os_release(const struct sysroot *root, struct os_release *ret)
{
	static const char *const files[] = {"/etc/os-release", "/usr/lib/os-release"};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *text = NULL;

		if (sysroot_read(root, files[i], SYSROOT_TEXT_MAX, &text, NULL) == 0) {
			os_release_parse(text, ret);
			return;
		}
	}
	os_release_parse("", ret);
}
