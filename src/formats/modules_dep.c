/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modules.dep and modules.builtin: the text forms of the module index. */
#include "config.h"

#include <errno.h>

#include "formats/module_name.h"
#include "formats/modules_dep.h"
#include "util.h"

int modules_dep_files(const char *text, const char *module, char ***ret_files)
{
	*ret_files = NULL;
	while (*text) {
		size_t line = strcspn(text, "\n");
		size_t file = strcspn(text, ":\n");

		if (text[file] == ':' && module_name_of_file(text, file, module)) {
			_cleanup_free_ char *files = strndup(text, line);

			if (!files)
				return -ENOMEM;
			files[file] = ' ';
			return strv_split(files, ret_files);
		}
		text += line + (text[line] == '\n');
	}
	return 0;
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
