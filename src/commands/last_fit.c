/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of the last fit gate. */
#include "config.h"

#include <errno.h>
#include <sys/utsname.h>

#include "commands/look.h"
#include "system/child.h"
#include "system/fingerprint.h"

#define LIMIT_MS 5000

static char *copy(const char *text)
{
	return text && *text ? xstrdup(text) : NULL;
}

/*
 * As the check "package" has it; NULL for a package that is not the one of the record, for what is
 * wrong may be that of another module. then: NULL without a record.
 */
static char *kernel_package(const struct report *report, const char *then)
{
	const struct finding *finding = report_find(report, check_package.name);
	enum cause_id cause = finding && finding->cause ? finding->cause->id : CAUSE_NONE;

	if (cause == CAUSE_PACKAGE_MISSING && then && text_equal(finding->subject, then))
		return xstrdup(FIT_NONE);
	if (cause == CAUSE_METAPACKAGE_MISSING || (finding && finding->verdict == VERDICT_PASS))
		return copy(finding->subject);
	return NULL;
}

/* NULL where it is only assumed. */
static char *runtime(const struct report *report)
{
	if (!report->runtime || strstr(report->runtime, RUNTIME_ASSUMED))
		return NULL;
	return xstrndup(report->runtime, strcspn(report->runtime, ","));
}

/*
 * FIT_NONE where it is no file that can be read by anybody; NULL where only this look could not
 * read it.
 */
static char *network_hash(const struct look *look)
{
	const char *path = look->report.network;
	_cleanup_free_ char *text = NULL;
	uint64_t hash;
	size_t size;
	int r;

	if (!path || text_equal(path, FIT_NONE))
		return NULL;
	r = sysroot_read(&look->root, path, SYSROOT_TEXT_MAX, &text, &size);
	if (r == -ENOENT || r == -EISDIR || r == -EMEDIUMTYPE)
		return xstrdup(FIT_NONE);
	if (r < 0)
		return NULL;
	hash = fingerprint_mix(FINGERPRINT_EMPTY, text, size);
	return format_text("%016llx", (unsigned long long)hash);
}

/* What the look has found of the node, at that time; the caller's. then: as kernel_package(). */
static struct fit_record facts_of(const struct look *look, char *at, const char *then)
{
	const struct report *report = &look->report;
	struct utsname running;

	return (struct fit_record){
		.at = at,
		.facts = {
			[FIT_KERNEL] = copy(report->kernel),
			[FIT_KERNEL_BUILD] = look->ctx.kernel && uname(&running) == 0
						     ? copy(running.version)
						     : NULL,
			[FIT_KERNEL_PACKAGE] = kernel_package(report, then),
			[FIT_RUNTIME] = runtime(report),
			[FIT_RUNTIME_VERSION] = copy(report->cri.version),
			[FIT_NETWORK] = copy(report->network),
			[FIT_NETWORK_HASH] = network_hash(look),
		},
	};
}

void last_fit_note(struct look *look)
{
	struct fit_record now, *then = &look->report.last_fit;
	_cleanup_free_ char *at = report_time(time(NULL));

	if (report_is_proven(&look->report) || fit_record_read(&look->root, at, then) < 0)
		return;
	now = facts_of(look, TAKE(at), then->facts[FIT_KERNEL_PACKAGE]);
	look->report.since = fit_record_changes(then, &now);
	fit_record_free(&now);
}

struct job {
	const struct sysroot *root;
	const struct fit_record *record;
};

static int write_now(const void *arg, void *answer)
{
	const struct job *job = arg;

	return fit_record_write(job->root, job->record);
}

int last_fit_write(const struct look *look)
{
	struct fit_record record;
	int r;

	if (!report_is_proven(&look->report))
		return 0;
	record = facts_of(look, report_time(time(NULL)), NULL);
	r = child_run(write_now, &(const struct job){&look->root, &record}, NULL, 0, LIMIT_MS, NULL);
	fit_record_free(&record);
	return r;
}
