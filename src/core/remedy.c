/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Remedies, and what the commands of all checks have in common. */
#include "config.h"


#include "core/check.h"
#include "core/remedy.h"
#include "system/host.h"
#include "system/quarantine.h"
#include "text/quote.h"

/* What is kept of a name, so that suffix and number (".~12~") fit into NAME_MAX with it. */
#define ASIDE_NAME_MAX (NAME_MAX - (int)strlen(QUARANTINE_SUFFIX) - 8)

/* Of each kind: the word of --json, the words before the command, and those before "run:". */
static const struct {
	const char *name, *lead, *before;
} kinds[] = {
	[REMEDY_NONE] = {"none", "to see more", ""},
	[REMEDY_SAFE] = {"safe", "to fix it", ""},
	[REMEDY_REBOOT] = {"reboot", "to fix it with a reboot",
			   "before you drain the node and reboot it, "},
	[REMEDY_EDIT] = {"edit", "to fix it by an edit", ""},
	[REMEDY_DECISION] = {"decision", "to fix it, if you so decide", "if you so decide, "},
	[REMEDY_ELSEWHERE] = {"elsewhere", "to fix it from elsewhere", ""},
};

const char *remedy_kind_name(enum remedy_kind kind)
{
	return kinds[kind].name;
}

const char *remedy_lead(enum remedy_kind kind)
{
	return kinds[kind].lead;
}

char *remedy_run(enum remedy_kind kind, const char *command)
{
	return command ? format_text("; %srun: %s", kinds[kind].before, command) : xstrdup("");
}

struct remedy remedy_take(enum remedy_kind kind, char *command)
{
	return (struct remedy){command ? kind : REMEDY_NONE, command, NULL};
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
 * An image is not rebooted: from inside a chroot that would hit the machine that builds it. Nor is
 * a node whose running kernel works, for the sake of another one.
 */
static bool may_reboot(const struct context *ctx)
{
	return ctx->kernel && !ctx->root->confined;
}

const char *remedy_then_reboot(const struct context *ctx)
{
	return may_reboot(ctx) ? "; " REMEDY_REBOOT_NOTE : "";
}

struct remedy remedy_for_root(const struct context *ctx, struct remedy remedy)
{
	_cleanup_free_ char *root = NULL, *word = NULL, *command = NULL;

	if (!remedy.command || remedy.kind == REMEDY_ELSEWHERE)
		return remedy;
	if (!may_reboot(ctx) && remedy.note && text_equal(remedy.note, REMEDY_REBOOT_NOTE)) {
		free(remedy.note);
		remedy.note = NULL;
	}
	if (!ctx->root->confined)
		return remedy;
	command = remedy.command;
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
