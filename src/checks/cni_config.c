/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-config": does the container runtime accept the CNI configuration of this node? */
#include "config.h"

#include <errno.h>

#include "checks/cni_directory.h"
#include "checks/cni_quarantine.h"
#include "checks/cni_runtime.h"

/* What becomes of the pods, said once for all that can be wrong with the file. */
#define CONSEQUENCE                                                                                \
	"containerd takes the first file by name and never another, so no pod gets a network"

static const char remedy_allow[] = "mkdir -p /etc/kubelet-preflight.conf.d && printf "
				   "'[CNI]\\nAbsent=allow\\n' "
				   ">/etc/kubelet-preflight.conf.d/50-absent.conf";

static void report_absent(const struct context *ctx, const struct cni_directory *directory,
			  struct report *report)
{
	if (ctx->settings->absent == ABSENT_ALLOW)
		report_pass(report, check_cni_config.name, NULL,
			    "no configuration in %s yet: the node waits for its CNI DaemonSet",
			    directory->path);
	else
		report_cause(
			report, check_cni_config.name, CAUSE_CNI_CONFIG_ABSENT, NULL, remedy_allow,
			"no configuration in %s, and Absent=block says that the image brings "
			"one: install the image's CNI anew, or let the node wait for a DaemonSet",
			directory->path);
}

static int report_sound(const struct cni_directory *directory, struct report *report)
{
	_cleanup_free_ char *types = cni_directory_types(directory);

	if (!types)
		return -ENOMEM;
	report_pass(report, check_cni_config.name, directory->config.name, "%s is valid: %s%s%s",
		    directory->path, types, *types && directory->chained ? ", and " : "",
		    directory->chained ? "plugins from files of their own" : "");
	return 0;
}

/* note: what became of the quarantine, or NULL without one. */
static void report_broken(const struct cni_directory *directory, enum verdict verdict,
			  const char *note, struct report *report)
{
	enum cause_id cause = directory->state == CNI_INVALID ? CAUSE_CNI_CONFIG_INVALID
							      : CAUSE_CNI_CONFIG_UNREADABLE;

	report_cause_as(report, check_cni_config.name, cause, verdict, directory->path,
			directory->remedy, "%s: %s; " CONSEQUENCE "%s%s", directory->path,
			directory->fault, note ? "; " : "", note ? note : "");
}

static int run(const struct context *ctx, struct report *report)
{
	_cleanup_(cni_directory_free) struct cni_directory directory = {0};
	_cleanup_free_ char *note = NULL;
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	enum verdict verdict = cni_verdict(ctx);
	int r = cni_runtime_get(ctx, check_cni_config.name, report, &runtime);

	if (r <= 0)
		return r;
	r = cni_directory_read(ctx, &directory);
	if (r == 0 && ctx->settings->invalid == INVALID_QUARANTINE)
		r = cni_quarantine(ctx, &directory, report, &verdict, &note);
	if (r < 0)
		return r;
	switch (directory.state) {
	case CNI_ABSENT:
		report_absent(ctx, &directory, report);
		break;
	case CNI_SOUND:
		return report_sound(&directory, report);
	case CNI_INVALID:
	case CNI_UNREADABLE:
		report_broken(&directory, verdict, note, report);
		break;
	case CNI_UNKNOWN:
		report_cause(report, check_cni_config.name, CAUSE_CNI_UNKNOWN, directory.path,
			     directory.remedy, "%s could not be read: %s", directory.path,
			     directory.fault);
		break;
	}
	return 0;
}

const struct check check_cni_config = {
	.name = "cni-config",
	.title = "CNI configuration",
	.blind = CAUSE_CNI_UNKNOWN,
	.run = run,
};
