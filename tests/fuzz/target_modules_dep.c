/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: modules.dep and modules.builtin. */
#include "config.h"

#include "module/facts.h"
#include "target.h"
#include "text/module_name.h"
#include "util/util.h"

void target_modules_dep(const char *text, size_t size)
{
	_cleanup_strv_ char **files = modules_dep_files(text, "vxlan");

	if (files && *files && !strchr(" \t\r", *text))
		CLAIM(strstr(text, *files));
	for (char **file = files; file && *file; file++)
		CLAIM(**file && !strpbrk(*file, " \t\r\n"));
	if (modules_builtin_names(text, "vxlan"))
		CLAIM(strstr(text, ".ko"));
}
