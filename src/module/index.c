/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The index of a module tree: its texts, and whether it has a module that is loaded. */
#include "config.h"

#include <errno.h>

#include "module/facts.h"
#include "system/module_tree.h"

#define INDEX_TEXT_MAX (16 * 1024 * 1024) /* modules.dep: 700 kB on a distribution kernel */

char **modules_dep_files(const char *text, const char *module)
{
	for (; *text; text = text_next_line(text)) {
		size_t file = strcspn(text, ":\n");

		if (text[file] == ':' && module_name_of_file(text, file, module)) {
			_cleanup_free_ char *line = xstrndup(text, strcspn(text, "\n"));

			line[file] = ' ';
			return strv_split(line);
		}
	}
	return NULL;
}

bool modules_builtin_names(const char *text, const char *module)
{
	for (; *text; text = text_next_line(text))
		if (module_name_of_file(text, strcspn(text, "\n"), module))
			return true;
	return false;
}

char *module_tree_text(const struct context *ctx, const char *file)
{
	_cleanup_free_ char *path = module_tree_file(ctx->root, ctx->release, file);
	char *text = NULL;

	if (sysroot_read(ctx->root, path, INDEX_TEXT_MAX, &text, NULL) < 0)
		return NULL;
	return text;
}

char *module_tree_path(const struct context *ctx, const char *name)
{
	return *name == '/' ? xstrdup(name) : module_tree_file(ctx->root, ctx->release, name);
}

/*
 * True when modules.dep and modules.dep.bin are of one run of depmod, which writes the binary last:
 * the text then says what libkmod will find.
 */
static bool text_is_current(const struct context *ctx)
{
	_cleanup_free_ char *text = module_tree_file(ctx->root, ctx->release, "modules.dep");
	_cleanup_free_ char *binary = module_tree_file(ctx->root, ctx->release, "modules.dep.bin");
	struct stat of_text, of_binary;

	if (sysroot_stat(ctx->root, text, &of_text) < 0 ||
	    sysroot_stat(ctx->root, binary, &of_binary) < 0 || of_binary.st_size == 0)
		return false;
	return of_binary.st_mtim.tv_sec > of_text.st_mtim.tv_sec ||
	       (of_binary.st_mtim.tv_sec == of_text.st_mtim.tv_sec &&
		of_binary.st_mtim.tv_nsec >= of_text.st_mtim.tv_nsec);
}

/*
 * As kmodule_lookup(), but from modules.dep, at a tenth of what it costs to open libkmod. False
 * when the text does not name the module or may be out of date: then libkmod has to be asked.
 */
static bool text_lookup(const struct context *ctx, const char *name, struct kmodule_lookup *ret)
{
	_cleanup_free_ char *dep =
		text_is_current(ctx) ? module_tree_text(ctx, "modules.dep") : NULL;
	_cleanup_strv_ char **files = dep ? modules_dep_files(dep, name) : NULL;

	*ret = (struct kmodule_lookup){.indexed = true};
	if (!files)
		return false;
	for (char **file = files; *file && !ret->lost[0]; file++) {
		_cleanup_free_ char *path = module_tree_path(ctx, *file);
		struct stat status;
		int r = sysroot_stat(ctx->root, path, &status);

		if (r == -ENOENT || r == -ENOTDIR)
			snprintf(ret->lost, sizeof(ret->lost), "%s", path);
		else if (r < 0)
			return false;
	}
	return true;
}

bool module_is_lost(const struct context *ctx, const char *name, char **ret_file)
{
	struct kmodule_lookup lookup;

	*ret_file = NULL;
	if (!text_lookup(ctx, name, &lookup) &&
	    (kmodule_lookup(ctx->root, ctx->release, name, &lookup) < 0 || lookup.bad_index))
		return false;
	if (lookup.built_in || (lookup.indexed && !lookup.lost[0]))
		return false;
	if (lookup.lost[0] && !module_name_of_file(lookup.lost, strlen(lookup.lost), name))
		*ret_file = xstrdup(lookup.lost);
	return true;
}
