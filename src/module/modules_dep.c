/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modules.dep and modules.builtin: the text forms of the module index. */
#include "config.h"

#include "module/modules_dep.h"
#include "text/module_name.h"
#include "util/util.h"

char **modules_dep_files(const char *text, const char *module)
{
	for (; *text; text = text_next_line(text)) {
		size_t file = strcspn(text, ":\n");

		if (text[file] == ':' && module_name_of_file(text, file, module)) {
			_cleanup_free_ char *line = xstrndup(text, strcspn(text, "\n"));

			line[file] = ' ';
			return strv_split(line);
		}
	}
	return NULL;
}

bool modules_builtin_names(const char *text, const char *module)
{
	for (; *text; text = text_next_line(text))
		if (module_name_of_file(text, strcspn(text, "\n"), module))
			return true;
	return false;
}
