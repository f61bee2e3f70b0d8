/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: unit files, environment files and command lines of services. */
#include "config.h"

#include "runtime/service_unit.h"
#include "target.h"
#include "util/util.h"

void target_service_unit(const char *text, size_t size)
{
	struct service_unit unit = {0};
	_cleanup_strv_ char **environment = NULL, **values = NULL;
	_cleanup_free_ char *expanded = NULL, *value = NULL;

	service_unit_add(&unit, text);
	for (char **entry = unit.environment; entry && *entry; entry++)
		CLAIM(strchr(*entry, '='));
	environment_add(&environment, text);
	for (char **entry = environment; entry && *entry; entry++)
		CLAIM(strchr(*entry, '=') && !strchr(*entry, '\n'));
	expanded = environment_expand(unit.command ? unit.command : text, environment);
	value = command_option(expanded, "--config");
	CLAIM(!value || *value);
	command_options(expanded, "--config", &values);
	for (char **entry = values; entry && *entry; entry++)
		CLAIM(**entry && !strpbrk(*entry, " \t\r\n\"'"));
	service_unit_free(&unit);
}
