/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The directory of the CNI configuration: which file decides, and what it says. */
#include "config.h"

#include <errno.h>

#include "checks/cni_directory.h"
#include "checks/cni_runtime.h"
#include "formats/quote.h"

void cni_directory_free(struct cni_directory *directory)
{
	free(directory->file);
	free(directory->path);
	free(directory->fault);
	free(directory->remedy);
	cni_config_free(&directory->config);
	*directory = (struct cni_directory){0};
}

enum verdict cni_verdict(const struct context *ctx)
{
	return ctx->settings->invalid == INVALID_WARN ? VERDICT_WARN : VERDICT_FAIL;
}

char *cni_display(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *whole = sysroot_display(ctx->root, path);

	return whole ? quote_message(whole) : NULL;
}

/* A path below the root as a word of a command. */
static char *shell_path(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *whole = sysroot_display(ctx->root, path);

	return whole ? quote_shell(whole) : NULL;
}

char *cni_remedy_root(const struct context *ctx)
{
	_cleanup_free_ char *root = quote_shell(ctx->root->path);

	if (!root)
		return NULL;
	if (!ctx->root->confined)
		return strdup("sudo kubelet-preflight check");
	return format_text("sudo kubelet-preflight check --root=%s", root);
}

char *cni_remedy_aside(const struct context *ctx, const char *file)
{
	_cleanup_free_ char *word = shell_path(ctx, file);

	return word ? format_text("mv %s /root/", word) : NULL;
}

/* containerd stops to watch a directory that is gone (inotify), and is started anew. */
static char *remedy_directory(const struct context *ctx, const char *conf_dir)
{
	_cleanup_free_ char *word = shell_path(ctx, conf_dir);

	if (!word)
		return NULL;
	return format_text("mv %s /root/ && mkdir %s%s", word, word,
			   ctx->root->confined ? "" : " && systemctl try-restart containerd");
}

char *cni_directory_types(const struct cni_directory *directory)
{
	_cleanup_free_ char *joined = NULL;
	_cleanup_strv_ char **types = NULL;

	for (size_t i = 0; i < directory->config.count; i++)
		if (strv_append(&types, directory->config.plugins[i].type) < 0)
			return NULL;
	joined = strv_join(types, ", ");
	return joined ? quote_message(joined) : NULL;
}

/* What an error of an open or a read says: containerd meets it too, or nobody can tell. */
static enum cni_state state_of_error(int error)
{
	switch (error) {
	case -EFBIG:
	case -EIO:
	case -EISDIR:
	case -ELOOP:
	case -EMEDIUMTYPE:
	case -ENAMETOOLONG:
	case -ENOENT:
	case -ENOTDIR:
	case -ENXIO:
		return CNI_UNREADABLE;
	default:
		return CNI_UNKNOWN;
	}
}

bool cni_error_is_ours(int error)
{
	return error == -ENOMEM || error == -EMFILE || error == -ENFILE || error == -EOPNOTSUPP;
}

/* Takes fault and remedy over. */
static int answer(struct cni_directory *directory, enum cni_state state, char *fault, char *remedy)
{
	directory->state = state;
	directory->fault = fault;
	directory->remedy = remedy;
	return fault && remedy ? 0 : -ENOMEM;
}

static int answer_error(const struct context *ctx, struct cni_directory *directory, int error,
			char *remedy)
{
	enum cni_state state = state_of_error(error);

	directory->error = error;
	if (error == -EACCES || error == -EPERM) {
		free(remedy);
		return answer(directory, state, strdup("only root can read it"),
			      cni_remedy_root(ctx));
	}
	return answer(directory, state, strdup(sysroot_strerror(error)), remedy);
}

/* The link is there and what it names is not: "No such file" would be a riddle. */
static int answer_dangling(const struct context *ctx, struct cni_directory *directory,
			   const char *file)
{
	_cleanup_free_ char *target = NULL, *quoted = NULL;
	int r = sysroot_readlink(ctx->root, file, &target);

	if (cni_error_is_ours(r))
		return r;
	if (r < 0)
		return answer_error(ctx, directory, -ENOENT, cni_remedy_aside(ctx, file));
	quoted = quote_message(target);
	if (!quoted)
		return -ENOMEM;
	return answer(directory, CNI_UNREADABLE,
		      format_text("it is a symbolic link to %s, which does not exist", quoted),
		      cni_remedy_aside(ctx, file));
}

/*
 * The first candidate that is no directory, below the root. *ret_file is NULL when there is none.
 * A link to a directory is a candidate (Go's DirEntry.IsDir() does not follow).
 */
static int find_first(const struct context *ctx, const char *path,
		      bool (*is_candidate)(const char *name), char **ret_file,
		      struct stat *ret_status)
{
	_cleanup_strv_ char **names = NULL;
	int r = sysroot_list(ctx->root, path, CNI_ENTRIES_MAX, &names);

	if (r < 0)
		return r;
	*ret_file = NULL;
	for (char **name = names; *name; name++) {
		_cleanup_free_ char *file = NULL;

		if (!is_candidate(*name))
			continue;
		file = format_text("%s/%s", path, *name);
		if (!file)
			return -ENOMEM;
		r = sysroot_lstat(ctx->root, file, ret_status);
		if (r == -ENOENT || (r == 0 && S_ISDIR(ret_status->st_mode)))
			continue;
		*ret_file = file;
		file = NULL;
		return 0;
	}
	return 0;
}

static bool is_plugin_file(const char *name)
{
	return text_ends(name, ".conf");
}

/* Whether the network has a directory of plugins of its own, and plugins at all. */
static int look_for_more(const struct context *ctx, const char *conf_dir,
			 struct cni_directory *directory, const char *file)
{
	_cleanup_free_ char *path = NULL, *more = NULL, *shown = NULL;
	struct stat unused;
	int r;

	if (directory->config.inlined_only)
		return 0;
	path = format_text("%s/%s", conf_dir, directory->config.name);
	if (!path)
		return -ENOMEM;
	r = find_first(ctx, path, is_plugin_file, &more, &unused);
	if (r < 0 && cni_error_is_ours(r))
		return r;
	directory->chained = more;
	if (more || directory->config.count > 0)
		return 0;
	if (r < 0 && (r == -EIO || state_of_error(r) == CNI_UNKNOWN))
		return answer_error(ctx, directory, r, cni_remedy_aside(ctx, file));
	shown = cni_display(ctx, path);
	if (!shown)
		return -ENOMEM;
	return answer(directory, CNI_INVALID,
		      format_text("it has no \"plugins\", and there is no %s/*.conf", shown),
		      cni_remedy_aside(ctx, file));
}

static int read_file(const struct context *ctx, const char *conf_dir, const char *file,
		     struct cni_directory *directory)
{
	_cleanup_free_ char *text = NULL, *fault = NULL;
	size_t size;
	int r = sysroot_read(ctx->root, file, SYSROOT_TEXT_MAX, &text, &size);

	if (r == -ENOENT)
		return answer_dangling(ctx, directory, file);
	if (cni_error_is_ours(r))
		return r;
	if (r < 0)
		return answer_error(ctx, directory, r, cni_remedy_aside(ctx, file));
	r = cni_parse(text, size, cni_form_of(file), &directory->config, &fault);
	if (r == -EBADMSG) {
		r = answer(directory, CNI_INVALID, fault, cni_remedy_aside(ctx, file));
		fault = NULL;
		return r;
	}
	if (r < 0)
		return r;
	directory->state = CNI_SOUND;
	return look_for_more(ctx, conf_dir, directory, file);
}

int cni_directory_read(const struct context *ctx, struct cni_directory *ret)
{
	_cleanup_(cni_directory_free) struct cni_directory directory = {.state = CNI_ABSENT};
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_free_ char *fault = NULL;
	int r = cni_runtime_find(ctx, &runtime, &fault);
	const char *conf_dir = r == 0 ? runtime.places[0].conf_dir : NULL;

	if (r < 0)
		return r;
	r = find_first(ctx, conf_dir, cni_is_candidate, &directory.file, &directory.status);
	if (r < 0 && (cni_error_is_ours(r) || r == -EIO))
		return r;
	directory.path = cni_display(ctx, directory.file ? directory.file : conf_dir);
	if (!directory.path)
		return -ENOMEM;
	if (r < 0 && r != -ENOENT)
		r = answer_error(ctx, &directory, r, remedy_directory(ctx, conf_dir));
	else if (directory.file)
		r = read_file(ctx, conf_dir, directory.file, &directory);
	else
		r = 0;
	if (r < 0)
		return r;
	*ret = directory;
	directory = (struct cni_directory){0};
	return 0;
}
