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
#define GATE_UNITS "kubelet-preflight.service " KUBELET_UNITS
#define RELEASE_UNITS "kubelet-preflight-release.service " GATE_UNITS
#define OVERLAY_UNITS "kubelet-preflight-overlay.service " KUBELET_UNITS
#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define FIELDS_MAX 32

/* Adds "KEY=VALUE" to the fields of an entry; a value of NULL leaves the field out. */
static void add(char ***fields, const char *key, const char *value)
{
	_cleanup_free_ char *field = value ? format_text("%s=%s", key, value) : NULL;

	if (field)
		strv_append(fields, field);
}

/* The fields that every entry has, and those of the caller. units: the ones it is about. */
static int send_entry(const char *message_id, const char *message, int priority, const char *units,
		      char **fields)
{
	_cleanup_strv_ char **all = NULL, **about = strv_split(units);
	const char digit[] = {(char)('0' + priority), '\0'};
	struct iovec entry[FIELDS_MAX];
	int count = 0;

	/* sd-journal takes a journal that is not there for a success. */
	if (access(JOURNAL_SOCKET, F_OK) < 0)
		return -errno;
	add(&all, "MESSAGE", message);
	add(&all, "MESSAGE_ID", message_id);
	add(&all, "PRIORITY", digit);
	add(&all, "SYSLOG_IDENTIFIER", "kubelet-preflight");
	for (char **unit = about; *unit; unit++)
		add(&all, "OBJECT_SYSTEMD_UNIT", *unit);
	for (char **field = fields; field && *field; field++)
		strv_append(&all, *field);
	assert(strv_length(all) <= FIELDS_MAX);
	for (char **field = all; field && *field; field++)
		entry[count++] = (struct iovec){*field, strlen(*field)};
	return sd_journal_sendv(entry, count);
}

/* Of a finding, or of a verdict its gravest one. */
static void add_finding(char ***fields, const struct finding *finding)
{
	add(fields, "PREFLIGHT_CHECK", finding->check);
	add(fields, "PREFLIGHT_CAUSE", finding->cause->name);
	/* The catalog puts it into its text: it may not be missing. */
	add(fields, "PREFLIGHT_SUBJECT", finding->subject ? finding->subject : "this node");
	add(fields, "PREFLIGHT_REMEDY", finding->remedy);
}

/* message: in place of what the finding says itself. */
static int journal_finding(const struct report *report, const struct finding *finding,
			   const char *units, const char *message)
{
	_cleanup_strv_ char **fields = NULL;
	_cleanup_free_ char *run = remedy_run(finding->remedy_kind, finding->remedy);
	/* What precedes the command of a reboot says the same, and in the right order. */
	bool known = finding->remedy_kind == REMEDY_REBOOT && finding->note &&
		     text_equal(finding->note, REMEDY_REBOOT_NOTE);
	const char *note = known ? NULL : finding->note;
	const char *before = finding->remedy ? "; note on the command: " : "; ";
	_cleanup_free_ char *own = format_text(
		"%s: %s: %s%s%s%s%s%s%s", finding->check, finding->cause->name, finding->summary,
		finding->policy ? " (" : "", finding->policy ? finding->policy : "",
		finding->policy ? ")" : "", note ? before : "", note ? note : "", run);

	add_finding(&fields, finding);
	add(&fields, "PREFLIGHT_KERNEL", report->kernel);
	add(&fields, "PREFLIGHT_VERDICT", verdict_name(finding->verdict));
	add(&fields, "PREFLIGHT_POLICY", finding->policy);
	return send_entry(finding->cause->message_id, message ? message : own,
			  finding->verdict == VERDICT_WARN ? LOG_WARNING : LOG_ERR, units, fields);
}

/* One entry for each finding that is a warning or worse. 0, or the first -errno. */
static int journal_findings(const struct report *report, const char *units)
{
	int result = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];
		int r = 0;

		if (finding->verdict >= VERDICT_WARN)
			r = journal_finding(report, finding, units, NULL);
		if (result == 0)
			result = r;
	}
	return result;
}

static int journal_verdict(const struct report *report, const char *line)
{
	_cleanup_strv_ char **fields = NULL;
	bool is_fit = report_fitness(report) == FITNESS_FIT;
	const struct finding *gravest = is_fit ? NULL : report_gravest(report);

	add(&fields, "PREFLIGHT_KERNEL", report->kernel);
	add(&fields, "PREFLIGHT_VERDICT", fitness_name(report_fitness(report)));
	add(&fields, "PREFLIGHT_POLICY", report_by_policy(report));
	add(&fields, "PREFLIGHT_MODE", gate_mode_name(report->mode));
	add(&fields, "PREFLIGHT_RELEASED_BY", report->released_by);
	if (gravest && gravest->cause)
		add_finding(&fields, gravest);
	return send_entry(is_fit ? MESSAGE_ID_FIT : MESSAGE_ID_UNFIT, line,
			  is_fit ? LOG_INFO : LOG_ERR, GATE_UNITS, fields);
}

/* What has changed since the node was fit. */
static int journal_last_fit(const struct report *report)
{
	_cleanup_strv_ char **fields = NULL;
	_cleanup_free_ char *sentence = report_last_fit(report);

	if (!sentence)
		return 0;
	add(&fields, "PREFLIGHT_KERNEL", report->kernel);
	return send_entry(MESSAGE_ID_LAST_FIT, sentence, LOG_NOTICE, GATE_UNITS, fields);
}

int journal_report(const struct report *report, const char *line)
{
	int of_findings = journal_findings(report, GATE_UNITS);
	int of_last_fit = journal_last_fit(report);
	int of_verdict = journal_verdict(report, line);

	if (of_findings < 0)
		return of_findings;
	return of_last_fit < 0 ? of_last_fit : of_verdict;
}

int journal_release(const char *by, const char *line)
{
	_cleanup_strv_ char **fields = NULL;

	add(&fields, "PREFLIGHT_RELEASED_BY", by);
	return send_entry(MESSAGE_ID_RELEASED, line, LOG_WARNING, RELEASE_UNITS, fields);
}

static int journal_up(const struct report *report, const char *line)
{
	_cleanup_strv_ char **fields = NULL;

	add(&fields, "PREFLIGHT_KERNEL", report->kernel);
	add(&fields, "PREFLIGHT_VERDICT", "up");
	return send_entry(MESSAGE_ID_OVERLAY_UP, line, LOG_INFO, OVERLAY_UNITS, fields);
}

int journal_masked(const struct report *report)
{
	return journal_findings(report, "kubelet-preflight-masked.service " GATE_UNITS);
}

int journal_installer(const struct report *report)
{
	return journal_findings(report, "kubelet-preflight-installer.service " GATE_UNITS);
}

int journal_overlay(const struct report *report, const char *line)
{
	int r;

	if (report_fitness(report) != FITNESS_FIT)
		return journal_finding(report, report_gravest(report), OVERLAY_UNITS, line);
	r = journal_up(report, line);
	return r < 0 ? r : journal_findings(report, OVERLAY_UNITS);
}
