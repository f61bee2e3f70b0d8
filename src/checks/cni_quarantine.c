/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Invalid=quarantine: a CNI configuration that stops the runtime is moved out of its way. */
#include "config.h"

#include <errno.h>
#include <time.h>

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
	int r = quarantine_move(ctx->root, directory->file, &directory->status, time(NULL), &moved,
				&fault);

	if (r < 0) {
		if (fault && quarantine)
			*ret_note = format_text("it was not moved to %s: %s", quarantine, fault);
		return *ret_note ? r : -ENOMEM;
	}
	if (report_moved(ctx, directory, moved, report) < 0)
		report->incomplete = true;
	return 0;
}

static int foretell(const struct context *ctx, enum verdict *verdict, char **ret_note)
{
	_cleanup_free_ char *quarantine = cni_display(ctx, QUARANTINE_DIRECTORY);

	if (!quarantine)
		return -ENOMEM;
	*ret_note = format_text("the gate will move it to %s", quarantine);
	if (!*ret_note)
		return -ENOMEM;
	/* For who waits for a repair: once it is there, or opened, the gate is worth another try.
	 */
	(void)sysroot_exists(ctx->root, QUARANTINE_DIRECTORY);
	*verdict = VERDICT_WARN;
	return 0;
}

/* The same file, and nobody wrote to it. */
static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

int cni_quarantine(const struct cni_reading *reading, struct cni_directory *directory,
		   struct report *report, enum verdict *verdict, char **ret_note)
{
	const struct context *ctx = reading->ctx;
	const struct cni_place *place = reading->place;

	*ret_note = NULL;
	if (!ctx->acts)
		return is_movable(place, directory) ? foretell(ctx, verdict, ret_note) : 0;
	for (int moves = 0; is_movable(place, directory); moves++) {
		const struct stat judged = directory->status;
		bool gone;
		int r;

		if (moves == CNI_QUARANTINE_MAX) {
			*ret_note = format_text("%d files were moved to the quarantine, and not "
						"this one: no node has so many",
						moves);
			return *ret_note ? 0 : -ENOMEM;
		}
		r = move_away(ctx, directory, report, ret_note);
		/* Another gate moved it, or an installer wrote it anew: what is there now counts. */
		gone = r == -ENOENT || r == -ESTALE;
		if (r < 0 && !gone)
			return *ret_note ? 0 : r;
		cni_directory_free(directory);
		r = cni_directory_read_place(reading, directory);
		if (r < 0)
			return r;
		if (gone && directory->file && is_same(&directory->status, &judged))
			return *ret_note ? 0 : -ENOMEM;
		free(*ret_note);
		*ret_note = NULL;
	}
	return 0;
}
