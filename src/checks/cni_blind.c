/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What check "cni-plugins" says when what names the plugins cannot be used. */
#include "config.h"

#include <errno.h>

#include "checks/cni_blind.h"
#include "formats/quote.h"

static bool is_said_by_config(const struct report *report)
{
	return report_find(report, check_cni_config.name) != NULL;
}

int cni_blind_directory(const struct context *ctx, const struct cni_place *place,
			const struct cni_directory *directory, struct report *report)
{
	bool warn = ctx->settings->invalid == INVALID_WARN ||
		    (place->handler && !directory->hangs);

	if (is_said_by_config(report))
		report_skip(report, check_cni_plugins.name, directory->path,
			    "not looked at: %s is broken (see check cni-config)", directory->path);
	else
		report_cause_as(report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN,
				warn ? VERDICT_WARN : VERDICT_ERROR, directory->path,
				directory->remedy,
				"the plugins are not known, for %s is broken: %s", directory->path,
				directory->fault);
	return 0;
}

int cni_blind_runtime(const struct context *ctx, int error, const char *fault,
		      struct report *report)
{
	_cleanup_free_ char *root = ctx->root->confined ? quote_shell(ctx->root->path) : NULL;
	_cleanup_free_ char *remedy = format_text("kubelet-preflight check cni-config%s%s",
						  root ? " --root=" : "", root ? root : "");
	/* A setting softens what the runtime rejects, and not what could not be read. */
	bool warn = error == -EBADMSG && ctx->settings->invalid == INVALID_WARN;

	if (!remedy)
		return -ENOMEM;
	if (is_said_by_config(report))
		report_skip(report, check_cni_plugins.name, NULL,
			    "not looked at: the directories are not known (see check cni-config)");
	else
		report_cause_as(report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN,
				warn ? VERDICT_WARN : VERDICT_ERROR, NULL, remedy,
				"the plugins are not known, for their directories are not: %s", fault);
	return 0;
}
