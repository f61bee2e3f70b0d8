/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modules.dep and modules.builtin: the text forms of the module index. */
#include "config.h"

#include "module/modules_dep.h"
#include "text/module_name.h"
#include "util/util.h"

char **modules_dep_files(const char *text, const char *module)
{
	while (*text) {
		const char *end = strchrnul(text, '\n');
		const char *colon = memchr(text, ':', (size_t)(end - text));

		if (colon && module_name_of_file(text, (size_t)(colon - text), module)) {
			_cleanup_free_ char *line = xstrndup(text, (size_t)(end - text));
			char **files = NULL;

			line[colon - text] = ' ';
			files = strv_split(line);
			return files;
		}
		text = end + (*end == '\n');
	}
	return NULL;
}

bool modules_builtin_names(const char *text, const char *module)
{
	while (*text) {
		size_t line = strcspn(text, "\n");

		if (module_name_of_file(text, line, module))
			return true;
		text += line + (text[line] == '\n');
	}
	return false;
}
