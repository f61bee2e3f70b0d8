/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: modules-load.d. */
#include "config.h"

#include "module/facts.h"
#include "target.h"
#include "util/util.h"

/* Another line behind the text changes nothing of what it names. */
void target_modules_load(const char *text, size_t size)
{
	char *longer = malloc(size + sizeof("\nother\n"));

	CLAIM(longer);
	stpcpy(stpcpy(longer, text), "\nother\n");
	if (modules_load_names(text, "vxlan"))
		CLAIM(strstr(text, "vxlan"));
	CLAIM(modules_load_names(text, "vxlan") == modules_load_names(longer, "vxlan"));
	CLAIM(modules_load_names(longer, "other"));
	free(longer);
}
