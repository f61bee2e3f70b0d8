/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the commands of all checks have in common: paths as words, and what many of them do. */
#include "config.h"

#include "core/remedy.h"
#include "system/quarantine.h"
#include "text/quote.h"

/* What is kept of a name, so that suffix and number (".~12~") fit into NAME_MAX with it. */
#define ASIDE_NAME_MAX (NAME_MAX - (int)strlen(QUARANTINE_SUFFIX) - 8)

/*
 * An image is not rebooted: from inside a chroot that would hit the machine that builds it. Nor is a
 * node whose running kernel works, for the sake of another one.
 */
static void drop_reboot(char *command)
{
	static const char *const reboots[] = {" && reboot", " --reboot"};

	for (size_t i = 0; i < ARRAY_SIZE(reboots); i++) {
		size_t length = strlen(reboots[i]);
		char *found;

		while ((found = strstr(command, reboots[i])))
			memmove(found, found + length, strlen(found + length) + 1);
	}
}

/* "a || { b; }", which package_command() made for the sake of "b && reboot", is "a || b". */
static void drop_braces(char *command)
{
	static const char before[] = "|| { ", after[] = "; }";
	char *open = strstr(command, before);

	if (!open || !text_ends(command, after) || strstr(open, " && "))
		return;
	command[strlen(command) - strlen(after)] = '\0';
	open += strlen("|| ");
	memmove(open, open + strlen("{ "), strlen(open + strlen("{ ")) + 1);
}

char *remedy_for_root(const struct context *ctx, const char *command)
{
	_cleanup_free_ char *root = NULL, *word = NULL;
	char *copy = xstrdup(command);

	if (!ctx->kernel || ctx->root->confined) {
		drop_reboot(copy);
		drop_braces(copy);
	}
	if (!ctx->root->confined)
		return copy;
	root = quote_shell(ctx->root->path);
	word = quote_shell(copy);
	free(copy);
	return format_text("chroot %s sh -c %s", root, word);
}

char *display_path(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *whole = sysroot_display(ctx->root, path);

	return quote_message(whole);
}

char *shell_path(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *whole = sysroot_outside(ctx->root, path, true);

	return quote_shell(whole);
}

char *shell_name(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *whole = sysroot_outside(ctx->root, path, false);

	return quote_shell(whole);
}

char *remedy_root(const struct context *ctx)
{
	_cleanup_free_ char *root = quote_shell(ctx->root->path);

	if (!ctx->root->confined)
		return xstrdup("sudo kubelet-preflight check");
	return format_text("sudo kubelet-preflight check --root=%s", root);
}

/*
 * Never onto what was put aside before: mv numbers that (GNU; busybox has no --backup, and moves
 * nothing then). "mv -n" would not do: onto a name that is taken it moves nothing, and succeeds.
 */
char *remedy_aside_to(const struct context *ctx, const char *file, const char *directory)
{
	const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
	_cleanup_free_ char *aside =
		format_text("%s/%.*s" QUARANTINE_SUFFIX, directory, ASIDE_NAME_MAX, name);
	_cleanup_free_ char *from = shell_name(ctx, file);
	_cleanup_free_ char *to = shell_name(ctx, aside);

	return format_text("mv --backup=numbered -T %s %s", from, to);
}

char *remedy_aside(const struct context *ctx, const char *file)
{
	const char *slash = strrchr(file, '/');
	_cleanup_free_ char *directory = xstrndup(file, slash ? (size_t)(slash - file) : 0);

	return remedy_aside_to(ctx, file, directory);
}
