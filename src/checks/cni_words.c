/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths and commands in the words of the CNI checks. */
#include "config.h"

#include "checks/cni_words.h"
#include "formats/quote.h"
#include "system/quarantine.h"

/* What is kept of a name, so that suffix and number (".~12~") fit into NAME_MAX with it. */
#define ASIDE_NAME_MAX (NAME_MAX - (int)strlen(QUARANTINE_SUFFIX) - 8)

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
