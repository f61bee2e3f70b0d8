/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the journal gets: the fields of an entry, read at its socket. */
#include "config.h"

#include <poll.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "fixture.h"
#include "output/journal.h"

#define DIRECTORY "/run/systemd/journal"
#define LIMIT_MS  1000
#define ENTRIES   8

struct journal {
	int fd;
	char entries[ENTRIES][4096]; /* "KEY=VALUE" lines, with a line end before the first */
	size_t count;
};

/* In the place of the machine's own, in the mounts of the test. */
static bool listen_there(struct journal *ret)
{
	const struct sockaddr_un address = {AF_UNIX, DIRECTORY "/socket"};

	*ret = (struct journal){.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
	return mount("tmpfs", "/run", "tmpfs", 0, NULL) == 0 && mkdir("/run/systemd", 0755) == 0 &&
	       mkdir(DIRECTORY, 0755) == 0 && ret->fd >= 0 &&
	       bind(ret->fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
}

static void receive(struct journal *journal)
{
	struct pollfd ready = {.fd = journal->fd, .events = POLLIN};

	journal->count = 0;
	while (journal->count < ENTRIES && poll(&ready, 1, journal->count ? 0 : LIMIT_MS) > 0) {
		char *entry = journal->entries[journal->count];
		ssize_t got = recv(journal->fd, entry + 1, sizeof(journal->entries[0]) - 2, 0);

		if (got < 0)
			return;
		entry[0] = '\n';
		entry[got + 1] = '\0';
		journal->count++;
	}
}

static bool has(const struct journal *journal, size_t index, const char *field)
{
	_cleanup_free_ char *line = format_text("\n%s", field);

	return index < journal->count && strstr(journal->entries[index], line);
}

/* Where there is no command there is no field of it, neither in the finding's entry nor in the verdict's. */
static int act_no_command(struct fixture *fixture)
{
	struct report *report = &fixture->report;
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	report_cause(report, "module", CAUSE_MODULE_DENIED, "vxlan", NULL, "it is denied");
	if (journal_report(report, "Unfit: it is denied") < 0)
		return 1;
	receive(&journal);
	if (journal.count != 2)
		return 2;
	for (size_t i = 0; i < journal.count; i++)
		if (!has(&journal, i, "PREFLIGHT_CAUSE=module-denied\n") ||
		    !has(&journal, i, "PREFLIGHT_SUBJECT=vxlan\n") ||
		    has(&journal, i, "PREFLIGHT_REMEDY="))
			return 3;
	if (journal_overlay(report, "Broken: it is denied") < 0)
		return 4;
	receive(&journal);
	return journal.count == 1 && !has(&journal, 0, "PREFLIGHT_REMEDY=") ? 0 : 5;
}

static void test_no_command(void **state)
{
	fixture_in_own_mounts(*state, act_no_command);
}

static int act_command(struct fixture *fixture)
{
	struct report *report = &fixture->report;
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	report_cause(report, "module", CAUSE_MODULE_INDEX_MISSING, NULL,
		     REMEDY(REMEDY_SAFE, "depmod 6.1"), "no index");
	if (journal_report(report, "Unfit: no index; run: depmod 6.1") < 0)
		return 1;
	receive(&journal);
	if (journal.count != 2)
		return 2;
	for (size_t i = 0; i < journal.count; i++)
		if (!has(&journal, i, "PREFLIGHT_REMEDY=depmod 6.1\n") ||
		    !has(&journal, i, "OBJECT_SYSTEMD_UNIT=kubelet.service\n"))
			return 3;
	return has(&journal, 0, "MESSAGE=module: module-index-missing: no index; run: depmod 6.1\n") &&
			       has(&journal, 1, "MESSAGE=Unfit: no index; run: depmod 6.1\n")
		       ? 0
		       : 4;
}

static void test_command(void **state)
{
	fixture_in_own_mounts(*state, act_command);
}

/* A command that needs a reboot: what has to follow stands before it, for the command is the end. */
static int act_reboot(struct fixture *fixture)
{
	struct remedy remedy = remedy_reboot("echo vxlan >> FILE");
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	report_cause(&fixture->report, "module", CAUSE_MODULES_DISABLED, NULL, &remedy, "disabled");
	remedy_free(&remedy);
	if (journal_report(&fixture->report, "Unfit: disabled") < 0)
		return 1;
	receive(&journal);
	return has(&journal, 0, "MESSAGE=module: modules-disabled: disabled; before you drain the node and "
				"reboot it, run: echo vxlan >> FILE\n")
		       ? 0
		       : 2;
}

/* The note stands before the command that it is about. */
static int act_note(struct fixture *fixture)
{
	struct remedy remedy = remedy_explain(remedy_format(REMEDY_DECISION, "rm FILE"),
					      "a decision for whoever wrote it");
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	report_cause(&fixture->report, "module", CAUSE_MODULE_DENIED, NULL, &remedy, "denied");
	remedy_free(&remedy);
	if (journal_report(&fixture->report, "Unfit: denied") < 0)
		return 1;
	receive(&journal);
	return has(&journal, 0, "MESSAGE=module: module-denied: denied; note on the command: a decision for "
				"whoever wrote it; if you so decide, run: rm FILE\n")
		       ? 0
		       : 2;
}

static void test_note(void **state)
{
	fixture_in_own_mounts(*state, act_note);
}

static void test_reboot(void **state)
{
	fixture_in_own_mounts(*state, act_reboot);
}

/* What has changed since the node was fit: an entry before that of the verdict, shown with kubelet as well. */
static int act_last_fit(struct fixture *fixture)
{
	struct report *report = &fixture->report;
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	report->last_fit.at = xstrdup("2026-11-29T17:05:55Z");
	report->last_fit.facts[FIT_KERNEL] = xstrdup("A");
	strv_append(&report->since, "kernel A -> B");
	if (journal_report(report, "Could not tell") < 0)
		return 1;
	receive(&journal);
	if (journal.count != 2 || !has(&journal, 1, "MESSAGE=Could not tell\n"))
		return 2;
	return has(&journal, 0, "MESSAGE=Last fit on 2026-11-29T17:05:55Z with kernel A; since then: kernel A -> B\n") &&
			       has(&journal, 0, "MESSAGE_ID=" MESSAGE_ID_LAST_FIT "\n") &&
			       has(&journal, 0, "PRIORITY=5\n") &&
			       has(&journal, 0, "OBJECT_SYSTEMD_UNIT=kubelet-preflight.service\n") &&
			       has(&journal, 0, "OBJECT_SYSTEMD_UNIT=kubelet.service\n")
		       ? 0
		       : 3;
}

static void test_last_fit(void **state)
{
	fixture_in_own_mounts(*state, act_last_fit);
}

/* What the settings made of a finding, and that the node is fit by it alone. */
static int act_policy(struct fixture *fixture)
{
	struct report *report = &fixture->report;
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	report_cause_as(report, "module", CAUSE_MODULE_DENIED, VERDICT_WARN, "vxlan",
			REMEDY(REMEDY_EDIT, "vi x"), "denied");
	report->findings[0].policy = xstrdup("warning, by Warn= in /p:3");
	report_let_through(report, &report->findings[0], "Warn= in /p:3");
	if (journal_report(report, "Fit by policy") < 0)
		return 1;
	receive(&journal);
	return has(&journal, 0, "MESSAGE=module: module-denied: denied (warning, by Warn= in /p:3); "
				"run: vi x\n") &&
			       has(&journal, 0, "PREFLIGHT_POLICY=warning, by Warn= in /p:3\n") &&
			       has(&journal, 0, "PREFLIGHT_VERDICT=warn\n") &&
			       has(&journal, 0, "PRIORITY=4\n") &&
			       has(&journal, 1, "PREFLIGHT_POLICY=Warn= in /p:3\n") &&
			       has(&journal, 1, "PREFLIGHT_VERDICT=fit\n")
		       ? 0
		       : 2;
}

static void test_policy(void **state)
{
	fixture_in_own_mounts(*state, act_policy);
}

/* An entry for each fault, no verdict, under the names of the unit, the gate and kubelet. */
static int act_installer(struct fixture *fixture)
{
	struct report *report = &fixture->report;
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	report_cause(report, "cni-plugins", CAUSE_CNI_INSTALLER_FAILED, "calico",
		     REMEDY(REMEDY_ELSEWHERE, "kubectl logs"), "it is empty");
	report_cause(report, "cni-plugins", CAUSE_CNI_INSTALLER_FAILED, "portmap", NULL, "it is missing");
	if (journal_installer(report) < 0)
		return 1;
	receive(&journal);
	if (journal.count != 2)
		return 2;
	for (size_t i = 0; i < journal.count; i++)
		if (!has(&journal, i, "PRIORITY=3\n") ||
		    !has(&journal, i, "MESSAGE_ID=33a341efc9714bc6b26567d94e8440df\n") ||
		    !has(&journal, i, "PREFLIGHT_CAUSE=cni-installer-failed\n") ||
		    !has(&journal, i, "OBJECT_SYSTEMD_UNIT=kubelet-preflight-installer.service\n") ||
		    !has(&journal, i, "OBJECT_SYSTEMD_UNIT=kubelet-preflight.service\n") ||
		    !has(&journal, i, "OBJECT_SYSTEMD_UNIT=kubelet.service\n"))
			return 3;
	if (!has(&journal, 0, "MESSAGE=cni-plugins: cni-installer-failed: it is empty; run: kubectl logs\n") ||
	    !has(&journal, 0, "PREFLIGHT_SUBJECT=calico\n") ||
	    !has(&journal, 0, "PREFLIGHT_REMEDY=kubectl logs\n"))
		return 4;
	return has(&journal, 1, "PREFLIGHT_SUBJECT=portmap\n") && !has(&journal, 1, "PREFLIGHT_REMEDY=") ? 0
													 : 5;
}

static void test_installer(void **state)
{
	fixture_in_own_mounts(*state, act_installer);
}

/* The mode stands beside the verdict, and who released the node where somebody did. */
static int act_mode(struct fixture *fixture)
{
	struct report *report = &fixture->report;
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	report->mode = MODE_REPORT;
	if (journal_report(report, "Could not tell") < 0)
		return 1;
	receive(&journal);
	if (journal.count != 1 || !has(&journal, 0, "PREFLIGHT_MODE=report\n") ||
	    has(&journal, 0, "PREFLIGHT_RELEASED_BY="))
		return 2;
	report->mode = MODE_ENFORCE;
	report_release(report, "alice", 1);
	if (journal_report(report, "Could not tell") < 0)
		return 3;
	receive(&journal);
	return journal.count == 1 && has(&journal, 0, "PREFLIGHT_MODE=enforce\n") &&
			       has(&journal, 0, "PREFLIGHT_RELEASED_BY=alice\n")
		       ? 0
		       : 4;
}

static void test_mode(void **state)
{
	fixture_in_own_mounts(*state, act_mode);
}

static int act_release(struct fixture *fixture)
{
	struct journal journal;

	if (!listen_there(&journal))
		return OWN_MOUNTS_DENIED;
	if (journal_release("alice", "alice has released this node") < 0)
		return 1;
	receive(&journal);
	return journal.count == 1 && has(&journal, 0, "MESSAGE=alice has released this node\n") &&
			       has(&journal, 0, "MESSAGE_ID=" MESSAGE_ID_RELEASED "\n") &&
			       has(&journal, 0, "PREFLIGHT_RELEASED_BY=alice\n") &&
			       has(&journal, 0, "PRIORITY=4\n") &&
			       has(&journal, 0, "OBJECT_SYSTEMD_UNIT=kubelet-preflight-release.service\n") &&
			       has(&journal, 0, "OBJECT_SYSTEMD_UNIT=kubelet-preflight.service\n") &&
			       has(&journal, 0, "OBJECT_SYSTEMD_UNIT=kubelet.service\n")
		       ? 0
		       : 2;
}

static void test_release(void **state)
{
	fixture_in_own_mounts(*state, act_release);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_no_command),
		FIXTURE_TEST(test_command),
		FIXTURE_TEST(test_reboot),
		FIXTURE_TEST(test_note),
		FIXTURE_TEST(test_last_fit),
		FIXTURE_TEST(test_policy),
		FIXTURE_TEST(test_installer),
		FIXTURE_TEST(test_mode),
		FIXTURE_TEST(test_release),
	};

	return RUN_GROUP("journal", tests);
}
