/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Invalid=quarantine: a CNI configuration that stops the runtime is moved out of its way. */
#include "config.h"

#include <errno.h>
#include <time.h>

#include "checks/cni_heals.h"
#include "checks/cni_quarantine.h"
#include "formats/quote.h"
#include "system/quarantine.h"

/* It is the file that cannot be read, and not a disk that fails. Only a link is one of a circle. */
static bool is_fault_of_file(const struct cni_directory *directory)
{
	return directory->error != -EIO &&
	       (directory->error != -ELOOP || S_ISLNK(directory->status.st_mode));
}

/* The file that decides stops the runtime, by what it is. */
static bool is_movable(const struct cni_place *place, const struct cni_directory *directory)
{
	if (!directory->file || (place->handler && !directory->hangs))
		return false;
	return directory->state == CNI_INVALID ||
	       (directory->state == CNI_UNREADABLE && is_fault_of_file(directory));
}

static int report_moved(const struct context *ctx, const struct cni_directory *directory,
			const char *moved, struct report *report)
{
	_cleanup_free_ char *from = sysroot_display(ctx->root, directory->file);
	_cleanup_free_ char *to = sysroot_display(ctx->root, moved);
	_cleanup_free_ char *from_word = from ? quote_shell(from) : NULL;
	_cleanup_free_ char *to_word = to ? quote_shell(to) : NULL;
	_cleanup_free_ char *back = NULL;

	if (!from_word || !to_word)
		return -ENOMEM;
	back = format_text("mv -n %s %s", to_word, from_word);
	if (!back)
		return -ENOMEM;
	report_cause(report, check_cni_config.name, CAUSE_CNI_CONFIG_QUARANTINED, directory->path,
		     back, "%s: %s; it was moved to %s (the command takes it back)",
		     directory->path, directory->fault, to);
	return 0;
}

/* -errno of a move that could not be made; then *ret_note says why. */
static int move_away(const struct context *ctx, const struct cni_directory *directory,
		     struct report *report, char **ret_note)
{
	_cleanup_free_ char *quarantine = cni_display(ctx, QUARANTINE_DIRECTORY);
	_cleanup_free_ char *moved = NULL, *fault = NULL;
	int r = quarantine_move(ctx->root, directory->file, &directory->status, &directory->target,
				time(NULL), &moved, &fault);

	if (r < 0) {
		if (fault && quarantine)
			*ret_note = format_text("it was not moved to %s: %s", quarantine, fault);
		return *ret_note ? r : -ENOMEM;
	}
	if (report_moved(ctx, directory, moved, report) < 0)
		report->incomplete = true;
	return 0;
}

static void report_foretold(const struct cni_directory *directory, const char *quarantine,
			    struct report *report)
{
	report_cause_as(report, check_cni_config.name, cni_directory_cause(directory), VERDICT_WARN,
			directory->path, directory->remedy, "%s: %s; the gate will move it to %s",
			directory->path, directory->fault, quarantine);
}

/* As move_away(), and nothing is changed: from now on the file is read as if it were gone. */
static int foretell(struct cni_reading *reading, const struct cni_directory *directory,
		    struct report *report, char **ret_note)
{
	const struct context *ctx = reading->ctx;
	_cleanup_free_ char *quarantine = cni_display(ctx, QUARANTINE_DIRECTORY), *fault = NULL;
	int r = quarantine ? quarantine_foresee(ctx->root, &directory->status, &fault) : -ENOMEM;

	if (r < 0) {
		if (fault)
			*ret_note = format_text("the gate will not move it to %s: %s", quarantine,
						fault);
		return *ret_note ? r : -ENOMEM;
	}
	/* For who waits for a repair: once it is there, or opened, the gate is worth another try.
	 */
	(void)sysroot_exists(ctx->root, QUARANTINE_DIRECTORY);
	if (report)
		report_foretold(directory, quarantine, report);
	return strv_append(&reading->gone, directory->file);
}

/* The same file, and nobody wrote to it. */
static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static int note_crowd(const struct context *ctx, int moves, char **ret_note)
{
	*ret_note = format_text(ctx->acts ? "%d files were moved to the quarantine, and not this "
					    "one: no node has so many"
					  : "the gate will move %d files to the quarantine, and not "
					    "this one: no node has so many",
				moves);
	return *ret_note ? 0 : -ENOMEM;
}

/* What an installer writes again is not moved: kubelet starts with it. 1, 0 or -errno. */
static int heals(const struct cni_reading *reading, const struct cni_directory *directory)
{
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};

	return cni_heals_config(reading, directory, &heal);
}

int cni_quarantine(struct cni_reading *reading, struct cni_directory *directory,
		   struct report *report, char **ret_note)
{
	const struct context *ctx = reading->ctx;

	*ret_note = NULL;
	if (ctx->settings->invalid != INVALID_QUARANTINE)
		return 0;
	for (int moves = 0; is_movable(reading->place, directory); moves++) {
		const struct stat judged = directory->status, target = directory->target;
		bool changed;
		int r = heals(reading, directory);

		if (r != 0)
			return r < 0 ? r : 0;
		if (moves == CNI_QUARANTINE_MAX)
			return note_crowd(ctx, moves, ret_note);
		r = ctx->acts ? move_away(ctx, directory, report, ret_note)
			      : foretell(reading, directory, report, ret_note);
		/* Another gate moved it, or an installer wrote it anew: what is there now counts. */
		changed = r == -ENOENT || r == -ESTALE;
		if (r < 0 && !changed)
			return *ret_note ? 0 : r;
		cni_directory_free(directory);
		r = cni_directory_read_place(reading, directory);
		if (r < 0)
			return r;
		if (changed && directory->file && is_same(&directory->status, &judged) &&
		    is_same(&directory->target, &target))
			return *ret_note ? 0 : -ENOMEM;
		free(*ret_note);
		*ret_note = NULL;
	}
	return 0;
}

int cni_quarantine_foresee(struct cni_reading *reading, struct cni_directory *directory)
{
	_cleanup_free_ char *unused = NULL;

	return reading->ctx->acts ? 0 : cni_quarantine(reading, directory, NULL, &unused);
}
