/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other releases of the runtime make of a CNI configuration than the newest libcni. */
#include "config.h"

#include "cni/config/check.h"
#include "cni/config/directory.h"
#include "core/remedy.h"

/* Who has a libcni before 1.2, and before 1.3 (go.mod of their release branches). */
static const struct {
	enum cni_loader loader;
	const char *before_1_2, *before_1_3;
} releases[] = {
	{CNI_LOADER_CONTAINERD, "containerd 1.6 and 1.7", "containerd 1.6, 1.7 and 2.0"},
	{CNI_LOADER_CRIO, "CRI-O 1.26", "CRI-O 1.26"},
};

static const char *older_releases(const struct cni_runtime *runtime, enum cni_since since)
{
	const size_t row = runtime->loader == releases[0].loader ? 0 : 1;

	return since == CNI_SINCE_1_2 ? releases[row].before_1_2 : releases[row].before_1_3;
}

/* The command that says which release it is. */
static struct remedy remedy_release(const struct cni_runtime *runtime)
{
	return remedy_format(REMEDY_NONE, "%s --version",
			     runtime->loader == CNI_LOADER_CRIO ? "crio" : "containerd");
}

/* The command that makes a truth value of the string. */
static struct remedy remedy_flag(const struct context *ctx, const struct cni_answer *answer)
{
	_cleanup_free_ char *word = shell_path(ctx, answer->file);

	return remedy_format(REMEDY_EDIT,
			     "sed -i -E 's/(\"disableCheck\"[[:space:]]*:[[:space:]]*)"
			     "\"(true|false)\"/\\1\\L\\2/I' %s",
			     word);
}

static void note_flag(const struct context *ctx, const struct cni_runtime *runtime,
		      struct cni_answer *answer)
{
	cni_answer_note(
		answer, CAUSE_CNI_CONFIG_RELEASE, xstrdup(answer->path),
		format_text("%s: \"disableCheck\" is a string, so %s rejects it",
			    answer->path, older_releases(runtime, CNI_SINCE_1_2)),
		remedy_flag(ctx, answer));
}

static void note_chained(const struct cni_runtime *runtime, struct cni_answer *answer)
{
	bool all = answer->chained == answer->config.count;

	cni_answer_note(
		answer, CAUSE_CNI_CONFIG_RELEASE, xstrdup(answer->path),
		format_text(
			"%s: %zu of its %zu plugins are in files of their own, so it %s "
			"by %s",
			answer->path, answer->chained, answer->config.count,
			all ? "is rejected" : "is taken without those",
			older_releases(runtime, CNI_SINCE_1_3)),
		remedy_release(runtime));
}

static void note_fault(const struct cni_runtime *runtime, struct cni_answer *answer)
{
	cni_answer_note(answer, CAUSE_CNI_CONFIG_RELEASE, xstrdup(answer->path),
			format_text("%s: the fault there is accepted without a check by %s", answer->path,
				    older_releases(runtime, answer->since)),
			remedy_release(runtime));
}

void cni_release_note(const struct context *ctx, const struct cni_runtime *runtime,
		      struct cni_answer *answer)
{
	bool broken = answer->state == CNI_INVALID || answer->state == CNI_UNREADABLE;

	if (broken && answer->since != CNI_SINCE_EVER)
		note_fault(runtime, answer);
	if (answer->state != CNI_SOUND)
		return;
	if (answer->config.since == CNI_SINCE_1_2)
		note_flag(ctx, runtime, answer);
	if (answer->chained > 0)
		note_chained(runtime, answer);
}

void cni_release_report(const struct context *ctx, const struct cni_runtime *runtime, struct report *report)
{
	_cleanup_free_ char *path = runtime->file ? display_path(ctx, runtime->file) : xstrdup("containerd");
	_cleanup_free_ char *words = strv_join(runtime->differs, "; ");
	_cleanup_remedy_ struct remedy remedy = remedy_release(runtime);

	if (runtime->differs && !runtime->answer)
		report_cause(report, check_cni_config.name, CAUSE_CNI_CONFIG_RELEASE, path, &remedy, "%s: %s",
			     path, words);
}
