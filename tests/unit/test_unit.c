/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "unit": is the gate of an image installed, and does every kubelet of it require it? */
#include "config.h"

#include "fixture.h"

#define UNITS   "/usr/lib/systemd/system/"
#define LINKS   "/etc/systemd/system/"
#define GATE    "kubelet-preflight.service"
#define BARRIER "kubelet-preflight.target"

/* An image as "make install" and "systemctl enable" leave it, with a kubelet. */
static int setup(void **state)
{
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	fixture_write(fixture, UNITS GATE, "[Service]\nExecStart=/usr/sbin/kubelet-preflight gate\n");
	fixture_write(fixture, UNITS BARRIER, "[Unit]\nBindsTo=" GATE "\n");
	fixture_write(fixture, UNITS "kubelet.service", "[Service]\n");
	fixture_write(fixture, "/usr/sbin/kubelet-preflight", "program");
	assert_int_equal(chmod(fixture_path(fixture, "/usr/sbin/kubelet-preflight"), 0755), 0);
	fixture_link(fixture, LINKS "kubelet.service.requires/" BARRIER, UNITS BARRIER);
	return 0;
}

static void test_enabled(void **state)
{
	struct fixture *fixture = *state;

	assert_finding(fixture_check(fixture, &check_unit), VERDICT_PASS, "",
		       "kubelet.service starts after the gate");
	fixture_remove(fixture, UNITS "kubelet.service");
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_PASS, "", "no kubelet yet");
}

/* What a unit of a later release could have before its program; "-" would open the gate. */
static void test_prefixes(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, UNITS GATE, "[Service]\nExecStart=!:/usr/sbin/kubelet-preflight gate\n");
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_PASS, "", "starts after the gate");
	fixture_write(fixture, UNITS GATE, "[Service]\nExecStart=|/usr/sbin/kubelet-preflight gate\n");
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_PASS, "", "starts after the gate");
	fixture_write(fixture, UNITS GATE, "[Service]\nExecStart=-/usr/sbin/kubelet-preflight gate\n");
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_FAIL, "gate-not-installed", "");
}

static void test_not_enabled(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	/* Each kubelet that is there counts by itself. */
	fixture_write(fixture, LINKS "k3s.service", "[Service]\n");
	finding = fixture_check(fixture, &check_unit);
	assert_finding(finding, VERDICT_FAIL, "gate-not-enabled", "k3s.service does not require");
	assert_non_null(strstr(finding->remedy, "systemctl --root=/tmp/preflight-test-"));
	assert_non_null(strstr(finding->remedy, " enable " GATE));
	fixture_remove(fixture, LINKS "k3s.service");
	fixture_remove(fixture, LINKS "kubelet.service.requires/" BARRIER);
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_FAIL, "gate-not-enabled",
		       "kubelet.service does not require");
	fixture_remove(fixture, UNITS "kubelet.service");
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_FAIL, "gate-not-enabled",
		       "not enabled");
}

static void test_masked(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_link(fixture, LINKS GATE, "/dev/null");
	finding = fixture_check(fixture, &check_unit);
	assert_finding(finding, VERDICT_FAIL, "gate-not-enabled", "masked by " LINKS GATE);
	assert_non_null(strstr(finding->remedy, " unmask " GATE));
	fixture_remove(fixture, LINKS GATE);
	fixture_write(fixture, LINKS BARRIER, "");
	finding = fixture_check(fixture, &check_unit);
	assert_finding(finding, VERDICT_FAIL, "gate-not-enabled", BARRIER);
	assert_non_null(strstr(finding->remedy, " unmask " BARRIER));
}

static void test_not_installed(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	assert_int_equal(chmod(fixture_path(fixture, "/usr/sbin/kubelet-preflight"), 0644), 0);
	finding = fixture_check(fixture, &check_unit);
	assert_finding(finding, VERDICT_FAIL, "gate-not-installed",
		       "executes /usr/sbin/kubelet-preflight, which has mode 0644");
	assert_int_equal(system(finding->remedy), 0);
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_PASS, "", "starts after");
	fixture_remove(fixture, "/usr/sbin/kubelet-preflight");
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_FAIL, "gate-not-installed",
		       "executes /usr/sbin/kubelet-preflight, which does not exist in this image");
	/* A program of the host is none of the image's. */
	fixture_write(fixture, UNITS GATE, "[Service]\nExecStart=/bin/sh -c true\n");
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_FAIL, "gate-not-installed",
		       "/bin/sh");
	fixture_write(fixture, UNITS GATE, "[Unit]\n");
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_FAIL, "gate-not-installed",
		       "nothing");
	fixture_remove(fixture, UNITS BARRIER);
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_FAIL, "gate-not-installed",
		       "unit " BARRIER " is missing");
	fixture_remove(fixture, UNITS GATE);
	assert_finding(fixture_check(fixture, &check_unit), VERDICT_FAIL, "gate-not-installed",
		       "unit " GATE " is missing");
}

/* A FIFO in place of the unit file neither blocks nor passes. */
static void test_hostile(void **state)
{
	struct fixture *fixture = *state;

	fixture_remove(fixture, UNITS GATE);
	fixture_fifo(fixture, UNITS GATE);
	report_free(&fixture->report);
	report_init(&fixture->report, "", fixture->path);
	assert_true(check_unit.run(&fixture->ctx, &fixture->report) < 0);
	fixture_remove(fixture, UNITS GATE);
	fixture_link(fixture, UNITS GATE, "/etc/passwd");
	assert_true(check_unit.run(&fixture->ctx, &fixture->report) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_enabled), T(test_not_enabled), T(test_masked), T(test_not_installed),
		T(test_prefixes),
		T(test_hostile),
	};

	return RUN_GROUP("unit", tests);
}
