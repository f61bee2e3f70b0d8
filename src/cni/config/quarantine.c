/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Invalid=quarantine: a CNI configuration that stops the runtime is renamed. */
#include "config.h"

#include <errno.h>

#include "cni/config/directory.h"
#include "cni/config/quarantine.h"
#include "core/remedy.h"
#include "system/quarantine.h"

/* Where an earlier release moved files to; meanwhile 10-x.conflist was .10-x.conflist.moving. */
#define OLD_QUARANTINE "/var/lib/kubelet-preflight/quarantine"
#define OLD_SUFFIX     ".moving"

/*
 * The file that decides stops the runtime, by what it is: not because the disk fails (EIO), or
 * because the directory is below a circle of symbolic links (ELOOP of a file that is no link).
 */
static bool stops_runtime(const struct cni_place *place, const struct cni_answer *answer)
{
	return answer->file && (!place->handler || answer->hangs) && cni_answer_is_broken(answer) &&
	       (answer->state == CNI_INVALID ||
		(answer->error != -EIO &&
		 (answer->error != -ELOOP || S_ISLNK(answer->status.st_mode))));
}

/* Only the gate in enforce mode renames; every other command predicts what it will rename. */
static bool renames(const struct context *ctx)
{
	return ctx->acts && ctx->mode == MODE_ENFORCE;
}

/* -errno of a file that stays; then *ret_note says why. */
static int rename_file(const struct context *ctx, const struct cni_answer *answer,
		       struct report *report, char **ret_note)
{
	_cleanup_free_ char *moved = NULL, *to = NULL, *from_word = NULL, *to_word = NULL;
	_cleanup_remedy_ struct remedy back = {0};
	int r = quarantine_file(ctx->root, answer->file, &answer->status, &answer->target, &moved);

	if (r < 0) {
		*ret_note = format_text("it was not renamed: %s", quarantine_strerror(r));
		return r;
	}
	to = display_path(ctx, moved);
	from_word = shell_name(ctx, answer->file);
	to_word = shell_name(ctx, moved);
	/* Onto a name that is taken "mv -n" moves nothing, and succeeds; ln fails. */
	back = remedy_explain(remedy_format(REMEDY_DECISION, "ln -PT %s %s && rm %s", to_word,
					    from_word, to_word),
			      "a decision for whoever set Invalid=quarantine: the file stops the "
			      "container runtime again");
	report_cause(report, check_cni_config.name, CAUSE_CNI_CONFIG_QUARANTINED, answer->path,
		     &back, "%s: %s; it was renamed to %s%s (the command restores it)",
		     answer->path, answer->fault, to,
		     r > 0 ? ", changed just before that, and could not be renamed back" : "");
	return 0;
}

/* As rename_file(), and nothing is changed: from now on the file is ignored. */
static int predict_rename(struct cni_reading *reading, const struct cni_answer *answer,
			  struct report *report, char **ret_note)
{
	const struct context *ctx = reading->ctx;
	_cleanup_free_ char *to = NULL, *shown = NULL;
	int r = quarantine_foresee(ctx->root, answer->file, &to);

	if (r < 0) {
		*ret_note = format_text(ctx->mode == MODE_REPORT
						? "Invalid=quarantine would not rename it: %s"
						: "the gate will not rename it: %s",
					quarantine_strerror(r));
		return r;
	}
	shown = display_path(ctx, to);
	if (report)
		report_foretold(report, check_cni_config.name, cni_answer_cause(answer),
				answer->path, &answer->remedy,
				ctx->mode == MODE_REPORT ? "%s: %s; it would be renamed to %s, but "
							   "the gate is in report mode"
							 : "%s: %s; the gate will rename it to %s",
				answer->path, answer->fault, shown);
	strv_append(&reading->ignored_files, answer->file);
	return 0;
}

/*
 * Rename one file, or predict that, and read the place again. 1 when there is more to look at; 0
 * when it stays, and *ret_note says why; or -errno.
 */
static int rename_and_read(struct cni_reading *reading, struct cni_answer *answer,
			   struct report *report, char **ret_note)
{
	const struct context *ctx = reading->ctx;
	const struct stat judged = answer->status, target = answer->target;
	int r = renames(ctx) ? rename_file(ctx, answer, report, ret_note)
			     : predict_rename(reading, answer, report, ret_note);
	/* Another gate or an installer changed the file: what is there now is judged. */
	bool changed = r == -ENOENT || r == -ESTALE;

	if (r < 0 && !changed)
		return 0;
	cni_answer_free(answer);
	r = cni_directory_read_place(reading, answer);
	if (r < 0)
		return r;
	if (changed && answer->file && quarantine_is_same(&answer->status, &judged) &&
	    quarantine_is_same(&answer->target, &target))
		return 0;
	free(*ret_note);
	*ret_note = NULL;
	return 1;
}

int cni_quarantine(struct cni_reading *reading, struct cni_answer *answer, struct report *report,
		   struct cni_heal *ret_heal, char **ret_note)
{
	const struct context *ctx = reading->ctx;
	int r = 1;

	*ret_note = NULL;
	for (int renamed = 0; r > 0; renamed++) {
		cni_heal_free(ret_heal);
		r = cni_heals_config(reading, answer, ret_heal);
		if (r != 0 || ctx->settings->invalid != INVALID_QUARANTINE ||
		    !stops_runtime(reading->place, answer))
			return r < 0 ? r : 0;
		if (renamed == CNI_QUARANTINE_MAX) {
			*ret_note = format_text(
				ctx->mode == MODE_REPORT
					? "%d files would be quarantined (limit reached); "
					  "this one would be left in place"
				: ctx->acts ? "%d files were quarantined (limit reached); this "
					      "one was left in place"
					    : "the gate will rename %d files (limit reached), "
					      "and leave this one in place",
				renamed);
			return 0;
		}
		r = rename_and_read(reading, answer, report, ret_note);
	}
	return r;
}

int cni_quarantine_foresee(struct cni_reading *reading, struct cni_answer *answer,
			   struct cni_heal *ret_heal)
{
	_cleanup_free_ char *unused = NULL;
	int r;

	if (!renames(reading->ctx))
		return cni_quarantine(reading, answer, NULL, ret_heal, &unused);
	r = cni_heals_config(reading, answer, ret_heal);
	return r < 0 ? r : 0;
}

static void report_old_quarantine(const struct context *ctx, struct report *report)
{
	_cleanup_free_ char *shown = display_path(ctx, OLD_QUARANTINE);
	_cleanup_strv_ char **names = NULL;

	if (sysroot_list(ctx->root, OLD_QUARANTINE, SYSROOT_ENTRIES_MAX, &names) == 0 && *names)
		report_skip(report, check_cni_config.name, shown,
			    "%s has files that an earlier release moved there; they are kept",
			    shown);
}

/* Whether it is ".NAME.moving", NAME being that of a configuration. */
static bool is_interrupted(const char *name)
{
	size_t length = strlen(name), suffix = strlen(OLD_SUFFIX);
	_cleanup_free_ char *stem = NULL;

	if (*name != '.' || length <= 1 + suffix || !text_ends(name, OLD_SUFFIX))
		return false;
	stem = xstrndup(name + 1, length - 1 - suffix);
	return cni_is_candidate(stem);
}

/* The errors of a place are reported where its files are judged. */
static void report_interrupted(const struct context *ctx, const char *conf_dir,
			       struct report *report)
{
	_cleanup_strv_ char **names = NULL;

	(void)sysroot_list(ctx->root, conf_dir, SYSROOT_ENTRIES_MAX, &names);
	for (char **name = names; name && *name; name++) {
		_cleanup_free_ char *path = format_text("%s/%s", conf_dir, *name);
		_cleanup_free_ char *shown = display_path(ctx, path);

		if (is_interrupted(*name))
			report_skip(report, check_cni_config.name, shown,
				    "%s was left by an earlier release that was interrupted as it "
				    "moved the file; it is kept",
				    shown);
	}
}

void cni_quarantine_report_old(const struct context *ctx, const struct cni_runtime *runtime,
			       struct report *report)
{
	_cleanup_strv_ char **seen = NULL;

	report_old_quarantine(ctx, report);
	for (size_t i = 0; i < runtime->place_count; i++) {
		const char *conf_dir = runtime->places[i].conf_dir;

		if (strv_contains(seen, conf_dir))
			continue;
		strv_append(&seen, conf_dir);
		report_interrupted(ctx, conf_dir, report);
	}
}
