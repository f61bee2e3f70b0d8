/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other releases of the runtime make of a CNI configuration than the newest libcni. */
#include "config.h"

#include <errno.h>

#include "checks/cni_release.h"
#include "preflight/remedy.h"

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
static char *remedy_release(const struct cni_runtime *runtime)
{
	return strdup(runtime->loader == CNI_LOADER_CRIO ? "crio --version"
							 : "containerd --version");
}

/* The command that makes a truth value of the string. */
static char *remedy_flag(const struct context *ctx, const struct cni_answer *directory)
{
	_cleanup_free_ char *word = shell_path(ctx, directory->file);

	return word ? format_text("sed -i -E 's/(\"disableCheck\"[[:space:]]*:[[:space:]]*)"
				  "\"(true|false)\"/\\1\\L\\2/I' %s",
				  word)
		    : NULL;
}

static int note_flag(const struct context *ctx, const struct cni_runtime *runtime,
		     struct cni_answer *directory)
{
	return cni_answer_note(
		directory, CAUSE_CNI_CONFIG_RELEASE, strdup(directory->path),
		format_text("%s: \"disableCheck\" is a string, for which it is rejected by %s",
			    directory->path, older_releases(runtime, CNI_SINCE_1_2)),
		remedy_flag(ctx, directory));
}

int cni_release_answer(const struct context *ctx, const struct cni_runtime *runtime,
		       struct cni_answer *directory)
{
	if (!runtime->series_1 || directory->config.since != CNI_SINCE_1_2)
		return 0;
	directory->state = CNI_INVALID;
	directory->fault = strdup("\"disableCheck\" is a string, for which it is rejected by "
				  "containerd 1.x, which this node has");
	directory->remedy = remedy_flag(ctx, directory);
	return directory->fault && directory->remedy ? 0 : -ENOMEM;
}

static int note_chained(const struct cni_runtime *runtime, struct cni_answer *directory)
{
	bool all = directory->chained == directory->config.count;

	return cni_answer_note(
		directory, CAUSE_CNI_CONFIG_RELEASE, strdup(directory->path),
		format_text(
			"%s: %zu of its %zu plugins stand in files of their own, for which it %s "
			"by %s",
			directory->path, directory->chained, directory->config.count,
			all ? "is rejected" : "is taken without those",
			older_releases(runtime, CNI_SINCE_1_3)),
		remedy_release(runtime));
}

static int note_fault(const struct cni_runtime *runtime, struct cni_answer *directory)
{
	return cni_answer_note(directory, CAUSE_CNI_CONFIG_RELEASE, strdup(directory->path),
			       format_text("%s: what is wrong there is not looked at by %s",
					   directory->path,
					   older_releases(runtime, directory->since)),
			       remedy_release(runtime));
}

int cni_release_note(const struct context *ctx, const struct cni_runtime *runtime,
		     struct cni_answer *directory)
{
	int r = 0;

	if (directory->state == CNI_INVALID || directory->state == CNI_UNREADABLE)
		return directory->since == CNI_SINCE_EVER ? 0 : note_fault(runtime, directory);
	if (directory->state != CNI_SOUND)
		return 0;
	if (directory->config.since == CNI_SINCE_1_2)
		r = note_flag(ctx, runtime, directory);
	if (r == 0 && directory->chained > 0)
		r = note_chained(runtime, directory);
	return r;
}
