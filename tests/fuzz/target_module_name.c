/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: names of modules and of the files that hold them. */
#include "config.h"

#include "target.h"
#include "text/module_name.h"
#include "util/util.h"

void target_module_name(const char *text, size_t size)
{
	char name[MODULE_NAME_SIZE] = "";

	if (module_name_from_file(text, name)) {
		CLAIM(*name && strlen(name) < sizeof(name) && !strchr(name, '-'));
		CLAIM(module_name_of_file(text, strlen(text), name));
	}
	CLAIM(module_name_equal(text, text));
	if (module_name_valid(text)) {
		CLAIM(strlen(text) < sizeof(name));
		claim_message(text);
	}
}
