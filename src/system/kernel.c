/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done with the live kernel. */
#include "config.h"

#include <errno.h>

#include "system/kernel.h"
#include "system/kmodule.h"
#include "system/rtnl.h"
#include "util/util.h"

#define INITSTATE_MAX 4096

/*
 * Code that is built in, or a module that is being loaded or removed: its directory exists before
 * initstate is created and after it is removed, and /proc/modules lists the module all that time.
 */
static int state_without_file(const struct kernel *kernel, const char *name, enum module_state *ret)
{
	_cleanup_free_ char *directory = format_text("/sys/module/%s", name);
	_cleanup_free_ char *begin = format_text("\n%s ", name);
	_cleanup_free_ char *text = NULL, *list = NULL;
	const char *line;
	int r;

	*ret = MODULE_ABSENT;
	if (!sysroot_exists(kernel->root, directory))
		return 0;
	r = sysroot_read(kernel->root, "/proc/modules", SYSROOT_TEXT_MAX, &text, NULL);
	if (r < 0 && r != -ENOENT)
		return r;
	list = format_text("\n%s", text ? text : "");
	line = strstr(list, begin);
	if (line)
		*ret = memmem(line + 1, strcspn(line + 1, "\n"), " Loading", strlen(" Loading"))
			       ? MODULE_COMING : MODULE_ABSENT;
	else if (sysroot_exists(kernel->root, directory))
		*ret = MODULE_BUILT_IN;
	return 0;
}

/*
 * /sys/module/NAME/initstate says "live", "coming" or "going" of a module that was loaded; a
 * directory without that file is code that is built in. libkmod asks the index as well, and calls
 * a built-in module that is not in the index "coming" forever.
 */
static int live_module_state(const struct kernel *kernel, const char *name, enum module_state *ret)
{
	_cleanup_free_ char *file = format_text("/sys/module/%s/initstate", name);
	_cleanup_free_ char *text = NULL;
	int r = sysroot_read(kernel->root, file, INITSTATE_MAX, &text, NULL);

	/* ENODEV: the module was removed after the file was opened. */
	if (r == -ENOENT || r == -ENODEV)
		return state_without_file(kernel, name, ret);
	if (r < 0)
		return r;
	if (text_starts(text, "live"))
		*ret = MODULE_LOADED;
	else
		*ret = text_starts(text, "coming") ? MODULE_COMING : MODULE_ABSENT;
	return 0;
}

static bool live_has_modules(const struct kernel *kernel)
{
	return sysroot_exists(kernel->root, "/proc/modules");
}

static int live_module_load(const struct kernel *kernel, const char *name, struct module_load *ret)
{
	return kmodule_load(name, ret);
}

static int live_link_probe(const struct kernel *kernel, const char *kind, struct link_probe *ret)
{
	return rtnl_probe(kind, kernel->private_network, ret);
}

struct kernel kernel_live(const struct sysroot *root, bool private_network)
{
	return (struct kernel){
		.module_state = live_module_state,
		.has_modules = live_has_modules,
		.module_load = live_module_load,
		.link_probe = live_link_probe,
		.root = root,
		.private_network = private_network,
	};
}
