/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an installer is to fix after kubelet's start, and what a later look says of it. */
#include "config.h"

#include "cni/awaited.h"
#include "fixture.h"

#define CONFIG  "cni-config"
#define PLUGINS "cni-plugins"
#define FILE    "/etc/cni/net.d/10-calico.conflist"
#define COMMAND "kubectl -n kube-system logs calico-node-x7x2p -c install-cni"
#define WHEN    "600 s after kubelet.service started"

struct awaited_fixture {
	struct report awaited;
	struct report report; /* of the look that is next */
	struct report faults; /* of the last one */
};

static int setup(void **state)
{
	struct awaited_fixture *fixture = calloc(1, sizeof(*fixture));

	if (!fixture)
		return -1;
	report_init(&fixture->awaited, "6.1.0", "/");
	report_init(&fixture->report, "6.1.0", "/");
	report_init(&fixture->faults, "6.1.0", "/");
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct awaited_fixture *fixture = *state;

	report_free(&fixture->awaited);
	report_free(&fixture->report);
	report_free(&fixture->faults);
	free(fixture);
	return 0;
}

static void heals(struct awaited_fixture *fixture, const char *check, const char *subject)
{
	report_cause(&fixture->report, check, CAUSE_CNI_INSTALLER_HEALS, subject,
		     REMEDY(REMEDY_ELSEWHERE, COMMAND),
		     "%s is empty; kube-system/calico-node-x7x2p writes it again", subject);
}

static void end_look(struct awaited_fixture *fixture)
{
	report_free(&fixture->report);
	report_init(&fixture->report, "6.1.0", "/");
}

/* How many faults are new to what is remembered. */
static size_t note(struct awaited_fixture *fixture)
{
	size_t fresh = cni_awaited_note(&fixture->awaited, &fixture->report);

	end_look(fixture);
	return fresh;
}

/* How many faults are not fixed. */
static size_t judge(struct awaited_fixture *fixture)
{
	report_free(&fixture->faults);
	report_init(&fixture->faults, "6.1.0", "/");
	cni_awaited_judge(&fixture->awaited, &fixture->report, WHEN, &fixture->faults);
	end_look(fixture);
	return fixture->faults.count;
}

static void assert_fault(const struct awaited_fixture *fixture, size_t index, const char *subject,
			 const char *words)
{
	const struct finding *finding = &fixture->faults.findings[index];
	_cleanup_free_ char *text = format_text("not fixed " WHEN ": %s", words);

	assert_finding(finding, VERDICT_FAIL, "cni-installer-failed", text);
	assert_string_equal(finding->subject, subject);
	assert_string_equal(finding->remedy, COMMAND);
}

/* What no installer heals is none of ours, nor is the same fault found twice. */
static void test_remembered(void **state)
{
	struct awaited_fixture *fixture = *state;

	assert_int_equal(note(fixture), 0);
	report_cause(&fixture->report, CONFIG, CAUSE_CNI_CONFIG_INVALID, FILE,
		     REMEDY(REMEDY_EDIT, "rm"), "it is empty");
	report_pass(&fixture->report, PLUGINS, "calico", "calico is executable");
	assert_int_equal(note(fixture), 0);
	heals(fixture, CONFIG, FILE);
	heals(fixture, PLUGINS, "calico");
	heals(fixture, PLUGINS, "calico");
	assert_int_equal(note(fixture), 2);
	heals(fixture, PLUGINS, "calico");
	heals(fixture, PLUGINS, "calico-ipam");
	assert_int_equal(note(fixture), 1);
	assert_int_equal(fixture->awaited.count, 3);
	assert_string_equal(fixture->awaited.findings[0].check, CONFIG);
	assert_string_equal(fixture->awaited.findings[0].subject, FILE);
	assert_string_equal(fixture->awaited.findings[0].summary,
			    FILE " is empty; kube-system/calico-node-x7x2p writes it again");
	assert_string_equal(fixture->awaited.findings[0].remedy, COMMAND);
}

/* Plugins that are missing for one reason are one finding. */
static void test_among_others(void **state)
{
	static const struct {
		const char *subject;
		size_t faults;
	} rows[] = {{"portmap, calico, loopback", 1}, {"calico, portmap", 1}, {"portmap, calico", 1},
		    {"calico-ipam, portmap", 0},      {"portmap, mycalico", 0}};
	struct awaited_fixture *fixture = *state;

	heals(fixture, PLUGINS, "calico");
	note(fixture);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		report_pass(&fixture->report, PLUGINS, "x", "x is executable");
		report_cause(&fixture->report, PLUGINS, CAUSE_CNI_PLUGIN_MISSING, rows[i].subject, NULL,
			     "%s: not in /opt/cni/bin", rows[i].subject);
		assert_int_equal(judge(fixture), rows[i].faults);
	}
}

static void test_put_right(void **state)
{
	struct awaited_fixture *fixture = *state;

	heals(fixture, CONFIG, FILE);
	heals(fixture, PLUGINS, "calico");
	note(fixture);
	report_pass(&fixture->report, CONFIG, "k8s-pod-network", FILE " is valid");
	report_pass(&fixture->report, PLUGINS, "calico", "calico is executable");
	assert_int_equal(judge(fixture), 0);
}

/* A fault of something else is not ours: the gate has its own words for it at the next boot. */
static void test_other_subject(void **state)
{
	struct awaited_fixture *fixture = *state;

	heals(fixture, CONFIG, FILE);
	heals(fixture, PLUGINS, "calico");
	note(fixture);
	report_pass(&fixture->report, CONFIG, "k8s-pod-network", FILE " is valid");
	report_cause(&fixture->report, CONFIG, CAUSE_CNI_CONFIG_INVALID,
		     "/etc/cni/net.d/99-own.conf", REMEDY(REMEDY_EDIT, "rm"), "it is no JSON");
	report_cause(&fixture->report, PLUGINS, CAUSE_CNI_PLUGIN_MISSING, "portmap",
		     REMEDY(REMEDY_EDIT, "apt-get"), "portmap is missing");
	report_cause(&fixture->report, "persist", CAUSE_PERSIST_MISSING, FILE, NULL,
		     "of another check");
	assert_int_equal(judge(fixture), 0);
}

static void test_not_put_right(void **state)
{
	struct awaited_fixture *fixture = *state;

	heals(fixture, CONFIG, FILE);
	note(fixture);
	heals(fixture, CONFIG, FILE);
	assert_int_equal(judge(fixture), 1);
	assert_fault(fixture, 0, FILE, FILE " is empty");
}

/* In the words of the new look, with the command of the first one. */
static void test_other_fault(void **state)
{
	struct awaited_fixture *fixture = *state;

	heals(fixture, CONFIG, FILE);
	heals(fixture, PLUGINS, "calico");
	note(fixture);
	report_cause(&fixture->report, CONFIG, CAUSE_CNI_CONFIG_INVALID, FILE,
		     REMEDY(REMEDY_EDIT, "mv"), FILE " has no name");
	report_cause_as(&fixture->report, PLUGINS, CAUSE_CNI_PLUGIN_UNUSABLE, VERDICT_WARN,
			"calico", REMEDY(REMEDY_EDIT, "rm"), "calico is a directory");
	assert_int_equal(judge(fixture), 2);
	assert_fault(fixture, 0, FILE, FILE " has no name");
	assert_fault(fixture, 1, "calico", "calico is a directory");
}

static void test_one_of_two(void **state)
{
	struct awaited_fixture *fixture = *state;

	heals(fixture, PLUGINS, "calico");
	heals(fixture, PLUGINS, "calico-ipam");
	note(fixture);
	report_pass(&fixture->report, CONFIG, "k8s-pod-network", FILE " is valid");
	heals(fixture, PLUGINS, "calico-ipam");
	assert_int_equal(judge(fixture), 1);
	assert_fault(fixture, 0, "calico-ipam", "calico-ipam is empty");
}

/* While the configuration is being written no plugin is looked at. */
static void test_not_looked_at(void **state)
{
	struct awaited_fixture *fixture = *state;

	heals(fixture, PLUGINS, "calico");
	note(fixture);
	heals(fixture, CONFIG, FILE);
	report_skip(&fixture->report, PLUGINS, FILE, "not checked: " FILE " is broken");
	assert_int_equal(judge(fixture), 1);
	assert_fault(fixture, 0, "calico", "not checked: " FILE " is broken");
	/* The network is gone, and with it what names a plugin: nothing is missing. */
	report_pass(&fixture->report, CONFIG, NULL, "no configuration yet");
	report_skip(&fixture->report, PLUGINS, NULL, "no configuration names a plugin");
	assert_int_equal(judge(fixture), 0);
	/* Beside a plugin that was looked at a skip says nothing. */
	heals(fixture, CONFIG, FILE);
	report_pass(&fixture->report, PLUGINS, "calico", "calico is executable");
	report_skip(&fixture->report, PLUGINS, FILE, "the plugins' versions were not compared");
	assert_int_equal(judge(fixture), 0);
}

static void test_could_not_look(void **state)
{
	struct awaited_fixture *fixture = *state;

	heals(fixture, PLUGINS, "calico");
	note(fixture);
	report_pass(&fixture->report, CONFIG, "k8s-pod-network", FILE " is valid");
	report_cause_as(&fixture->report, PLUGINS, CAUSE_CNI_UNKNOWN, VERDICT_ERROR, NULL, NULL,
			"could not look: I/O error");
	assert_int_equal(judge(fixture), 1);
	assert_fault(fixture, 0, "calico", "could not look: I/O error");
	/* No check runs with settings that cannot be read. */
	report_cause(&fixture->report, "settings", CAUSE_SETTINGS_INVALID, NULL, NULL,
		     "VNI=perhaps");
	assert_int_equal(judge(fixture), 1);
	assert_fault(fixture, 0, "calico", "VNI=perhaps");
	assert_int_equal(judge(fixture), 1);
	assert_fault(fixture, 0, "calico", "it could not be looked at");
}

static void test_no_command(void **state)
{
	struct awaited_fixture *fixture = *state;

	report_cause(&fixture->report, PLUGINS, CAUSE_CNI_INSTALLER_HEALS, "calico", NULL,
		     "it is empty");
	report_cause(&fixture->report, PLUGINS, CAUSE_CNI_INSTALLER_HEALS, NULL, NULL,
		     "of no subject");
	assert_int_equal(note(fixture), 1);
	heals(fixture, PLUGINS, "calico");
	assert_int_equal(judge(fixture), 1);
	assert_null(fixture->faults.findings[0].remedy);
}

static void test_limit(void **state)
{
	struct awaited_fixture *fixture = *state;

	for (int i = 0; i < CNI_AWAITED_MAX + 10; i++) {
		char name[32];

		snprintf(name, sizeof(name), "plugin-%d", i);
		heals(fixture, PLUGINS, name);
	}
	assert_int_equal(note(fixture), CNI_AWAITED_MAX);
	heals(fixture, PLUGINS, "one-more");
	assert_int_equal(note(fixture), 0);
	heals(fixture, PLUGINS, "plugin-63");
	heals(fixture, PLUGINS, "plugin-64");
	assert_int_equal(judge(fixture), 1);
	assert_fault(fixture, 0, "plugin-63", "plugin-63 is empty");
}

#define SCENE_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(test_remembered),    SCENE_TEST(test_put_right),
		SCENE_TEST(test_among_others),
		SCENE_TEST(test_other_subject), SCENE_TEST(test_not_put_right),
		SCENE_TEST(test_other_fault),   SCENE_TEST(test_one_of_two),
		SCENE_TEST(test_not_looked_at), SCENE_TEST(test_could_not_look),
		SCENE_TEST(test_no_command),    SCENE_TEST(test_limit),
	};

	return RUN_GROUP("cni_awaited", tests);
}
