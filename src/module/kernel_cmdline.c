/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel command line. */
#include "config.h"

#include "module/kernel_cmdline.h"
#include "text/module_name.h"
#include "util/util.h"

static bool list_has(const char *list, const char *module)
{
	_cleanup_strv_ char **names = strv_split_at(list, ",");

	for (char **name = names; *name; name++)
		if (module_name_equal(*name, module))
			return true;
	return false;
}

/* The next parameter, its quotes taken off as the kernel does; false at the end. */
static bool next_parameter(const char **cmdline, char ret[static CMDLINE_PARAMETER_SIZE])
{
	const char *c = *cmdline + strspn(*cmdline, " \t\n");
	bool quoted = false, any = *c;
	size_t length = 0;

	for (; *c && (quoted || !strchr(" \t\n", *c)); c++) {
		if (*c == '"')
			quoted = !quoted;
		else if (length < CMDLINE_PARAMETER_SIZE - 1)
			ret[length++] = *c;
	}
	ret[length] = '\0';
	*cmdline = c;
	return any;
}

bool cmdline_list(const char *cmdline, const char *key, const char *module, char *ret)
{
	size_t length = strlen(key);

	while (next_parameter(&cmdline, ret))
		if (strlen(ret) > length && ret[length] == '=' &&
		    module_name_equal_n(ret, length, key) && list_has(ret + length + 1, module))
			return true;
	*ret = '\0';
	return false;
}

void cmdline_list_without(const char *parameter, const char *module, char *ret)
{
	const char *list = parameter + strcspn(parameter, "=");
	_cleanup_strv_ char **names = strv_split_at(*list ? ++list : "", ","), **others = NULL;
	_cleanup_free_ char *kept = NULL;

	for (char **name = names; *name; name++)
		if (!module_name_equal(*name, module))
			strv_append(&others, *name);
	kept = strv_join(others, ",");
	snprintf(ret, CMDLINE_PARAMETER_SIZE, "%.*s%s", *kept ? (int)(list - parameter) : 0,
		 parameter, kept);
}

bool cmdline_masks(const char *cmdline, const char *unit, char *ret)
{
	static const char key[] = "systemd.mask=";

	while (next_parameter(&cmdline, ret)) {
		const char *name = ret + strlen(key);

		if (text_starts(ret, key) && *name && text_starts(unit, name) &&
		    (!unit[strlen(name)] || text_equal(unit + strlen(name), ".service")))
			return true;
	}
	*ret = '\0';
	return false;
}

void cmdline_options(const char *cmdline, const char *module, char *ret)
{
	char parameter[CMDLINE_PARAMETER_SIZE];
	size_t length = 0;

	*ret = '\0';
	while (next_parameter(&cmdline, parameter)) {
		size_t name = strcspn(parameter, ".=");
		size_t size = strlen(parameter);

		if (parameter[name] != '.' || !module_name_equal_n(parameter, name, module) ||
		    length + size + 2 > CMDLINE_PARAMETER_SIZE)
			continue;
		if (length)
			ret[length++] = ' ';
		memcpy(ret + length, parameter, size + 1);
		length += size;
	}
}

bool cmdline_gate_mode(const char *cmdline, enum gate_mode *ret)
{
	char parameter[CMDLINE_PARAMETER_SIZE];
	bool found = false;

	while (next_parameter(&cmdline, parameter)) {
		bool report = text_equal(parameter, "kubelet_preflight=report");

		if (!report && !text_equal(parameter, "kubelet_preflight=enforce"))
			continue;
		*ret = report ? MODE_REPORT : MODE_ENFORCE;
		found = true;
	}
	return found;
}
