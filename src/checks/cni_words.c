/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the CNI checks say in the same words: names of paths and runtimes, and common remedies. */
#include "config.h"

#include <errno.h>

#include "checks/cni_directory.h"
#include "formats/quote.h"
#include "system/quarantine.h"

/* What is kept of a name, so that suffix and number (".~12~") fit into NAME_MAX with it. */
#define ASIDE_NAME_MAX (NAME_MAX - (int)strlen(QUARANTINE_SUFFIX) - 8)

void cni_context_of(const struct context *ctx, bool guessed, struct settings *settings,
		    struct context *ret)
{
	*settings = *ctx->settings;
	*ret = *ctx;
	if (!guessed)
		return;
	settings->invalid = INVALID_WARN;
	settings->absent = ABSENT_ALLOW;
	ret->settings = settings;
}

void cni_drop_commands(struct report *report, size_t first)
{
	for (size_t i = first; i < report->count; i++) {
		free(report->findings[i].remedy);
		report->findings[i].remedy = NULL;
	}
}

enum verdict cni_verdict(const struct context *ctx)
{
	return ctx->settings->invalid == INVALID_WARN ? VERDICT_WARN : VERDICT_FAIL;
}

bool cni_error_is_ours(int error)
{
	return error == -ENOMEM || error == -EMFILE || error == -ENFILE || error == -EOPNOTSUPP;
}

const char *cni_loader_name(const struct cni_runtime *runtime)
{
	if (runtime->loader == CNI_LOADER_CONTAINERD)
		return "containerd";
	return runtime->unit && text_equal(runtime->unit, "cri-docker") ? "cri-dockerd" : "CRI-O";
}

char *cni_display(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *whole = sysroot_display(ctx->root, path);

	return whole ? quote_message(whole) : NULL;
}

char *cni_shell_path(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *whole = sysroot_outside(ctx->root, path, true);

	return whole ? quote_shell(whole) : NULL;
}

char *cni_shell_name(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *whole = sysroot_outside(ctx->root, path, false);

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

/*
 * Never onto what was put aside before: mv numbers that (GNU; busybox has no --backup, and moves
 * nothing then). "mv -n" would not do: onto a name that is taken it moves nothing, and succeeds.
 */
char *cni_remedy_aside_to(const struct context *ctx, const char *file, const char *directory)
{
	const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
	_cleanup_free_ char *aside =
		format_text("%s/%.*s" QUARANTINE_SUFFIX, directory, ASIDE_NAME_MAX, name);
	_cleanup_free_ char *from = cni_shell_name(ctx, file);
	_cleanup_free_ char *to = aside ? cni_shell_name(ctx, aside) : NULL;

	return from && to ? format_text("mv --backup=numbered -T %s %s", from, to) : NULL;
}

char *cni_remedy_aside(const struct context *ctx, const char *file)
{
	const char *slash = strrchr(file, '/');
	_cleanup_free_ char *directory = strndup(file, slash ? (size_t)(slash - file) : 0);

	return directory ? cni_remedy_aside_to(ctx, file, directory) : NULL;
}

enum cause_id cni_directory_cause(const struct cni_directory *directory)
{
	return directory->state == CNI_INVALID ? CAUSE_CNI_CONFIG_INVALID
					       : CAUSE_CNI_CONFIG_UNREADABLE;
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
