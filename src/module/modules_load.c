/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modules-load.d(5): the modules that systemd loads at boot. */
#include "config.h"

#include "module/modules_load.h"
#include "text/module_name.h"
#include "util/util.h"

bool modules_load_names(const char *text, const char *module)
{
	static const char blanks[] = " \t\r", link_alias[] = "rtnl-link-";

	for (; *text; text = text_next_line(text)) {
		const char *name = text + strspn(text, blanks);
		size_t length = text_line_length(name, blanks);
		size_t alias = text_starts(name, link_alias) ? strlen(link_alias) : 0;

		/* A comment, "#" or ";" at its start, is the name of no module. */
		if (module_name_equal_n(name, length, module) ||
		    (length > alias && module_name_equal_n(name + alias, length - alias, module)))
			return true;
	}
	return false;
}
