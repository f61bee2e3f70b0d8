/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Remedies, and what the commands of all checks have in common. */
#include "config.h"

#include <stdarg.h>

#include "core/check.h"
#include "core/remedy.h"
#include "system/host.h"
#include "system/quarantine.h"
#include "text/quote.h"

/* What is kept of a name, so that suffix and number (".~12~") fit into NAME_MAX with it. */
#define ASIDE_NAME_MAX (NAME_MAX - (int)strlen(QUARANTINE_SUFFIX) - 8)

static const char reboot_note[] = "then drain the node and reboot";

const char *remedy_kind_name(enum remedy_kind kind)
{
	static const char *const names[] = {
		[REMEDY_NONE] = "none",         [REMEDY_SAFE] = "safe",
		[REMEDY_REBOOT] = "reboot",     [REMEDY_EDIT] = "edit",
		[REMEDY_DECISION] = "decision", [REMEDY_ELSEWHERE] = "elsewhere",
	};

	return names[kind];
}

const char *remedy_lead(enum remedy_kind kind)
{
	static const char *const leads[] = {
		[REMEDY_NONE] = "to see more",
		[REMEDY_SAFE] = "to fix it",
		[REMEDY_REBOOT] = "to fix it with a reboot",
		[REMEDY_EDIT] = "to fix it by an edit",
		[REMEDY_DECISION] = "to fix it, if you so decide",
		[REMEDY_ELSEWHERE] = "to fix it from elsewhere",
	};

	return leads[kind];
}

char *remedy_run(enum remedy_kind kind, const char *command)
{
	const char *before = kind == REMEDY_REBOOT     ? "before a reboot, "
			     : kind == REMEDY_DECISION ? "if you so decide, "
						       : "";

	return command ? format_text("; %srun: %s", before, command) : xstrdup("");
}

struct remedy remedy_take(enum remedy_kind kind, char *command)
{
	return (struct remedy){command ? kind : REMEDY_NONE, command, NULL};
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
	return (struct remedy){remedy->kind, remedy->command ? xstrdup(remedy->command) : NULL,
			       remedy->note ? xstrdup(remedy->note) : NULL};
}

void remedy_free(struct remedy *remedy)
{
	free(remedy->command);
	free(remedy->note);
	*remedy = (struct remedy){0};
}

struct remedy remedy_reboot(const char *format, ...)
{
	struct remedy remedy = {.kind = REMEDY_REBOOT, .note = xstrdup(reboot_note)};
	va_list args;

	va_start(args, format);
	remedy.command = format_text_args(format, args);
	va_end(args);
	return remedy;
}

struct remedy remedy_explain(struct remedy remedy, const char *format, ...)
{
	va_list args;

	if (!remedy.command)
		return remedy;
	free(remedy.note);
	va_start(args, format);
	remedy.note = format_text_args(format, args);
	va_end(args);
	return remedy;
}

/*
 * An image is not rebooted: from inside a chroot that would hit the machine that builds it. Nor is a
 * node whose running kernel works, for the sake of another one.
 */
static bool may_reboot(const struct context *ctx)
{
	return ctx->kernel && !ctx->root->confined;
}

const char *remedy_then_reboot(const struct context *ctx)
{
	return may_reboot(ctx) ? "; then drain the node and reboot" : "";
}

struct remedy remedy_for_root(const struct context *ctx, struct remedy remedy)
{
	_cleanup_free_ char *root = NULL, *word = NULL, *command = remedy.command;

	if (!command)
		return remedy;
	if (remedy.kind == REMEDY_ELSEWHERE) {
		command = NULL;
		return remedy;
	}
	if (!may_reboot(ctx) && remedy.note && text_equal(remedy.note, reboot_note)) {
		free(remedy.note);
		remedy.note = NULL;
	}
	if (!ctx->root->confined) {
		command = NULL;
		return remedy;
	}
	root = quote_shell(ctx->root->path);
	word = quote_shell(command);
	remedy.command = format_text("chroot %s sh -c %s", root, word);
	return remedy;
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

struct remedy remedy_library(const struct context *ctx, const struct library_install *rows,
			     size_t count)
{
	struct os_release os;

	if (ctx->root->confined)
		return (struct remedy){0};
	host_os_release(ctx->root, &os);
	for (size_t i = 0; i < count; i++)
		if (os_release_is(&os, rows[i].id))
			return remedy_format(REMEDY_SAFE, "%s", rows[i].command);
	return (struct remedy){0};
}
