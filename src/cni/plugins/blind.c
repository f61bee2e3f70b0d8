/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The findings of check "cni-plugins" when the plugins are not known. */
#include "config.h"

#include <errno.h>

#include "cni/plugins/check.h"
#include "text/quote.h"

/*
 * The causes by which no configuration is in force. Of a file that was renamed or skipped there is
 * another.
 */
static bool is_reason(const struct cause *cause)
{
	return cause &&
	       (cause->id == CAUSE_CNI_CONFIG_INVALID || cause->id == CAUSE_CNI_CONFIG_UNREADABLE ||
		cause->id == CAUSE_CNI_RUNTIME_INVALID || cause->id == CAUSE_CNI_UNKNOWN);
}

/*
 * Whether check cni-config has reported why. Both checks read the directory: when it changes in
 * between, or cannot be read the second time, it has not. warn: a warning counts as well, for ours
 * would be one, too. subject: of the finding; NULL for any.
 */
static bool is_said_by_config(const struct report *report, const char *subject, bool warn)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		if (text_equal(finding->check, check_cni_config.name) &&
		    is_reason(finding->cause) && (warn || finding->verdict > VERDICT_WARN) &&
		    (!subject || (finding->subject && text_equal(finding->subject, subject))))
			return true;
	}
	return false;
}

void cni_blind_directory(const struct cni_network *network)
{
	const struct cni_answer *answer = network->answer;
	struct report *report = network->report;
	bool warn = network->ctx->settings->invalid == INVALID_WARN ||
		    (network->place->handler && !cni_answer_stops_all(answer));

	if (is_said_by_config(report, answer->path, warn))
		report_skip(report, check_cni_plugins.name, answer->path,
			    "not checked: %s is broken (see check cni-config)", answer->path);
	else
		report_cause_as(report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN,
				warn ? VERDICT_WARN : VERDICT_ERROR, answer->path, &answer->remedy,
				"plugins not checked because %s is invalid: %s", answer->path,
				answer->fault);
}

/* The command that looks again; check: the one to run, "" for all. */
static struct remedy look_again(const struct context *ctx, const char *check)
{
	_cleanup_free_ char *root = quote_shell(ctx->root->path);

	return remedy_format(REMEDY_NONE, "kubelet-preflight check%s%s%s%s", *check ? " " : "",
			     check, ctx->root->confined ? " --root=" : "",
			     ctx->root->confined ? root : "");
}

/*
 * Whether check cni-config has seen a configuration: it passed one, whose plugins were not looked
 * at, or, with Absent=block, has not reported that there is none. False where it was not run.
 */
static bool was_seen_by_config(const struct context *ctx, const struct report *report)
{
	const struct finding *finding = report_find(report, check_cni_config.name);

	if (!finding)
		return false;
	if (finding->verdict == VERDICT_PASS)
		return finding->subject;
	return ctx->settings->absent == ABSENT_BLOCK &&
	       finding->cause != cause_get(CAUSE_CNI_CONFIG_ABSENT);
}

void cni_blind_absent(const struct cni_network *network)
{
	_cleanup_remedy_ struct remedy remedy = look_again(network->ctx, "");
	const char *path = network->answer->path;

	if (network->place->handler || !was_seen_by_config(network->ctx, network->report))
		report_skip(network->report, check_cni_plugins.name, NULL,
			    "no configuration in %s names a plugin", path);
	else
		report_cause(network->report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN, path,
			     &remedy,
			     "plugins not checked because %s no longer has a configuration", path);
}

void cni_blind_runtime(const struct context *ctx, int error, const char *fault,
		       struct report *report)
{
	_cleanup_remedy_ struct remedy remedy = look_again(ctx, check_cni_config.name);
	/* Invalid=warn is for what the runtime rejects, and not for what could not be read. */
	bool warn = error == -EBADMSG && ctx->settings->invalid == INVALID_WARN;

	if (is_said_by_config(report, NULL, warn))
		report_skip(report, check_cni_plugins.name, NULL,
			    "not checked: the directories are not known (see check cni-config)");
	else
		report_cause_as(report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN,
				warn ? VERDICT_WARN : VERDICT_ERROR, NULL, &remedy,
				"plugins not checked because their directories are not known: %s",
				fault);
}
