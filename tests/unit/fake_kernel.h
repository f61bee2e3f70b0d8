/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A kernel that does as the test says, in place of the live one. */
#pragma once

#include <errno.h>
#include <stdint.h>

#include "system/kernel.h"

struct fake_kernel {
	struct kernel kernel; /* first: the acts get a pointer to it */
	enum module_state state, state_after; /* before and after a load */
	bool modules;         /* CONFIG_MODULES */
	struct module_load load;
	int load_result;      /* the load could not be tried at all */
	struct link_probe probe;
	int probe_error;      /* the link could not be tried at all */
	unsigned int loads, probes;
	bool probe_loads;     /* the kernel loads the module when a link is made */
};

static inline struct fake_kernel *fake_of(const struct kernel *kernel)
{
	return (struct fake_kernel *)(uintptr_t)kernel;
}

static inline int fake_module_state(const struct kernel *kernel, const char *name,
				    enum module_state *ret)
{
	*ret = fake_of(kernel)->loads ? fake_of(kernel)->state_after : fake_of(kernel)->state;
	return 0;
}

static inline bool fake_has_modules(const struct kernel *kernel)
{
	return fake_of(kernel)->modules;
}

static inline int fake_module_load(const struct kernel *kernel, const char *name,
				   struct module_load *ret)
{
	fake_of(kernel)->loads++;
	*ret = fake_of(kernel)->load;
	return fake_of(kernel)->load_result;
}

static inline int fake_link_probe(const struct kernel *kernel, const char *kind,
				  struct link_probe *ret)
{
	struct fake_kernel *fake = fake_of(kernel);

	fake->probes++;
	if (fake->probe_error)
		return fake->probe_error;
	*ret = fake->probe;
	if (!fake->probe.error && fake->probe_loads)
		fake->state = fake->state_after = MODULE_LOADED;
	return 0;
}

static inline struct fake_kernel fake_kernel(const struct sysroot *root)
{
	return (struct fake_kernel){
		.kernel = {fake_module_state, fake_has_modules, fake_module_load, fake_link_probe,
			   root, false},
		.modules = true,
		.state_after = MODULE_LOADED,
	};
}
