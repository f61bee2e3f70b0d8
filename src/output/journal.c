/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The journal: one entry a finding that matters, and one for the verdict. */
#include "config.h"

/* Else each entry has CODE_FILE= with the path of the machine that built this. */
#define SD_JOURNAL_SUPPRESS_LOCATION

#include <assert.h>
#include <errno.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>

#include "output/journal.h"

/*
 * journalctl -u X shows the entries that root sent with OBJECT_SYSTEMD_UNIT=X. Our own unit is
 * named too: a oneshot can be gone before journald looks up the unit of the sender.
 */
#define OBJECT_UNITS "kubelet-preflight.service " KUBELET_UNITS
#define INSTALLER_UNITS "kubelet-preflight-installer.service " OBJECT_UNITS
#define MASKED_UNITS "kubelet-preflight-masked.service " OBJECT_UNITS
#define RELEASE_UNITS "kubelet-preflight-release.service " OBJECT_UNITS
#define OVERLAY_UNITS "kubelet-preflight-overlay.service " KUBELET_UNITS
#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define FIELDS_MAX 32

struct entry {
	struct iovec fields[FIELDS_MAX];
	int count;
};

static void cleanup_entry(struct entry *entry)
{
	for (int i = 0; i < entry->count; i++)
		free(entry->fields[i].iov_base);
}

/* A value of NULL leaves the field out. */
static void add(struct entry *entry, const char *key, const char *value)
{
	char *field;

	if (!value)
		return;
	assert(entry->count < FIELDS_MAX);
	field = format_text("%s=%s", key, value);
	entry->fields[entry->count++] = (struct iovec){field, strlen(field)};
}

static int send_entry(struct entry *entry, const char *about, int priority)
{
	_cleanup_strv_ char **units = NULL;
	char digit[] = {(char)('0' + priority), '\0'};

	units = strv_split(about);
	add(entry, "PRIORITY", digit);
	add(entry, "SYSLOG_IDENTIFIER", "kubelet-preflight");
	for (char **unit = units; *unit; unit++)
		add(entry, "OBJECT_SYSTEMD_UNIT", *unit);
	return sd_journal_sendv(entry->fields, entry->count);
}

/* message: in place of what the finding says itself. */
static int journal_finding(const struct report *report, const struct finding *finding,
			   const char *about, const char *message)
{
	_cleanup_(cleanup_entry) struct entry entry = {0};
	_cleanup_free_ char *run = remedy_run(finding->remedy_kind, finding->remedy);
	_cleanup_free_ char *own = format_text(
		"%s: %s: %s%s%s%s%s%s%s", finding->check, finding->cause->name, finding->summary,
		finding->policy ? " (" : "", finding->policy ? finding->policy : "",
		finding->policy ? ")" : "", finding->note ? "; " : "",
		finding->note ? finding->note : "", run);

	add(&entry, "MESSAGE", message ? message : own);
	add(&entry, "MESSAGE_ID", finding->cause->message_id);
	add(&entry, "PREFLIGHT_CHECK", finding->check);
	add(&entry, "PREFLIGHT_CAUSE", finding->cause->name);
	/* The catalog puts it into its text: it may not be missing. */
	add(&entry, "PREFLIGHT_SUBJECT", finding->subject ? finding->subject : "this node");
	add(&entry, "PREFLIGHT_REMEDY", finding->remedy);
	add(&entry, "PREFLIGHT_KERNEL", report->kernel);
	add(&entry, "PREFLIGHT_VERDICT", verdict_name(finding->verdict));
	add(&entry, "PREFLIGHT_POLICY", finding->policy);
	return send_entry(&entry, about, finding->verdict == VERDICT_WARN ? LOG_WARNING : LOG_ERR);
}

static int journal_verdict(const struct report *report, const char *line)
{
	_cleanup_(cleanup_entry) struct entry entry = {0};
	enum fitness fitness = report_fitness(report);
	const struct finding *gravest = fitness == FITNESS_FIT ? NULL : report_gravest(report);

	add(&entry, "MESSAGE", line);
	add(&entry, "MESSAGE_ID", fitness == FITNESS_FIT ? MESSAGE_ID_FIT : MESSAGE_ID_UNFIT);
	add(&entry, "PREFLIGHT_KERNEL", report->kernel);
	add(&entry, "PREFLIGHT_VERDICT", fitness_name(fitness));
	add(&entry, "PREFLIGHT_POLICY", report_by_policy(report));
	add(&entry, "PREFLIGHT_MODE", gate_mode_name(report->mode));
	add(&entry, "PREFLIGHT_RELEASED_BY", report->released_by);
	if (gravest && gravest->cause) {
		add(&entry, "PREFLIGHT_CHECK", gravest->check);
		add(&entry, "PREFLIGHT_CAUSE", gravest->cause->name);
		add(&entry, "PREFLIGHT_SUBJECT", gravest->subject ? gravest->subject : "this node");
		add(&entry, "PREFLIGHT_REMEDY", gravest->remedy);
	}
	return send_entry(&entry, OBJECT_UNITS, fitness == FITNESS_FIT ? LOG_INFO : LOG_ERR);
}

/* What has changed since the node was fit. */
static int journal_last_fit(const struct report *report)
{
	_cleanup_(cleanup_entry) struct entry entry = {0};
	_cleanup_free_ char *sentence = report_last_fit(report);

	if (!sentence)
		return 0;
	add(&entry, "MESSAGE", sentence);
	add(&entry, "MESSAGE_ID", MESSAGE_ID_LAST_FIT);
	add(&entry, "PREFLIGHT_KERNEL", report->kernel);
	return send_entry(&entry, OBJECT_UNITS, LOG_NOTICE);
}

int journal_report(const struct report *report, const char *line)
{
	int result = 0, r;

	/* sd-journal takes a journal that is not there for a success. */
	if (access(JOURNAL_SOCKET, F_OK) < 0)
		return -errno;
	for (size_t i = 0; i < report->count; i++) {
		if (report->findings[i].verdict < VERDICT_WARN)
			continue;
		r = journal_finding(report, &report->findings[i], OBJECT_UNITS, NULL);
		if (r < 0 && result == 0)
			result = r;
	}
	r = journal_last_fit(report);
	if (result == 0)
		result = r;
	r = journal_verdict(report, line);
	return result < 0 ? result : r;
}

int journal_release(const char *by, const char *line)
{
	_cleanup_(cleanup_entry) struct entry entry = {0};

	if (access(JOURNAL_SOCKET, F_OK) < 0)
		return -errno;
	add(&entry, "MESSAGE", line);
	add(&entry, "MESSAGE_ID", MESSAGE_ID_RELEASED);
	add(&entry, "PREFLIGHT_RELEASED_BY", by);
	return send_entry(&entry, RELEASE_UNITS, LOG_WARNING);
}

static int journal_up(const struct report *report, const char *line)
{
	_cleanup_(cleanup_entry) struct entry entry = {0};

	add(&entry, "MESSAGE", line);
	add(&entry, "MESSAGE_ID", MESSAGE_ID_OVERLAY_UP);
	add(&entry, "PREFLIGHT_KERNEL", report->kernel);
	add(&entry, "PREFLIGHT_VERDICT", "up");
	return send_entry(&entry, OVERLAY_UNITS, LOG_INFO);
}

/* Each finding, without a verdict. */
static int journal_findings(const struct report *report, const char *about)
{
	int result = 0, r;

	if (access(JOURNAL_SOCKET, F_OK) < 0)
		return -errno;
	for (size_t i = 0; i < report->count; i++) {
		r = journal_finding(report, &report->findings[i], about, NULL);
		if (r < 0 && result == 0)
			result = r;
	}
	return result;
}

int journal_masked(const struct report *report)
{
	return journal_findings(report, MASKED_UNITS);
}

int journal_installer(const struct report *report)
{
	return journal_findings(report, INSTALLER_UNITS);
}

int journal_overlay(const struct report *report, const char *line)
{
	const struct finding *gravest = report_gravest(report);
	int r;

	if (access(JOURNAL_SOCKET, F_OK) < 0)
		return -errno;
	if (report_fitness(report) != FITNESS_FIT)
		return journal_finding(report, gravest, OVERLAY_UNITS, line);
	r = journal_up(report, line);
	for (size_t i = 0; r == 0 && i < report->count; i++)
		if (report->findings[i].verdict == VERDICT_WARN)
			r = journal_finding(report, &report->findings[i], OVERLAY_UNITS, NULL);
	return r;
}
