/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gather what can be known of one kernel module. */
#include "config.h"

#include <errno.h>

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

/* A text file of the tree; NULL when there is none or it cannot be read: the binary index decides. */
static char *tree_text(const struct context *ctx, const char *file)
{
	_cleanup_free_ char *path = format_text("/lib/modules/%s/%s", ctx->release, file);
	char *text = NULL;

	if (!path || sysroot_read(ctx->root, path, INDEX_TEXT_MAX, &text, NULL) < 0)
		return NULL;
	return text;
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
	for (char **file = files; file && *file && !facts->lost[0]; file++) {
		bool absolute = **file == '/'; /* depmod writes "updates" of foreign trees so */
		_cleanup_free_ char *path =
			absolute ? strdup(*file)
				 : format_text("/lib/modules/%s/%s", ctx->release, *file);

		if (!path)
			return -ENOMEM;
		if (!sysroot_exists(ctx->root, path))
			snprintf(facts->lost, sizeof(facts->lost), "%s", path);
	}
	if (!facts->lost[0])
		snprintf(facts->lost, sizeof(facts->lost), "%.*s", (int)sizeof(facts->lost) - 1,
			 facts->lookup.lost);
	return 0;
}

static int gather_files(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_strv_ char **releases = NULL;
	_cleanup_free_ char *found = NULL;
	int r = module_tree_releases(ctx->root, &releases);

	if (r < 0)
		return r;
	for (char **release = releases; *release; release++)
		if (!text_equal(*release, ctx->release))
			facts->other_trees = true;
	facts->tree = *ctx->release && module_tree_there(ctx->root, ctx->release);
	if (!facts->tree)
		return 0;
	r = kmodule_lookup(ctx->root, ctx->release, facts->name, &facts->lookup);
	if (r < 0)
		return r;
	r = read_text_index(ctx, facts);
	if (r < 0 || facts->lookup.indexed || facts->lookup.built_in)
		return r;
	r = module_tree_search(ctx->root, ctx->release, facts->name, &found);
	if (r == 0)
		snprintf(facts->found, sizeof(facts->found), "%s", found);
	return r == -ENOENT || r == -E2BIG ? 0 : r;
}

/* The first line of that kind, in the order in which modprobe reads the files. */
static int find_line(const struct context *ctx, char *const *paths, enum modprobe_kind kind,
		     const char *name, struct modprobe_line *ret, char *ret_file, size_t size)
{
	for (char *const *path = paths; *path; path++) {
		_cleanup_free_ char *text = NULL;
		int r = sysroot_read(ctx->root, *path, SYSROOT_TEXT_MAX, &text, NULL);

		if (r == -ENOMEM)
			return r;
		if (r == 0 && modprobe_find(text, kind, name, ret)) {
			snprintf(ret_file, size, "%s", *path);
			return 0;
		}
	}
	return 0;
}

static int gather_denials(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_strv_ char **paths = NULL;
	_cleanup_free_ char *cmdline = NULL;
	int r = dropins_list(ctx->root, modprobe_directories, ".conf", &paths);

	if (r == -ENOMEM)
		return r;
	if (r == 0)
		r = find_line(ctx, paths, MODPROBE_BLACKLIST, facts->name, &facts->deny,
			      facts->deny_file, sizeof(facts->deny_file));
	if (r == 0)
		r = find_line(ctx, paths, MODPROBE_INSTALL, facts->name, &facts->install,
			      facts->install_file, sizeof(facts->install_file));
	if (r == -ENOMEM || facts->deny.kind || !facts->live)
		return r == -ENOMEM ? r : 0;
	r = sysroot_read(ctx->root, "/proc/cmdline", CMDLINE_MAX, &cmdline, NULL);
	if (r == 0 && (cmdline_lists(cmdline, "modprobe.blacklist", facts->name) ||
		       cmdline_lists(cmdline, "module_blacklist", facts->name)))
		facts->deny.kind = MODPROBE_BLACKLIST;
	return r == -ENOMEM ? r : 0;
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

int module_facts_gather(const struct context *ctx, const char *name, bool try_load,
			struct module_facts *ret)
{
	struct module_facts facts = {
		.name = name, .has_modules = true, .live = ctx->kernel != NULL};
	int r;

	if (ctx->kernel) {
		r = ctx->kernel->module_state(ctx->kernel, name, &facts.state);
		if (r < 0)
			return r;
		facts.has_modules = ctx->kernel->has_modules(ctx->kernel);
		if (try_load && facts.has_modules &&
		    (facts.state == MODULE_ABSENT || facts.state == MODULE_COMING)) {
			r = load(ctx, &facts);
			if (r < 0)
				return r;
		}
	}
	if (facts.state != MODULE_LOADED && facts.state != MODULE_BUILT_IN) {
		r = gather_files(ctx, &facts);
		if (r == 0)
			r = gather_denials(ctx, &facts);
		if (r < 0)
			return r;
		/* With no file there is nothing that a try could load: it changes nothing. */
		if (facts.live && !facts.lookup.indexed && !facts.found[0] && !facts.link_works &&
		    !facts.load.timeout)
			try_link(ctx, &facts);
	}
	*ret = facts;
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
