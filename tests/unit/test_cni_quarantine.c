/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check cni-config with Invalid=quarantine: what moves, what stays, and what is said of it. */
#include "config.h"

#include "checks/cni_quarantine.h"
#include "cni_fixture.h"
#include "system/quarantine.h"

/* As the gate. */
static int setup(void **state)
{
	fixture_setup_quarantine(state);
	((struct fixture *)*state)->context.acts = true;
	return 0;
}

static size_t count_moved(struct fixture *fixture)
{
	_cleanup_strv_ char **names = NULL;

	if (sysroot_list(&fixture->root, QUARANTINE_DIRECTORY, 128, &names) < 0)
		return 0;
	return strv_length(names);
}

/* The check runs, and makes that many findings. */
static void run(struct fixture *fixture, size_t findings)
{
	assert_int_equal(fixture_run(fixture, &check_cni_config), 0);
	assert_int_equal(fixture->report.count, findings);
}

static void expect_quarantined(struct fixture *fixture, size_t index, const char *path,
			       const char *name)
{
	const struct finding *finding = expect_finding(
		fixture, index, CAUSE_CNI_CONFIG_QUARANTINED, VERDICT_WARN,
		WORDS(fixture->dir, path, "it was moved to", QUARANTINE_DIRECTORY "/2", name));

	assert_string_equal(finding->subject + strlen(fixture->dir), path);
	assert_true(text_starts(finding->remedy, "mv -n "));
	assert_true(text_ends(finding->remedy, finding->subject));
}

static void test_moved(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = NULL;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/10-calico.conflist", "{\"name\"");
	run(fixture, 2);
	expect_quarantined(fixture, 0, "/net.d/10-calico.conflist", "-net.d-10-calico.conflist");
	expect_finding(fixture, 1, CAUSE_NONE, VERDICT_PASS, WORDS("waits for its CNI DaemonSet"));
	assert_int_equal(count_moved(fixture), 1);
	assert_false(fixture_stands(fixture, "/net.d/10-calico.conflist"));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);

	/* The command in the report takes it back, to the byte; then a second look moves it again. */
	command = strdup(fixture->report.findings[0].remedy);
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("waits"));
	assert_int_equal(system(command), 0);
	assert_int_equal(count_moved(fixture), 0);
	assert_true(fixture_stands(fixture, "/net.d/10-calico.conflist"));
	run(fixture, 2);
	assert_int_equal(count_moved(fixture), 1);

	fixture->settings.absent = ABSENT_BLOCK;
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_ABSENT, VERDICT_FAIL, WORDS("Absent=block"));
}

/* A link that names itself is moved. ELOOP of what is no link is nobody's word: see tests/faults/run. */
static void test_circle(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_link(fixture, "10-circle.conflist", "net.d/10-circle.conflist");
	run(fixture, 2);
	expect_quarantined(fixture, 0, "/net.d/10-circle.conflist", "-net.d-10-circle.conflist");
	assert_false(fixture_stands(fixture, "/net.d/10-circle.conflist"));
}

/* Until the file that decides is sound; the junk behind it is nobody's business. */
static void test_next_decides(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/05-broken.conf", "");
	make_link(fixture, "gone", "net.d/06-link.conf");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_file(fixture, "net.d/20-junk.conflist", "{");
	make_file(fixture, "net.d/calico-kubeconfig", "");
	run(fixture, 3);
	expect_quarantined(fixture, 0, "/net.d/05-broken.conf", "-net.d-05-broken.conf");
	expect_quarantined(fixture, 1, "/net.d/06-link.conf", "-net.d-06-link.conf");
	expect_finding(fixture, 2, CAUSE_NONE, VERDICT_PASS, WORDS("10-flannel.conflist is valid"));
	assert_int_equal(count_moved(fixture), 2);
	assert_true(fixture_stands(fixture, "/net.d/20-junk.conflist"));
	assert_true(fixture_stands(fixture, "/net.d/calico-kubeconfig"));
	run(fixture, 1);
	assert_int_equal(count_moved(fixture), 2);
}

static void test_kinds(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *fifo = fixture_path(fixture, "net.d/1.conf");
	_cleanup_free_ char *huge = fixture_path(fixture, "net.d/2.conf");

	if (!fixture_has_openat2(fixture))
		return;
	assert_int_equal(mkfifo(fifo, 0644), 0);
	make_file(fixture, "net.d/2.conf", "");
	assert_int_equal(truncate(huge, 1024L * 1024 * 1024), 0);
	make_link(fixture, "3.conf", "net.d/3.conf");
	make_link(fixture, "/", "net.d/4.conf");
	make_file(fixture, "net.d/5\n'\033.conf", "");
	run(fixture, 6);
	for (size_t i = 0; i < 5; i++)
		expect_finding(fixture, i, CAUSE_CNI_CONFIG_QUARANTINED, VERDICT_WARN, WORDS("moved to"));
	assert_int_equal(count_moved(fixture), 5);
	assert_int_equal(system(fixture->report.findings[0].remedy), 0);
	assert_true(fixture_stands(fixture, "/net.d/1.conf"));
}

/* It is not known to be broken, or it is not a file: it stays, and the node with it. */
static void test_never_moved(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	if (geteuid() == 0) {
		make_bytes(fixture, "net.d/x.conf", "{", 1, 0);
		fixture_run_as_nobody(fixture, &check_cni_config);
		expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_ERROR, WORDS("only root can"));
		assert_true(fixture_stands(fixture, "/net.d/x.conf"));
	}
	fixture_conf_dir(fixture, "/net.f");
	make_file(fixture, "net.f", "");
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL, WORDS("it is not a directory"));
	assert_int_equal(count_moved(fixture), 0);
}

/* A disk that fails says nothing of the file. */
static void test_disk_error(void **state)
{
	struct fixture *fixture = *state;
	struct cni_directory directory = {.state = CNI_UNREADABLE, .error = -EIO};
	struct cni_place place = {.max_conf = 1};
	struct cni_runtime runtime = {
		.places = &place, .place_count = 1, .why = (char *)"containerd"};
	struct cni_reading reading = {
		.ctx = &fixture->context, .runtime = &runtime, .place = &place};
	char *note;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/x.conf", "");
	directory.file = strdup("/net.d/x.conf");
	for (int acts = 0; acts < 2; acts++) {
		fixture->context.acts = acts;
		assert_int_equal(cni_quarantine(&reading, &directory, &fixture->report, &note), 0);
		assert_null(note);
		assert_int_equal(directory.error, -EIO);
		assert_true(fixture_stands(fixture, "/net.d/x.conf"));
	}
	cni_directory_free(&directory);
}

static void test_move_fails(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_directory(fixture, "elsewhere");
	make_link(fixture, "/elsewhere", "var/lib/kubelet-preflight");
	make_file(fixture, "net.d/x.conf", "");
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		       WORDS("x.conf: line 1, column 1: the file is empty; ",
			     "; it was not moved to ", QUARANTINE_DIRECTORY ": ",
			     "/var/lib/kubelet-preflight: ", "it is a symbolic link"));
	assert_true(text_ends(fixture->report.findings[0].remedy, "/net.d/x.conf" ASIDE));
	assert_true(fixture_stands(fixture, "/net.d/x.conf"));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNFIT);
}

static void test_check_moves_nothing(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	fixture->context.acts = false;
	make_file(fixture, "net.d/x.conf", "");
	run(fixture, 2);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN,
		       WORDS("the file is empty", "; the gate will move it to ", fixture->dir,
			     QUARANTINE_DIRECTORY));
	assert_true(fixture_stands(fixture, "/net.d/x.conf"));
	assert_false(fixture_stands(fixture, "/var/lib/kubelet-preflight"));
}

/* The other policies move nothing, in the gate either. */
static void test_other_policies(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/x.conf", "");
	fixture->settings.invalid = INVALID_BLOCK;
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("empty"));
	fixture->settings.invalid = INVALID_WARN;
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN, WORDS("empty"));
	assert_null(strstr(fixture->report.findings[0].summary, "quarantine"));
	assert_true(fixture_stands(fixture, "/net.d/x.conf"));
	assert_false(fixture_stands(fixture, "/var/lib/kubelet-preflight"));
}

static void test_crowd(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	for (int i = 0; i <= CNI_QUARANTINE_MAX; i++) {
		_cleanup_free_ char *name = format_text("net.d/%03d.conf", i);

		make_file(fixture, name, "");
	}
	run(fixture, CNI_QUARANTINE_MAX + 1);
	expect_finding(fixture, CNI_QUARANTINE_MAX, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		       WORDS("064.conf", "64 files were moved"));
	assert_int_equal(count_moved(fixture), CNI_QUARANTINE_MAX);
	assert_true(fixture_stands(fixture, "/net.d/064.conf"));
}

/* The file is moved, an installer writes a sound one and then that anew: the plugins were not seen. */
static void test_written_anew_in_between(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/10-calico.conflist", "");
	run(fixture, 2);
	expect_quarantined(fixture, 0, "/net.d/10-calico.conflist", "-net.d-10-calico.conflist");
	make_file(fixture, "net.d/10-calico.conflist", "{");
	assert_int_equal(check_cni_plugins.run(&fixture->context, &fixture->report), 0);
	expect_finding(fixture, 2, CAUSE_CNI_UNKNOWN, VERDICT_ERROR,
		       WORDS("the plugins are not known, for ", "10-calico.conflist is broken: "));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNKNOWN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_moved),       TEST(test_next_decides),
		TEST(test_kinds),       TEST(test_never_moved),
		TEST(test_disk_error),  TEST(test_move_fails),
		TEST(test_crowd),       TEST(test_check_moves_nothing),
		TEST(test_other_policies), TEST(test_circle),
		TEST(test_written_anew_in_between),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
