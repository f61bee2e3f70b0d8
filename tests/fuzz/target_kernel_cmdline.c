/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the kernel command line. */
#include "config.h"

#include "module/kernel_cmdline.h"
#include "target.h"
#include "text/module_name.h"
#include "util/util.h"

void target_kernel_cmdline(const char *text, size_t size)
{
	static const char *const keys[] = {"module_blacklist", "modprobe.blacklist"};
	char parameter[CMDLINE_PARAMETER_SIZE], without[CMDLINE_PARAMETER_SIZE];
	char again[CMDLINE_PARAMETER_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!cmdline_list(text, keys[i], "vxlan", parameter)) {
			CLAIM(!*parameter);
			continue;
		}
		CLAIM(strlen(parameter) < sizeof(parameter) && strchr(parameter, '='));
		/* What the remedy writes does not have the module any more. */
		cmdline_list_without(parameter, "vxlan", without);
		CLAIM(strlen(without) < strlen(parameter));
		if (!strpbrk(without, " \t\n"))
			CLAIM(!cmdline_list(without, keys[i], "vxlan", again));
	}
	cmdline_options(text, "vxlan", parameter);
	CLAIM(strlen(parameter) < sizeof(parameter));
	CLAIM(!*parameter || module_name_equal_n(parameter, strlen("vxlan"), "vxlan"));
}
