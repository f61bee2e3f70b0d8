/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kernel modules through libkmod. */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>
#include <stdarg.h>

#include "system/child.h"
#include "system/kmodule.h"
#include "util.h"

/* A lookup takes 10 ms; a load can wait for hardware or for an install command. */
#define LOOKUP_LIMIT_MS 20000
#define LOAD_LIMIT_MS   30000

/* Of 700 kB on a distribution kernel. */
#define INDEX_MAX (64L * 1024 * 1024)

static void no_log(void *data, int priority, const char *file, int line, const char *function,
		   const char *format, va_list args)
{
}

/*
 * libkmod brings libcrypto, and to link them costs more than all that a gate does on a fit node, which
 * needs neither: so they are opened by the first who asks. The children, who alone call it, end then,
 * and give nothing back.
 */
#define LIBRARY "libkmod.so.2"
#define FUNCTIONS(each)                                                                            \
	each(kmod_new) each(kmod_set_log_fn) each(kmod_load_resources)                             \
	each(kmod_module_new_from_lookup) each(kmod_module_new_from_path)                          \
	each(kmod_module_get_module) each(kmod_module_get_path)                                    \
	each(kmod_module_get_dependencies) each(kmod_module_get_info)                              \
	each(kmod_module_info_get_key) each(kmod_module_info_get_value)                            \
	each(kmod_module_probe_insert_module) each(kmod_list_next)

#define MEMBER(name) __typeof__(name) *name;
struct library {
	FUNCTIONS(MEMBER)
};

static int library_open(struct library *ret)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return -ELIBACC;
#define RESOLVE(name)                                                                              \
	ret->name = (__typeof__(name) *)dlsym(handle, #name);                                      \
	if (!ret->name)                                                                            \
		return -ELIBACC;
	FUNCTIONS(RESOLVE)
	return 0;
}

static struct kmod_ctx *context_new(const struct library *library, const char *directory,
				    const char *const *config)
{
	struct kmod_ctx *ctx = library->kmod_new(directory, config);

	if (ctx)
		library->kmod_set_log_fn(ctx, no_log, NULL);
	return ctx;
}

/* The name itself, not an alias of it: *ret is NULL when the tree does not know it. */
static int module_by_name(const struct library *library, struct kmod_ctx *ctx, const char *name,
			  struct kmod_module **ret)
{
	struct kmod_list *list = NULL;
	int r = library->kmod_module_new_from_lookup(ctx, name, &list);

	if (r < 0)
		return r;
	*ret = list ? library->kmod_module_get_module(list) : NULL;
	return 0;
}

struct lookup_request {
	struct library library;
	const struct sysroot *root;
	const char *tree; /* "/lib/modules/RELEASE", below the root */
	const char *name;
	int tree_fd;
};

/* libkmod was given /proc/self/fd/N as the tree: name the file as the node does. */
static void name_file(const struct lookup_request *request, const char *path, char *ret, size_t size)
{
	char handle[64];
	size_t length = (size_t)snprintf(handle, sizeof(handle), "/proc/self/fd/%d",
					 request->tree_fd);

	if (text_starts(path, handle))
		snprintf(ret, size, "%s%s", request->tree, path + length);
	else
		snprintf(ret, size, "%s", path);
}

static void find_lost_file(const struct lookup_request *request, struct kmod_module *module,
			   struct kmodule_lookup *answer)
{
	const char *path = request->library.kmod_module_get_path(module);
	char named[sizeof(answer->lost)];

	if (!path || answer->lost[0])
		return;
	name_file(request, path, named, sizeof(named));
	if (!sysroot_exists(request->root, named))
		memcpy(answer->lost, named, sizeof(answer->lost));
}

static int lookup_act(const void *arg, void *ret)
{
	const struct lookup_request *request = arg;
	const struct library *library = &request->library;
	struct kmodule_lookup *answer = ret;
	static const char *const no_config[] = {NULL};
	struct kmod_module *module = NULL;
	struct kmod_list *needed, *entry;
	struct kmod_ctx *ctx;
	char directory[64];
	int r;

	snprintf(directory, sizeof(directory), "/proc/self/fd/%d", request->tree_fd);
	ctx = context_new(library, directory, no_config);
	if (!ctx)
		return -ENOMEM;
	r = library->kmod_load_resources(ctx);
	answer->bad_index = r < 0 && r != -ENOENT;
	r = module_by_name(library, ctx, request->name, &module);
	if (r < 0)
		return r;
	if (!module)
		return 0;
	/* A module of this tree without a file is built in; initstate is the running kernel's. */
	if (!library->kmod_module_get_path(module)) {
		answer->built_in = true;
		return 0;
	}
	answer->indexed = true;
	name_file(request, library->kmod_module_get_path(module), answer->path,
		  sizeof(answer->path));
	find_lost_file(request, module, answer);
	needed = library->kmod_module_get_dependencies(module);
	for (entry = needed; entry; entry = library->kmod_list_next(needed, entry))
		find_lost_file(request, library->kmod_module_get_module(entry), answer);
	return 0;
}

/* libkmod opens the index files by itself: let it meet regular files of a sane size only. */
static int index_is_sane(const struct sysroot *root, const char *tree, bool *ret_missing)
{
	static const char *const files[] = {
		"modules.dep.bin",         "modules.alias.bin",         "modules.symbols.bin",
		"modules.builtin.bin",     "modules.builtin.alias.bin", "modules.builtin.modinfo",
		"modules.softdep",         "modules.weakdep",           "modules.devname",
	};
	struct stat status;

	*ret_missing = false;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *path = format_text("%s/%s", tree, files[i]);
		int r;

		if (!path)
			return -ENOMEM;
		r = sysroot_stat(root, path, &status);
		if (r == -ENOENT) {
			*ret_missing = *ret_missing || i == 0;
			continue;
		}
		if (r < 0)
			return r;
		if (!S_ISREG(status.st_mode) || status.st_size > INDEX_MAX)
			return -EMEDIUMTYPE;
		if (root->confined) {
			/* A symlink here would lead libkmod out of the root. */
			r = sysroot_lstat(root, path, &status);
			if (r < 0 || !S_ISREG(status.st_mode))
				return r < 0 ? r : -EMEDIUMTYPE;
		}
	}
	return 0;
}

int kmodule_lookup(const struct sysroot *root, const char *release, const char *name,
		   struct kmodule_lookup *ret)
{
	_cleanup_free_ char *tree = format_text("/lib/modules/%s", release);
	_cleanup_close_ int fd = -1;
	struct lookup_request request = {.root = root, .tree = tree, .name = name};
	struct kmodule_lookup answer = {0};
	bool missing = false;
	struct child_end end;
	int r;

	if (!tree)
		return -ENOMEM;
	r = index_is_sane(root, tree, &missing);
	if (r == -EMEDIUMTYPE) {
		*ret = (struct kmodule_lookup){.bad_index = true};
		return 0;
	}
	if (r < 0)
		return r;
	fd = sysroot_open_directory(root, tree);
	if (fd == -ENOENT) {
		*ret = (struct kmodule_lookup){.no_index = true};
		return 0;
	}
	if (fd < 0)
		return fd;
	request.tree_fd = fd;
	r = library_open(&request.library);
	if (r < 0)
		return r;
	r = child_run(lookup_act, &request, &answer, sizeof(answer), LOOKUP_LIMIT_MS, &end);
	if (r == -EBADMSG || r == -ETIMEDOUT) {
		*ret = (struct kmodule_lookup){.bad_index = true};
		return 0;
	}
	if (r < 0)
		return r;
	answer.no_index = missing;
	*ret = answer;
	return 0;
}

struct info_request {
	struct library library;
	int fd;
};

static int info_act(const void *arg, void *ret)
{
	const struct info_request *request = arg;
	const struct library *library = &request->library;
	struct kmodule_info *answer = ret;
	static const char *const no_config[] = {NULL};
	struct kmod_ctx *ctx = context_new(library, "/", no_config);
	struct kmod_list *info = NULL, *entry;
	struct kmod_module *module = NULL;
	char handle[64];
	int r;

	if (!ctx)
		return -ENOMEM;
	snprintf(handle, sizeof(handle), "/proc/self/fd/%d", request->fd);
	r = library->kmod_module_new_from_path(ctx, handle, &module);
	if (r == 0)
		r = library->kmod_module_get_info(module, &info);
	answer->error = r < 0 ? r : 0;
	for (entry = info; entry; entry = library->kmod_list_next(info, entry)) {
		const char *key = library->kmod_module_info_get_key(entry);
		const char *value = library->kmod_module_info_get_value(entry);

		if (text_equal(key, "vermagic"))
			snprintf(answer->vermagic, sizeof(answer->vermagic), "%s", value);
		else if (text_equal(key, "depends"))
			snprintf(answer->depends, sizeof(answer->depends), "%s", value);
		else if (text_equal(key, "sig_id") || text_equal(key, "signer"))
			answer->is_signed = true;
	}
	return 0;
}

int kmodule_info(const struct sysroot *root, const char *path, struct kmodule_info *ret)
{
	_cleanup_close_ int fd = sysroot_open_file(root, path);
	struct info_request request = {.fd = fd};
	struct kmodule_info answer = {0};
	struct child_end end;
	int r;

	if (fd < 0)
		return fd;
	r = library_open(&request.library);
	if (r < 0)
		return r;
	r = child_run(info_act, &request, &answer, sizeof(answer), LOOKUP_LIMIT_MS, &end);
	if (r == -EBADMSG || r == -ETIMEDOUT)
		answer = (struct kmodule_info){.error = r};
	else if (r < 0)
		return r;
	*ret = answer;
	return 0;
}

struct load_request {
	struct library library;
	const char *name;
};

static int load_act(const void *arg, void *ret)
{
	const struct load_request *request = arg;
	const struct library *library = &request->library;
	struct module_load *answer = ret;
	struct kmod_ctx *ctx = context_new(library, NULL, NULL);
	struct kmod_module *module = NULL;
	int r;

	if (!ctx)
		return -ENOMEM;
	r = module_by_name(library, ctx, request->name, &module);
	if (r == 0 && !module)
		r = -ENOENT;
	/* Not more flags: 1 and 2 would force a module of another kernel in. */
	if (r == 0)
		r = library->kmod_module_probe_insert_module(module, KMOD_PROBE_APPLY_BLACKLIST,
							     NULL, NULL, NULL, NULL);
	answer->denied = r > 0;
	answer->error = r < 0 ? r : 0;
	return 0;
}

int kmodule_load(const char *name, struct module_load *ret)
{
	struct load_request request = {.name = name};
	struct module_load answer = {0};
	struct child_end end;
	int r = library_open(&request.library);

	if (r < 0)
		return r;
	r = child_run(load_act, &request, &answer, sizeof(answer), LOAD_LIMIT_MS, &end);
	if (r == -EBADMSG || r == -ETIMEDOUT)
		answer = (struct module_load){
			.error = r, .signal = end.signal, .timeout = end.timeout};
	else if (r < 0)
		return r;
	*ret = answer;
	return 0;
}
