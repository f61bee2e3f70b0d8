/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files that the plugins of a network read when a pod is added. */
#include "config.h"

#include <errno.h>
#include <time.h>

#include "cni/plugins/check.h"
#include "cni/plugins/kubeconfig.h"
#include "core/remedy.h"

/* NULL when it is sound, or could not be looked at. */
static const char *file_fault(int error, const struct stat *status)
{
	if (error == -ENOENT || error == -ENOTDIR)
		return "does not exist";
	if (error < 0)
		return NULL;
	if (!S_ISREG(status->st_mode))
		return "is not a regular file";
	return status->st_size == 0 ? "is empty" : NULL;
}

/* The token of calico lasts a day: on a node that was off for longer it has expired. */
static int look_at_token(const struct context *ctx, const struct cni_needed_file *file,
			 const char *shown, struct report *report)
{
	_cleanup_free_ char *text = NULL;
	char day[sizeof("-2147481748-12-31 23:59:59")] = "";
	int64_t end;
	time_t seconds;
	struct tm when;
	int r = sysroot_read(ctx->root, file->path, SYSROOT_TEXT_MAX, &text, NULL);

	if (r < 0)
		return sysroot_error_is_ours(r) ? r : 0;
	if (!kubeconfig_token_end(text, &end) || end >= (int64_t)time(NULL))
		return 0;
	seconds = (time_t)end;
	if (!gmtime_r(&seconds, &when) || !strftime(day, sizeof(day), "%F %T", &when))
		return 0;
	report_skip(report, check_cni_plugins.name, shown,
		    "the token in %s expired on %s UTC: pods wait until the DaemonSet of %s has "
		    "written another, which it does once kubelet runs",
		    shown, day, file->by);
	return 0;
}

static int look_at(const struct context *ctx, const struct cni_needed_file *file,
		   struct report *report)
{
	_cleanup_free_ char *shown = display_path(ctx, file->path);
	struct stat status;
	int r = sysroot_stat(ctx->root, file->path, &status);
	const char *fault = file_fault(r, &status);

	if (sysroot_error_is_ours(r))
		return r;
	if (!fault)
		return r == 0 && file->kind == CNI_NEEDED_KUBECONFIG
			       ? look_at_token(ctx, file, shown, report)
			       : 0;
	if (file->kind == CNI_NEEDED_STATE)
		report_skip(report, check_cni_plugins.name, shown,
			    "%s %s: pods wait until the DaemonSet of %s has written it, which it "
			    "does once kubelet runs",
			    shown, fault, file->by);
	else
		report_cause(
			report, check_cni_plugins.name, CAUSE_CNI_FILE_MISSING, shown, NULL,
			"%s, the kubeconfig of %s, %s: no pod gets a network until the "
			"DaemonSet of %s has written it again, which it does once kubelet runs",
			shown, file->by, fault, file->by);
	return 0;
}

int cni_files_look(const struct context *ctx, const struct cni_needs *needs, struct report *report)
{
	int r = 0;

	for (size_t i = 0; i < needs->file_count && r == 0; i++)
		r = look_at(ctx, &needs->files[i], report);
	return r;
}
