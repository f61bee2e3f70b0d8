/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kernel modules through libkmod. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>

#include "system/child.h"
#include "system/kmod_library.h"
#include "system/kmodule.h"
#include "system/library.h"
#include "system/module_tree.h"
#include "util/util.h"

/* A lookup takes 10 ms; a load can wait for hardware or for an install command. */
#define LOOKUP_LIMIT_MS 20000
#define LOAD_LIMIT_MS   30000

/* Of 700 kB on a distribution kernel. */
#define INDEX_MAX (64L * 1024 * 1024)

#define INDEX_FORM 2 /* of modules.dep.bin, the part that says whether it can be read */

#define HANDLE_SIZE 32 /* "/proc/self/fd/N" */

/* The library, for the acts below, which run() does in a child; NULL until it is opened. */
static const struct kmod_library *kmod;

/* True when it is open, and stays so. */
static bool open_library(void)
{
	static const char *const names[] = {KMOD_FUNCTIONS(KMOD_NAME)};
	static struct kmod_library library;

	_Static_assert(sizeof(library) == sizeof(names), "a function for each name");
	if (!kmod && library_open(KMOD_SONAME, names, ARRAY_SIZE(names), &library))
		kmod = &library;
	return kmod;
}

struct job {
	int (*act)(const void *arg, void *answer); /* NULL: only open the library */
	const void *arg;
};

static int open_and_act(const void *arg, void *answer)
{
	const struct job *job = arg;

	if (!open_library())
		return -ELIBACC;
	return job->act ? job->act(job->arg, answer) : 0;
}

/*
 * As child_run(); -ELIBACC without libkmod. A library that is cut off kills the process that opens
 * it: a child opens it first, and this process only after a child could, so that later children
 * find it open.
 */
static int run(int (*act)(const void *arg, void *answer), const void *arg, void *answer,
	       size_t size, unsigned int limit_ms, struct child_end *ret_end)
{
	static bool is_proven;
	const struct job job = {.act = act, .arg = arg}, only_open = {0};
	int r;

	if (is_proven)
		open_library();
	r = child_run(open_and_act, &job, answer, size, limit_ms, ret_end);
	if (r == -EBADMSG && !is_proven &&
	    child_run(open_and_act, &only_open, NULL, 0, LOOKUP_LIMIT_MS, NULL) != 0)
		return -ELIBACC;
	is_proven = is_proven || r >= 0;
	return r;
}

static void no_log(void *data, int priority, const char *file, int line, const char *function,
		   const char *format, va_list args)
{
}

DEFINE_CLEANUP(kmod, struct kmod_ctx *, kmod->unref)
DEFINE_CLEANUP(module, struct kmod_module *, kmod->module_unref)
DEFINE_CLEANUP(list, struct kmod_list *, kmod->module_unref_list)

static struct kmod_ctx *context_new(const char *directory, const char *const *config)
{
	struct kmod_ctx *ctx = kmod->new(directory, config);

	if (ctx)
		kmod->set_log_fn(ctx, no_log, NULL);
	return ctx;
}

/*
 * A context whose tree is that descriptor, without the configuration of this machine; sets handle.
 */
static struct kmod_ctx *context_of(int fd, char handle[static HANDLE_SIZE])
{
	static const char *const no_config[] = {NULL};

	snprintf(handle, HANDLE_SIZE, "/proc/self/fd/%d", fd);
	return context_new(handle, no_config);
}

/*
 * The name itself, not an alias of it: *ret is NULL when the tree does not know it. libkmod 28 and
 * 29 answer -ENOSYS to that where the tree has no modules.builtin.bin and no
 * modules.builtin.alias.bin, which depmod writes; 30 and later an empty list.
 */
static int module_by_name(struct kmod_ctx *ctx, const char *name, struct kmod_module **ret)
{
	_cleanup_(cleanup_list) struct kmod_list *list = NULL;
	int r = kmod->module_new_from_lookup(ctx, name, &list);

	if (r < 0 && r != -ENOSYS)
		return r;
	*ret = list ? kmod->module_get_module(list) : NULL;
	return 0;
}

struct lookup_request {
	const struct sysroot *root;
	const char *tree; /* "/lib/modules/RELEASE", below the root */
	const char *name;
	int tree_fd;
};

/* libkmod was given /proc/self/fd/N as the tree: name the file as the node does. */
static void name_file(const struct lookup_request *request, const char *path, char *ret,
		      size_t size)
{
	char handle[HANDLE_SIZE];
	size_t length = (size_t)snprintf(handle, sizeof(handle), "/proc/self/fd/%d",
					 request->tree_fd);

	if (text_starts(path, handle))
		snprintf(ret, size, "%s%s", request->tree, path + length);
	else
		snprintf(ret, size, "%s", path);
}

/* The first file that does not exist (ENOENT, ENOTDIR); any other error of stat() is returned. */
static int find_lost_file(const struct lookup_request *request, struct kmod_module *module,
			  struct kmodule_lookup *answer)
{
	const char *path = kmod->module_get_path(module);
	char named[sizeof(answer->lost)];
	struct stat status;
	int r;

	if (!path || answer->lost[0])
		return 0;
	name_file(request, path, named, sizeof(named));
	r = sysroot_stat(request->root, named, &status);
	if (r == -ENOENT || r == -ENOTDIR)
		memcpy(answer->lost, named, sizeof(answer->lost));
	else if (r < 0)
		return r;
	return 0;
}

static int lookup_act(const void *arg, void *ret)
{
	const struct lookup_request *request = arg;
	struct kmodule_lookup *answer = ret;
	char handle[HANDLE_SIZE];
	_cleanup_(cleanup_kmod) struct kmod_ctx *ctx = context_of(request->tree_fd, handle);
	_cleanup_(cleanup_module) struct kmod_module *module = NULL;
	_cleanup_(cleanup_list) struct kmod_list *needed = NULL;
	int r;

	if (!ctx)
		return -ENOMEM;
	r = kmod->load_resources(ctx);
	answer->bad_index = r < 0 && r != -ENOENT;
	r = module_by_name(ctx, request->name, &module);
	if (r < 0)
		return r;
	if (!module)
		return 0;
	answer->bad_index = false; /* the bad one is of those that no load needs */
	/* A module of this tree without a file is built in; initstate is the running kernel's. */
	if (!kmod->module_get_path(module)) {
		answer->built_in = true;
		return 0;
	}
	answer->indexed = true;
	name_file(request, kmod->module_get_path(module), answer->path, sizeof(answer->path));
	r = find_lost_file(request, module, answer);
	needed = kmod->module_get_dependencies(module);
	for (struct kmod_list *entry = needed; entry; entry = kmod->list_next(needed, entry)) {
		_cleanup_(cleanup_module) struct kmod_module *need = kmod->module_get_module(entry);

		if (r == 0)
			r = find_lost_file(request, need, answer);
	}
	return r;
}

/*
 * libkmod opens the index files by itself: it may find regular files of a sane size only. A symlink
 * of an image would lead it out of the image, even one that leads to nothing: there the link itself
 * is looked at. depmod leaves an empty modules.builtin.bin where there is no modules.builtin, and
 * modprobe can do without.
 */
static int index_is_sane(const struct sysroot *root, const char *tree, struct kmodule_lookup *ret)
{
	static const char *const files[] = {
		"modules.dep.bin",         "modules.alias.bin",         "modules.symbols.bin",
		"modules.builtin.bin",     "modules.builtin.alias.bin", "modules.builtin.modinfo",
		"modules.softdep",         "modules.weakdep",           "modules.devname",
	};
	struct stat status;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *path = format_text("%s/%s", tree, files[i]);
		int r = root->confined ? sysroot_lstat(root, path, &status)
				       : sysroot_stat(root, path, &status);

		if (r == -ENOENT) {
			ret->no_index |= i == 0;
			continue;
		}
		if (r < 0)
			return r;
		if (!S_ISREG(status.st_mode) || status.st_size > INDEX_MAX)
			return -EMEDIUMTYPE;
		ret->has_empty |= i > 0 && status.st_size == 0;
	}
	return 0;
}

/*
 * Whether an image's index has the magic number of all, and a newer form than libkmod 1 to 34 read
 * (libkmod-index.c: the magic number, then the form, most significant byte first). Only an image
 * can have been indexed by a newer depmod than this machine's libkmod.
 */
static bool index_is_newer(const struct sysroot *root, const char *tree)
{
	static const unsigned char magic[] = {0xb0, 0x07, 0xf4, 0x57};
	_cleanup_free_ char *path = format_text("%s/modules.dep.bin", tree);
	_cleanup_close_ int fd = root->confined ? sysroot_open_file(root, path) : -1;
	unsigned char head[sizeof(magic) + 2];

	return fd >= 0 && read(fd, head, sizeof(head)) == (ssize_t)sizeof(head) &&
	       memcmp(head, magic, sizeof(magic)) == 0 &&
	       (head[sizeof(magic)] << 8 | head[sizeof(magic) + 1]) > INDEX_FORM;
}

/* 0 and *answer, from libkmod or already from the index files; -EMEDIUMTYPE: a bad index. */
static int look_up(const struct sysroot *root, struct lookup_request *request,
		   struct kmodule_lookup *answer)
{
	struct kmodule_lookup files = {0};
	int r = index_is_sane(root, request->tree, &files);

	if (r < 0)
		return r;
	answer->newer_index = index_is_newer(root, request->tree);
	if (answer->newer_index)
		return 0;
	request->tree_fd = sysroot_open_directory(root, request->tree);
	if (request->tree_fd < 0) {
		answer->no_index = request->tree_fd == -ENOENT;
		return answer->no_index ? 0 : request->tree_fd;
	}
	r = run(lookup_act, request, answer, sizeof(*answer), LOOKUP_LIMIT_MS, NULL);
	close(request->tree_fd);
	answer->no_index = files.no_index;
	answer->has_empty = files.has_empty;
	/* The child died or hung over it. A file system that says EBADMSG is another fault. */
	return r == -EBADMSG || r == -ETIMEDOUT ? -EMEDIUMTYPE : r;
}

int kmodule_lookup(const struct sysroot *root, const char *release, const char *name,
		   struct kmodule_lookup *ret)
{
	_cleanup_free_ char *tree = module_tree_file(root, release, "");
	struct lookup_request request = {.root = root, .tree = tree, .name = name};
	struct kmodule_lookup answer = {0};
	int r = look_up(root, &request, &answer);

	if (r == -EMEDIUMTYPE)
		answer = (struct kmodule_lookup){.bad_index = true};
	else if (r < 0)
		return r;
	*ret = answer;
	return 0;
}

DEFINE_CLEANUP(info, struct kmod_list *, kmod->module_info_free_list)

static int info_act(const void *arg, void *ret)
{
	struct kmodule_info *answer = ret;
	char handle[HANDLE_SIZE];
	/* The file is its own tree: libkmod reads modules.softdep of whatever tree it is given. */
	_cleanup_(cleanup_kmod) struct kmod_ctx *ctx = context_of(*(const int *)arg, handle);
	_cleanup_(cleanup_module) struct kmod_module *module = NULL;
	_cleanup_(cleanup_info) struct kmod_list *info = NULL;
	int r;

	if (!ctx)
		return -ENOMEM;
	r = kmod->module_new_from_path(ctx, handle, &module);
	if (r == 0)
		r = kmod->module_get_info(module, &info);
	answer->error = r < 0 ? r : 0;
	for (struct kmod_list *entry = info; entry; entry = kmod->list_next(info, entry)) {
		const char *key = kmod->module_info_get_key(entry);

		if (text_equal(key, "vermagic"))
			snprintf(answer->vermagic, sizeof(answer->vermagic), "%s",
				 kmod->module_info_get_value(entry));
		else if (text_equal(key, "depends"))
			snprintf(answer->depends, sizeof(answer->depends), "%s",
				 kmod->module_info_get_value(entry));
		else if (text_equal(key, "sig_id") || text_equal(key, "signer"))
			answer->is_signed = true;
	}
	return 0;
}

int kmodule_info_fd(int fd, struct kmodule_info *ret)
{
	struct kmodule_info answer = {0};
	int r = run(info_act, &fd, &answer, sizeof(answer), LOOKUP_LIMIT_MS, NULL);

	if (r == -EBADMSG || r == -ETIMEDOUT)
		answer = (struct kmodule_info){.error = r};
	else if (r < 0)
		return r;
	*ret = answer;
	return 0;
}

int kmodule_info(const struct sysroot *root, const char *path, struct kmodule_info *ret)
{
	_cleanup_close_ int fd = sysroot_open_file(root, path);

	return fd < 0 ? fd : kmodule_info_fd(fd, ret);
}

static int load_act(const void *arg, void *ret)
{
	struct module_load *answer = ret;
	_cleanup_(cleanup_kmod) struct kmod_ctx *ctx = context_new(NULL, NULL);
	_cleanup_(cleanup_module) struct kmod_module *module = NULL;
	int r;

	if (!ctx)
		return -ENOMEM;
	r = module_by_name(ctx, arg, &module);
	if (r == 0 && !module)
		r = -ENOENT;
	/* No other flags: KMOD_PROBE_FORCE_* would load a module of another kernel. */
	if (r == 0)
		r = kmod->module_probe_insert_module(module, KMOD_PROBE_APPLY_BLACKLIST, NULL, NULL,
						    NULL, NULL);
	answer->denied = r > 0;
	answer->error = r < 0 ? r : 0;
	return 0;
}

int kmodule_load(const char *name, struct module_load *ret)
{
	struct module_load answer = {0};
	struct child_end end;
	int r = run(load_act, name, &answer, sizeof(answer), LOAD_LIMIT_MS, &end);

	if (r == -EBADMSG || r == -ETIMEDOUT)
		answer = (struct module_load){
			.error = r, .signal = end.signal, .timeout = end.timeout};
	else if (r < 0)
		return r;
	*ret = answer;
	return 0;
}
