/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gather what can be known of one kernel module. */
#include "config.h"

#include <errno.h>
#include <linux/capability.h>

#include "checks/module_facts.h"
#include "formats/module_name.h"
#include "formats/modules_dep.h"
#include "system/dropins.h"
#include "system/module_tree.h"

#define INDEX_TEXT_MAX (16 * 1024 * 1024) /* modules.dep: 700 kB on a distribution kernel */
#define CMDLINE_MAX    (64 * 1024)

/* The directories of kmod 30 and later, first wins. */
static const char *const modprobe_directories[] = {
	"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d", "/lib/modprobe.d", NULL,
};

void module_facts_free(struct module_facts *facts)
{
	strv_free(facts->others);
	free(facts->other);
	facts->others = NULL;
	facts->other = NULL;
}

/* A text file of the tree; NULL when there is none or it cannot be read: the binary index decides. */
static char *tree_text(const struct context *ctx, const char *file)
{
	_cleanup_free_ char *path = format_text("/lib/modules/%s/%s", ctx->release, file);
	char *text = NULL;

	if (!path || sysroot_read(ctx->root, path, INDEX_TEXT_MAX, &text, NULL) < 0)
		return NULL;
	return text;
}

/* gzip is not compiled in everywhere (Debian's libkmod 30: xz and zstd only). */
static bool is_gzip(const struct sysroot *root, const char *path)
{
	_cleanup_close_ int fd = sysroot_open_file(root, path);
	unsigned char head[2];

	return fd >= 0 && read(fd, head, sizeof(head)) == sizeof(head) && head[0] == 0x1f &&
	       head[1] == 0x8b;
}

/* Look into a file of the tree. -errno only for want of memory and the like. */
static int look_into(const struct context *ctx, const char *path, struct module_file *ret)
{
	struct module_file file = {.fault = FILE_SOUND};
	struct kmodule_info info;
	struct stat status;
	int r = sysroot_stat(ctx->root, path, &status);

	snprintf(file.path, sizeof(file.path), "%s", path);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		file.fault = FILE_LOST;
	} else if (status.st_size == 0) {
		file.fault = FILE_EMPTY;
	} else {
		r = kmodule_info(ctx->root, path, &info);
		if (r == -ENOMEM)
			return r;
		if (r < 0 || info.error)
			file.fault = is_gzip(ctx->root, path) ? FILE_COMPRESSION : FILE_DAMAGED;
		else
			memcpy(file.vermagic, info.vermagic, sizeof(file.vermagic));
		file.is_signed = r == 0 && info.is_signed;
	}
	*ret = file;
	return 0;
}

/* The module's own file comes first in its line of modules.dep, then those it needs. */
static int look_into_files(const struct context *ctx, struct module_facts *facts, char *const *files)
{
	for (char *const *name = files; name && *name; name++) {
		bool absolute = **name == '/'; /* depmod writes files outside the tree so */
		_cleanup_free_ char *path =
			absolute ? strdup(*name)
				 : format_text("/lib/modules/%s/%s", ctx->release, *name);
		struct module_file file;
		int r = path ? look_into(ctx, path, &file) : -ENOMEM;

		if (r < 0)
			return r;
		if (name == files)
			facts->own = file;
		if (file.fault != FILE_SOUND && !facts->bad.path[0])
			facts->bad = file;
	}
	return 0;
}

static int read_text_index(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_free_ char *dep = tree_text(ctx, "modules.dep");
	_cleanup_free_ char *builtin = tree_text(ctx, "modules.builtin");
	_cleanup_strv_ char **files = NULL;
	int r;

	facts->in_text_builtin = builtin && modules_builtin_names(builtin, facts->name);
	r = dep ? modules_dep_files(dep, facts->name, &files) : 0;
	if (r < 0)
		return r;
	facts->in_text_index = files != NULL;
	if (files)
		return look_into_files(ctx, facts, files);
	if (!facts->lookup.indexed)
		return 0;
	/* An index without its text: the module's own file, and what libkmod missed. */
	r = look_into(ctx, facts->lookup.path, &facts->own);
	if (r == 0 && facts->own.fault != FILE_SOUND)
		facts->bad = facts->own;
	else if (r == 0 && facts->lookup.lost[0])
		r = look_into(ctx, facts->lookup.lost, &facts->bad);
	return r;
}

/* The newest other kernel that ships the module, by its index. */
static int find_other(const struct context *ctx, struct module_facts *facts)
{
	for (size_t i = strv_length(facts->others); i > 0 && !facts->other; i--) {
		struct kmodule_lookup lookup;
		int r = kmodule_lookup(ctx->root, facts->others[i - 1], facts->name, &lookup);

		if (r == -ENOMEM)
			return r;
		if (r == 0 && (lookup.built_in || (lookup.indexed && !lookup.lost[0])) &&
		    !(facts->other = strdup(facts->others[i - 1])))
			return -ENOMEM;
	}
	return 0;
}

static int read_trees(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_strv_ char **releases = NULL;
	int r = module_tree_releases(ctx->root, &releases);

	for (char **release = releases; r == 0 && *release; release++)
		if (!text_equal(*release, ctx->release))
			r = strv_append(&facts->others, *release);
	return r;
}

static int gather_files(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_free_ char *found = NULL;
	int r = read_trees(ctx, facts);

	if (r < 0)
		return r;
	facts->tree = *ctx->release && module_tree_there(ctx->root, ctx->release);
	if (!facts->tree)
		return 0;
	r = kmodule_lookup(ctx->root, ctx->release, facts->name, &facts->lookup);
	if (r == 0)
		r = read_text_index(ctx, facts);
	if (r < 0 || facts->lookup.indexed || facts->lookup.built_in || facts->in_text_builtin)
		return r;
	r = module_tree_search(ctx->root, ctx->release, facts->name, &found);
	if (r < 0)
		return r == -ENOENT || r == -E2BIG ? find_other(ctx, facts) : r;
	snprintf(facts->found, sizeof(facts->found), "%s", found);
	/* depmod leaves out what it cannot decompress: it would not mend that. */
	return look_into(ctx, found, &facts->bad);
}

/* The first line of that kind, in the order in which modprobe reads the files. */
static int find_line(const struct context *ctx, char *const *paths, enum modprobe_kind kind,
		     const char *name, struct module_line *ret)
{
	for (char *const *path = paths; *path; path++) {
		_cleanup_free_ char *text = NULL;
		int r = sysroot_read(ctx->root, *path, SYSROOT_TEXT_MAX, &text, NULL);

		if (r == -ENOMEM)
			return r;
		if (r == 0 && modprobe_find(text, kind, name, &ret->line)) {
			snprintf(ret->file, sizeof(ret->file), "%s", *path);
			return 0;
		}
	}
	return 0;
}

static int read_cmdline(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_free_ char *cmdline = NULL;
	int r = sysroot_read(ctx->root, "/proc/cmdline", CMDLINE_MAX, &cmdline, NULL);

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (!cmdline_list(cmdline, "module_blacklist", facts->name, facts->deny_parameter))
		cmdline_list(cmdline, "modprobe.blacklist", facts->name, facts->deny_parameter);
	cmdline_options(cmdline, facts->name, facts->option_parameters);
	return 0;
}

static int gather_configuration(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_strv_ char **paths = NULL;
	int r = dropins_list(ctx->root, modprobe_directories, ".conf", &paths);

	if (r == 0)
		r = find_line(ctx, paths, MODPROBE_BLACKLIST, facts->name, &facts->deny);
	if (r == 0)
		r = find_line(ctx, paths, MODPROBE_INSTALL, facts->name, &facts->install);
	if (r == 0)
		r = find_line(ctx, paths, MODPROBE_OPTIONS, facts->name, &facts->options);
	if (r == -ENOMEM)
		return r;
	return facts->live ? read_cmdline(ctx, facts) : 0;
}

/* True when a small file of /proc or /sys has the text in it; false as well when it is not there. */
static bool file_says(const struct context *ctx, const char *path, const char *text)
{
	_cleanup_free_ char *content = NULL;

	return sysroot_read(ctx->root, path, SYSROOT_TEXT_MAX, &content, NULL) == 0 &&
	       strstr(content, text);
}

static bool has_capability(const struct context *ctx)
{
	_cleanup_free_ char *status = NULL;
	const char *effective;

	if (sysroot_read(ctx->root, "/proc/self/status", SYSROOT_TEXT_MAX, &status, NULL) < 0)
		return true;
	effective = strstr(status, "\nCapEff:");
	return !effective || strtoull(effective + strlen("\nCapEff:"), NULL, 16) >> CAP_SYS_MODULE & 1;
}

static void gather_policy(const struct context *ctx, struct module_policy *ret)
{
	static const char lockdown[] = "/sys/kernel/security/lockdown";

	*ret = (struct module_policy){
		.disabled = file_says(ctx, "/proc/sys/kernel/modules_disabled", "1"),
		.sig_enforce = file_says(ctx, "/sys/module/module/parameters/sig_enforce", "Y"),
		.locked_down = file_says(ctx, lockdown, "[integrity]") ||
			       file_says(ctx, lockdown, "[confidentiality]"),
		.capable = has_capability(ctx),
		.user = geteuid() != 0,
	};
}

/* The kernel loads what a link needs by itself: its word counts where ours was refused. */
static void try_link(const struct context *ctx, struct module_facts *facts)
{
	struct link_probe probe;

	if (ctx->kernel->link_probe(ctx->kernel, facts->name, &probe) == 0 && probe.error == 0)
		facts->link_works = true;
}

static int load(const struct context *ctx, struct module_facts *facts)
{
	int r = ctx->kernel->module_load(ctx->kernel, facts->name, &facts->load);

	if (r < 0)
		return r;
	facts->load_tried = true;
	r = ctx->kernel->module_state(ctx->kernel, facts->name, &facts->state);
	if (r < 0 || facts->state == MODULE_LOADED || facts->load.denied || !facts->load.error ||
	    facts->load.timeout)
		return r;
	try_link(ctx, facts);
	return ctx->kernel->module_state(ctx->kernel, facts->name, &facts->state);
}

/* Ask the running kernel, and with try_load let it load the module. */
static int gather_live(const struct context *ctx, bool try_load, struct module_facts *facts)
{
	int r = ctx->kernel->module_state(ctx->kernel, facts->name, &facts->state);

	if (r < 0)
		return r;
	facts->was_loaded = facts->state == MODULE_LOADED;
	facts->has_modules = ctx->kernel->has_modules(ctx->kernel);
	if (!try_load || !facts->has_modules ||
	    (facts->state != MODULE_ABSENT && facts->state != MODULE_COMING))
		return 0;
	return load(ctx, facts);
}

int module_facts_gather(const struct context *ctx, const char *name, bool try_load,
			struct module_facts *ret)
{
	int r = 0;

	*ret = (struct module_facts){
		.name = name, .has_modules = true, .live = ctx->kernel != NULL};
	if (ctx->kernel)
		r = gather_live(ctx, try_load, ret);
	if (r < 0 || ret->state == MODULE_LOADED || ret->state == MODULE_BUILT_IN)
		return r;
	r = gather_files(ctx, ret);
	if (r == 0)
		r = gather_configuration(ctx, ret);
	if (r < 0)
		return r;
	if (ret->live)
		gather_policy(ctx, &ret->policy);
	/* With no file there is nothing that a try could load: it changes nothing. */
	if (ret->live && !ret->lookup.indexed && !ret->found[0] && !ret->link_works &&
	    !ret->load.timeout)
		try_link(ctx, ret);
	return 0;
}

void module_os_release(const struct context *ctx, struct os_release *ret)
{
	static const char *const files[] = {"/etc/os-release", "/usr/lib/os-release"};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_free_ char *text = NULL;

		if (sysroot_read(ctx->root, files[i], SYSROOT_TEXT_MAX, &text, NULL) == 0) {
			os_release_parse(text, ret);
			return;
		}
	}
	os_release_parse("", ret);
}
