/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other releases of the runtime make of a CNI configuration than the newest libcni. */
#include "config.h"

#include "cni/config/directory.h"
#include "core/remedy.h"

/* Who has a libcni before 1.2, and before 1.3 (go.mod of their release branches). */
static const char *older_releases(const struct cni_runtime *runtime, enum cni_since since)
{
	if (runtime->loader == CNI_LOADER_CRIO)
		return "CRI-O 1.26";
	return since == CNI_SINCE_1_2 ? "containerd 1.6 and 1.7" : "containerd 1.6, 1.7 and 2.0";
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

/* Takes words and remedy over. */
static void note(struct cni_answer *answer, char *words, struct remedy remedy)
{
	cni_answer_note(answer, CAUSE_CNI_CONFIG_RELEASE, xstrdup(answer->path), words, remedy);
}

void cni_release_note(const struct context *ctx, const struct cni_runtime *runtime,
		      struct cni_answer *answer)
{
	if (cni_answer_is_broken(answer) && answer->since != CNI_SINCE_EVER)
		note(answer,
		     format_text("%s: the fault there is accepted without a check by %s",
				 answer->path, older_releases(runtime, answer->since)),
		     remedy_release(runtime));
	if (answer->state != CNI_SOUND)
		return;
	if (answer->config.since == CNI_SINCE_1_2)
		note(answer,
		     format_text("%s: \"disableCheck\" is a string, so %s rejects it", answer->path,
				 older_releases(runtime, CNI_SINCE_1_2)),
		     remedy_flag(ctx, answer));
	if (answer->chained > 0)
		note(answer,
		     format_text(
			     "%s: %zu of its %zu plugins are in files of their own, so it %s by %s",
			     answer->path, answer->chained, answer->config.count,
			     answer->chained == answer->config.count ? "is rejected"
								     : "is taken without those",
			     older_releases(runtime, CNI_SINCE_1_3)),
		     remedy_release(runtime));
}

void cni_release_report(const struct context *ctx, const struct cni_runtime *runtime,
			struct report *report)
{
	_cleanup_free_ char *path =
		runtime->file ? display_path(ctx, runtime->file) : xstrdup("containerd");
	_cleanup_free_ char *words = strv_join(runtime->differs, "; ");
	_cleanup_remedy_ struct remedy remedy = remedy_release(runtime);

	if (runtime->differs && !runtime->answer)
		report_cause(report, check_cni_config.name, CAUSE_CNI_CONFIG_RELEASE, path, &remedy,
			     "%s: %s", path, words);
}
