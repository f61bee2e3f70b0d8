/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a check says when the configuration of the runtime, or of the kubelet, cannot be used. */
#include "config.h"

#include <errno.h>

#include "core/remedy.h"
#include "runtime/runtime.h"
#include "text/quote.h"

enum verdict cni_verdict(const struct context *ctx)
{
	return ctx->settings->invalid == INVALID_WARN ? VERDICT_WARN : VERDICT_FAIL;
}

/* The command that opens what names the file: a unit, or another file. */
static struct remedy source_remedy(const struct context *ctx, const char *source)
{
	_cleanup_free_ char *root = quote_shell(ctx->root->path);
	_cleanup_free_ char *word = shell_path(ctx, source);

	if (*source == '/')
		return remedy_format(REMEDY_EDIT, "vi %s", word);
	if (ctx->root->confined)
		return remedy_format(REMEDY_EDIT, "chroot %s systemctl edit --full %s", root,
				     source);
	return remedy_format(REMEDY_EDIT, "systemctl edit --full %s", source);
}

/*
 * CRI-O reads each file of its drop-in directory and of those below, whatever its name, and
 * containerd what a pattern of the administrator's takes: such a file goes beside the directory.
 */
static struct remedy move_aside_command(const struct context *ctx, const char *file)
{
	static const char *const mains[] = {"/config.toml", "/crio.conf", "/config.yaml"};
	_cleanup_free_ char *directory = xstrdup(file);
	char *end = strstr(directory, ".d/");

	for (size_t i = 0; i < ARRAY_SIZE(mains); i++)
		if (!end && text_ends(file, mains[i]))
			return remedy_aside(ctx, file);
	if (!end)
		end = strrchr(directory, '/');
	*(end ? end : directory) = '\0';
	end = strrchr(directory, '/');
	*(end ? end : directory) = '\0';
	return remedy_aside_to(ctx, file, directory);
}

/*
 * The command that opens the file where the fault is, or takes away what is no file. A directory
 * in its place is an empty one as a rule, that a mount has made: rmdir spares any other.
 */
static struct remedy fault_remedy(const struct context *ctx, const struct runtime_fault *fault)
{
	_cleanup_free_ char *word = shell_path(ctx, fault->file);
	struct stat status;
	bool regular =
		sysroot_stat(ctx->root, fault->file, &status) == 0 && S_ISREG(status.st_mode);

	if (!regular && fault->source)
		return source_remedy(ctx, fault->source);
	if (!regular && sysroot_lstat(ctx->root, fault->file, &status) == 0 &&
	    S_ISDIR(status.st_mode))
		return remedy_format(REMEDY_SAFE, "rmdir %s", word);
	/* Without it the runtime has its defaults: whoever put it there had others. */
	if (!regular)
		return remedy_explain(
			remedy_take(REMEDY_DECISION, move_aside_command(ctx, fault->file).command),
			"a decision for whoever put it there: the runtime has its defaults "
			"without it");
	return fault->line ? remedy_format(REMEDY_EDIT, "vi +%u %s", fault->line, word)
			   : remedy_format(REMEDY_EDIT, "vi %s", word);
}

/* "FILE:LINE: words" */
static char *fault_text(const struct context *ctx, const struct runtime_fault *fault)
{
	_cleanup_free_ char *path = display_path(ctx, fault->file);

	return fault->line ? format_text("%s:%u: %s", path, fault->line, fault->words)
			   : format_text("%s: %s", path, fault->words);
}

int cni_runtime_find(const struct context *ctx, struct cni_runtime *ret, char **ret_fault)
{
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	int r = cni_runtime_look(ctx, ret, &fault);

	if (r < 0 && fault.words)
		*ret_fault = fault_text(ctx, &fault);
	return r;
}

/*
 * answer: that of a runtime which runs all the same, or NULL. Its file was edited since, or this
 * reading of it is wrong: the runtime knows.
 */
static void report_fault(const struct context *ctx, const char *check, struct report *report,
			 const struct runtime_fault *fault, int error,
			 const struct cri_answer *answer)
{
	bool denied = error == -EACCES || error == -EPERM;
	_cleanup_free_ char *words = fault_text(ctx, fault);
	_cleanup_free_ char *path = display_path(ctx, fault->file);
	_cleanup_remedy_ struct remedy remedy =
		denied ? remedy_root(ctx) : fault_remedy(ctx, fault);

	if (answer)
		report_cause_as(
			report, check, CAUSE_CNI_RUNTIME_INVALID, VERDICT_WARN, path, &remedy,
			"%s; %s %s runs all the same, and reads the file again at its next start",
			words, answer->version.name, answer->version.version);
	else if (error == -EBADMSG)
		report_cause_as(report, check, CAUSE_CNI_RUNTIME_INVALID, cni_verdict(ctx), path,
				&remedy, "%s; no pod can run with this configuration", words);
	else
		report_cause(report, check, CAUSE_CNI_UNKNOWN, path, &remedy,
			     "%s; it says where the CNI configuration is", words);
}

int cni_runtime_get(const struct context *ctx, const char *check, struct report *report,
		    struct cni_runtime *ret)
{
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	int r = cni_runtime_look(ctx, ret, &fault);

	if (r == 0 && ret->misread.words)
		report_fault(ctx, check, report, &ret->misread, 0, ret->answer);
	if (r == 0)
		return 1;
	if (!fault.words)
		return r;
	report_fault(ctx, check, report, &fault, r, NULL);
	return 0;
}
