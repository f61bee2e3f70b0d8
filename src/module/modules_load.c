/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modules-load.d(5): the modules that systemd loads at boot. */
#include "config.h"

#include "module/modules_load.h"
#include "text/module_name.h"
#include "util/util.h"

bool modules_load_names(const char *text, const char *module)
{
	static const char blanks[] = " \t\r";
	static const char link_alias[] = "rtnl-link-";

	while (*text) {
		size_t line = strcspn(text, "\n");
		const char *name = text + strspn(text, blanks);
		const char *end = text + line;

		while (end > name && strchr(blanks, end[-1]))
			end--;
		if (end > name && *name != '#' && *name != ';') {
			size_t length = (size_t)(end - name);
			size_t alias = strlen(link_alias);

			if (module_name_equal_n(name, length, module))
				return true;
			if (length > alias && strncmp(name, link_alias, alias) == 0 &&
			    module_name_equal_n(name + alias, length - alias, module))
				return true;
		}
		text += line + (text[line] == '\n');
	}
	return false;
}
