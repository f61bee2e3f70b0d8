/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libkmod, opened with dlopen() when it is first needed: it brings libcrypto along, and to link
 * that takes longer than all that the gate does on a node whose modules are loaded.
 */
#pragma once

#include <libkmod.h>

/* The name of its interface: every libkmod from version 1 on. */
#define KMOD_SONAME "libkmod.so.2"

#define KMOD_FUNCTIONS(X)                                                                          \
	X(list_next)                                                                               \
	X(load_resources)                                                                          \
	X(module_get_dependencies)                                                                 \
	X(module_get_info)                                                                         \
	X(module_get_module)                                                                       \
	X(module_get_path)                                                                         \
	X(module_info_free_list)                                                                   \
	X(module_info_get_key)                                                                     \
	X(module_info_get_value)                                                                   \
	X(module_new_from_lookup)                                                                  \
	X(module_new_from_path)                                                                    \
	X(module_probe_insert_module)                                                              \
	X(module_unref)                                                                            \
	X(module_unref_list)                                                                       \
	X(new)                                                                                     \
	X(set_log_fn)                                                                              \
	X(unref)
#define KMOD_NAME(name)   "kmod_" #name,
#define KMOD_MEMBER(name) __typeof__(&kmod_##name)(name);

/* Its functions, by their own names without "kmod_". */
struct kmod_library {
	KMOD_FUNCTIONS(KMOD_MEMBER)
};
