/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an installer is to put right after kubelet's start, and what a later look says of it. */
#include "config.h"

#include "cni/awaited.h"
#include "fixture.h"

#define CONFIG  "cni-config"
#define PLUGINS "cni-plugins"
#define FILE    "/etc/cni/net.d/10-calico.conflist"
#define COMMAND "kubectl -n kube-system logs calico-node-x7x2p -c install-cni"
#define WHEN    "600 s after kubelet.service started"

struct scene {
	struct cni_awaited awaited;
	struct report report; /* of the look that is next */
	struct report faults; /* of the last one */
};

static int setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	report_init(&scene->report, "6.1.0", "/");
	report_init(&scene->faults, "6.1.0", "/");
	*state = scene;
	return 0;
}

static int teardown(void **state)
{
	struct scene *scene = *state;

	cni_awaited_free(&scene->awaited);
	report_free(&scene->report);
	report_free(&scene->faults);
	free(scene);
	return 0;
}

static void heals(struct scene *scene, const char *check, const char *subject)
{
	report_cause(&scene->report, check, CAUSE_CNI_INSTALLER_HEALS, subject, COMMAND,
		     "%s is empty; kube-system/calico-node-x7x2p writes it again", subject);
}

static void end_look(struct scene *scene)
{
	report_free(&scene->report);
	report_init(&scene->report, "6.1.0", "/");
}

/* How many faults are new to what is remembered. */
static int note(struct scene *scene)
{
	int r = cni_awaited_note(&scene->awaited, &scene->report);

	end_look(scene);
	return r;
}

/* How many faults are not put right. */
static size_t judge(struct scene *scene)
{
	report_free(&scene->faults);
	report_init(&scene->faults, "6.1.0", "/");
	cni_awaited_judge(&scene->awaited, &scene->report, WHEN, &scene->faults);
	end_look(scene);
	return scene->faults.count;
}

static void assert_fault(const struct scene *scene, size_t index, const char *subject,
			 const char *words)
{
	const struct finding *finding = &scene->faults.findings[index];
	_cleanup_free_ char *text = format_text("not put right " WHEN ": %s", words);

	assert_finding(finding, VERDICT_FAIL, "cni-installer-failed", text);
	assert_string_equal(finding->subject, subject);
	assert_string_equal(finding->remedy, COMMAND);
}

/* What no installer heals is none of ours, nor is the same fault found twice. */
static void test_remembered(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(note(scene), 0);
	report_cause(&scene->report, CONFIG, CAUSE_CNI_CONFIG_INVALID, FILE, "rm", "it is empty");
	report_pass(&scene->report, PLUGINS, "calico", "calico is executable");
	assert_int_equal(note(scene), 0);
	heals(scene, CONFIG, FILE);
	heals(scene, PLUGINS, "calico");
	heals(scene, PLUGINS, "calico");
	assert_int_equal(note(scene), 2);
	heals(scene, PLUGINS, "calico");
	heals(scene, PLUGINS, "calico-ipam");
	assert_int_equal(note(scene), 1);
	assert_int_equal(scene->awaited.count, 3);
	assert_string_equal(scene->awaited.list[0].check, CONFIG);
	assert_string_equal(scene->awaited.list[0].subject, FILE);
	assert_string_equal(scene->awaited.list[0].summary,
			    FILE " is empty; kube-system/calico-node-x7x2p writes it again");
	assert_string_equal(scene->awaited.list[0].remedy, COMMAND);
}

static void test_put_right(void **state)
{
	struct scene *scene = *state;

	heals(scene, CONFIG, FILE);
	heals(scene, PLUGINS, "calico");
	note(scene);
	report_pass(&scene->report, CONFIG, "k8s-pod-network", FILE " is valid");
	report_pass(&scene->report, PLUGINS, "calico", "calico is executable");
	assert_int_equal(judge(scene), 0);
}

/* A fault of something else is not ours: the gate has its own words for it at the next boot. */
static void test_other_subject(void **state)
{
	struct scene *scene = *state;

	heals(scene, CONFIG, FILE);
	heals(scene, PLUGINS, "calico");
	note(scene);
	report_pass(&scene->report, CONFIG, "k8s-pod-network", FILE " is valid");
	report_cause(&scene->report, CONFIG, CAUSE_CNI_CONFIG_INVALID, "/etc/cni/net.d/99-own.conf",
		     "rm", "it is no JSON");
	report_cause(&scene->report, PLUGINS, CAUSE_CNI_PLUGIN_MISSING, "portmap", "apt-get",
		     "portmap is missing");
	report_cause(&scene->report, "persist", CAUSE_PERSIST_MISSING, FILE, NULL,
		     "of another check");
	assert_int_equal(judge(scene), 0);
}

static void test_not_put_right(void **state)
{
	struct scene *scene = *state;

	heals(scene, CONFIG, FILE);
	note(scene);
	heals(scene, CONFIG, FILE);
	assert_int_equal(judge(scene), 1);
	assert_fault(scene, 0, FILE, FILE " is empty");
}

/* In the words of the new look, with the command of the first one. */
static void test_other_fault(void **state)
{
	struct scene *scene = *state;

	heals(scene, CONFIG, FILE);
	heals(scene, PLUGINS, "calico");
	note(scene);
	report_cause(&scene->report, CONFIG, CAUSE_CNI_CONFIG_INVALID, FILE, "mv",
		     FILE " has no name");
	report_cause_as(&scene->report, PLUGINS, CAUSE_CNI_PLUGIN_UNUSABLE, VERDICT_WARN, "calico",
			"rm", "calico is a directory");
	assert_int_equal(judge(scene), 2);
	assert_fault(scene, 0, FILE, FILE " has no name");
	assert_fault(scene, 1, "calico", "calico is a directory");
}

static void test_one_of_two(void **state)
{
	struct scene *scene = *state;

	heals(scene, PLUGINS, "calico");
	heals(scene, PLUGINS, "calico-ipam");
	note(scene);
	report_pass(&scene->report, CONFIG, "k8s-pod-network", FILE " is valid");
	heals(scene, PLUGINS, "calico-ipam");
	assert_int_equal(judge(scene), 1);
	assert_fault(scene, 0, "calico-ipam", "calico-ipam is empty");
}

/* While the configuration is being written no plugin is looked at. */
static void test_not_looked_at(void **state)
{
	struct scene *scene = *state;

	heals(scene, PLUGINS, "calico");
	note(scene);
	heals(scene, CONFIG, FILE);
	report_skip(&scene->report, PLUGINS, FILE, "not looked at: " FILE " is broken");
	assert_int_equal(judge(scene), 1);
	assert_fault(scene, 0, "calico", "not looked at: " FILE " is broken");
	/* The network is gone, and with it what names a plugin: nothing is missing. */
	report_pass(&scene->report, CONFIG, NULL, "no configuration yet");
	report_skip(&scene->report, PLUGINS, NULL, "no configuration names a plugin");
	assert_int_equal(judge(scene), 0);
	/* Beside a plugin that was looked at a skip says nothing. */
	heals(scene, CONFIG, FILE);
	report_pass(&scene->report, PLUGINS, "calico", "calico is executable");
	report_skip(&scene->report, PLUGINS, FILE, "the plugins' versions were not compared");
	assert_int_equal(judge(scene), 0);
}

static void test_could_not_look(void **state)
{
	struct scene *scene = *state;

	heals(scene, PLUGINS, "calico");
	note(scene);
	report_pass(&scene->report, CONFIG, "k8s-pod-network", FILE " is valid");
	report_cause_as(&scene->report, PLUGINS, CAUSE_CNI_UNKNOWN, VERDICT_ERROR, NULL, NULL,
			"could not look: I/O error");
	assert_int_equal(judge(scene), 1);
	assert_fault(scene, 0, "calico", "could not look: I/O error");
	/* No check runs with settings that cannot be read. */
	report_cause(&scene->report, "settings", CAUSE_SETTINGS_INVALID, NULL, NULL, "VNI=perhaps");
	assert_int_equal(judge(scene), 1);
	assert_fault(scene, 0, "calico", "VNI=perhaps");
	assert_int_equal(judge(scene), 1);
	assert_fault(scene, 0, "calico", "it could not be looked at");
}

static void test_no_command(void **state)
{
	struct scene *scene = *state;

	report_cause(&scene->report, PLUGINS, CAUSE_CNI_INSTALLER_HEALS, "calico", NULL,
		     "it is empty");
	report_cause(&scene->report, PLUGINS, CAUSE_CNI_INSTALLER_HEALS, NULL, NULL,
		     "of no subject");
	assert_int_equal(note(scene), 1);
	heals(scene, PLUGINS, "calico");
	assert_int_equal(judge(scene), 1);
	assert_null(scene->faults.findings[0].remedy);
}

static void test_limit(void **state)
{
	struct scene *scene = *state;

	for (int i = 0; i < CNI_AWAITED_MAX + 10; i++) {
		char name[32];

		snprintf(name, sizeof(name), "plugin-%d", i);
		heals(scene, PLUGINS, name);
	}
	assert_int_equal(note(scene), CNI_AWAITED_MAX);
	heals(scene, PLUGINS, "one-more");
	assert_int_equal(note(scene), 0);
	heals(scene, PLUGINS, "plugin-63");
	heals(scene, PLUGINS, "plugin-64");
	assert_int_equal(judge(scene), 1);
	assert_fault(scene, 0, "plugin-63", "plugin-63 is empty");
}

#define SCENE_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(test_remembered),    SCENE_TEST(test_put_right),
		SCENE_TEST(test_other_subject), SCENE_TEST(test_not_put_right),
		SCENE_TEST(test_other_fault),   SCENE_TEST(test_one_of_two),
		SCENE_TEST(test_not_looked_at), SCENE_TEST(test_could_not_look),
		SCENE_TEST(test_no_command),    SCENE_TEST(test_limit),
	};

	return RUN_GROUP("cni_awaited", tests);
}
