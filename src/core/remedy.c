/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Remedies, and what the commands of all checks have in common. */
#include "config.h"

#include <stdarg.h>

#include "core/check.h"
#include "core/remedy.h"
#include "system/quarantine.h"
#include "text/quote.h"

/* What is kept of a name, so that suffix and number (".~12~") fit into NAME_MAX with it. */
#define ASIDE_NAME_MAX (NAME_MAX - (int)strlen(QUARANTINE_SUFFIX) - 8)

const char *remedy_kind_name(enum remedy_kind kind)
{
	static const char *const names[] = {
		[REMEDY_NONE] = "none",         [REMEDY_SAFE] = "safe",
		[REMEDY_REBOOT] = "reboot",     [REMEDY_EDIT] = "edit",
		[REMEDY_DECISION] = "decision", [REMEDY_ELSEWHERE] = "elsewhere",
	};

	return names[kind];
}

struct remedy remedy_take(enum remedy_kind kind, char *command)
{
	return (struct remedy){command ? kind : REMEDY_NONE, command};
}

struct remedy remedy_format(enum remedy_kind kind, const char *format, ...)
{
	struct remedy remedy = {.kind = kind};
	va_list args;

	va_start(args, format);
	remedy.command = format_text_args(format, args);
	va_end(args);
	return remedy;
}

struct remedy remedy_copy(const struct remedy *remedy)
{
	return (struct remedy){remedy->kind, remedy->command ? xstrdup(remedy->command) : NULL};
}

void remedy_free(struct remedy *remedy)
{
	free(remedy->command);
	*remedy = (struct remedy){0};
}

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

struct remedy remedy_for_root(const struct context *ctx, struct remedy remedy)
{
	_cleanup_free_ char *root = NULL, *word = NULL;
	struct remedy inside;

	if (!remedy.command)
		return remedy;
	if (!ctx->kernel || ctx->root->confined) {
		drop_reboot(remedy.command);
		drop_braces(remedy.command);
	}
	if (!ctx->root->confined)
		return remedy;
	if (remedy.kind == REMEDY_REBOOT)
		remedy.kind = REMEDY_SAFE;
	root = quote_shell(ctx->root->path);
	word = quote_shell(remedy.command);
	inside = remedy_format(remedy.kind, "chroot %s sh -c %s", root, word);
	remedy_free(&remedy);
	return inside;
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

struct remedy remedy_root(const struct context *ctx)
{
	_cleanup_free_ char *root = quote_shell(ctx->root->path);

	if (!ctx->root->confined)
		return remedy_format(REMEDY_NONE, "sudo kubelet-preflight check");
	return remedy_format(REMEDY_NONE, "sudo kubelet-preflight check --root=%s", root);
}

/*
 * Never onto what was put aside before: mv numbers that (GNU; busybox has no --backup, and moves
 * nothing then). "mv -n" would not do: onto a name that is taken it moves nothing, and succeeds.
 */
struct remedy remedy_aside_to(const struct context *ctx, const char *file, const char *directory)
{
	const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
	_cleanup_free_ char *aside =
		format_text("%s/%.*s" QUARANTINE_SUFFIX, directory, ASIDE_NAME_MAX, name);
	_cleanup_free_ char *from = shell_name(ctx, file);
	_cleanup_free_ char *to = shell_name(ctx, aside);

	return remedy_format(REMEDY_SAFE, "mv --backup=numbered -T %s %s", from, to);
}

struct remedy remedy_aside(const struct context *ctx, const char *file)
{
	const char *slash = strrchr(file, '/');
	_cleanup_free_ char *directory = xstrndup(file, slash ? (size_t)(slash - file) : 0);

	return remedy_aside_to(ctx, file, directory);
}
