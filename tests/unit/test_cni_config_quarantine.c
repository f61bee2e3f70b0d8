/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check cni-config with Invalid=quarantine: what is renamed, what stays, and what is said of it. */
#include "config.h"

#include <sys/wait.h>
#include <unistd.h>

#include "cni/config/quarantine.h"
#include "cni_fixture.h"

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
	size_t moved = 0;

	assert_int_equal(sysroot_list(&fixture->root, "/net.d", 256, &names), 0);
	for (char **name = names; *name; name++)
		moved += strstr(*name, ASIDE) != NULL;
	return moved;
}

/* As it is typed, in a shell that knows $'...' for the control characters of a name. */
static int type(const char *command)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execlp("bash", "bash", "-c", command, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 126);
	return WEXITSTATUS(status);
}

/* The check runs, and makes that many findings. */
static void run(struct fixture *fixture, size_t findings)
{
	assert_int_equal(fixture_run(fixture, &check_cni_config), 0);
	assert_int_equal(fixture->report.count, findings);
}

static void expect_quarantined(struct fixture *fixture, size_t index, const char *path)
{
	_cleanup_free_ char *moved = format_text("%s" ASIDE, path);
	const struct finding *finding = expect_finding(
		fixture, index, CAUSE_CNI_CONFIG_QUARANTINED, VERDICT_WARN,
		WORDS(fixture->dir, path, "; it was renamed to ", moved,
		      " (the command restores it)"));

	assert_string_equal(finding->subject + strlen(fixture->dir), path);
	assert_true(text_starts(finding->remedy, "ln -PT "));
	assert_false(fixture_stands(fixture, path));
	assert_true(fixture_stands(fixture, moved));
}

static void test_moved(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = NULL;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/10-calico.conflist", "{\"name\"");
	run(fixture, 2);
	expect_quarantined(fixture, 0, "/net.d/10-calico.conflist");
	expect_finding(fixture, 1, CAUSE_NONE, VERDICT_PASS, WORDS("waits for its CNI DaemonSet"));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);

	/* The command in the report takes it back; then a second look renames it again. */
	command = strdup(fixture->report.findings[0].remedy);
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("waits"));
	assert_int_equal(type(command), 0);
	assert_int_equal(count_moved(fixture), 0);
	assert_true(fixture_stands(fixture, "/net.d/10-calico.conflist"));
	run(fixture, 2);
	assert_int_equal(count_moved(fixture), 1);

	/* Broken again, it does not take the name of the first. */
	make_file(fixture, "net.d/10-calico.conflist", "{\"name\"");
	run(fixture, 2);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_QUARANTINED, VERDICT_WARN,
		       WORDS("10-calico.conflist" ASIDE ".1 "));
	assert_int_equal(count_moved(fixture), 2);

	fixture->settings.absent = ABSENT_BLOCK;
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_ABSENT, VERDICT_FAIL, WORDS("Absent=block"));
}

static char *text_of(struct fixture *fixture, const char *path)
{
	char *text;

	assert_int_equal(sysroot_read(&fixture->root, path, 4096, &text, NULL), 0);
	return text;
}

/* The command of the report, where a new file has come: it refuses, and changes neither. */
static void test_command_refuses(void **state)
{
	static const char *const names[] = {"/net.d/10-calico.conflist", "/net.d/1 '$(x)\\\n.conf"};
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *moved = format_text("%s" ASIDE, names[i]);
		_cleanup_free_ char *here = NULL, *there = NULL, *back = NULL, *command = NULL;
		_cleanup_free_ char *path = fixture_path(fixture, names[i] + 1);

		make_file(fixture, names[i] + 1, "{\"name\"");
		run(fixture, 2);
		command = format_text("%s 2> /dev/null", fixture->report.findings[0].remedy);
		make_file(fixture, names[i] + 1, FLANNEL);
		assert_int_not_equal(type(command), 0);
		here = text_of(fixture, names[i]);
		assert_string_equal(here, FLANNEL);
		there = text_of(fixture, moved);
		assert_string_equal(there, "{\"name\"");
		/* Nor into a directory of that name. */
		assert_int_equal(unlink(path), 0);
		assert_int_equal(mkdir(path, 0755), 0);
		assert_int_not_equal(type(command), 0);
		assert_int_equal(rmdir(path), 0);
		assert_int_equal(type(command), 0);
		back = text_of(fixture, names[i]);
		assert_string_equal(back, "{\"name\"");
		assert_false(fixture_stands(fixture, moved));
		assert_int_equal(unlink(path), 0);
	}
}

/* A link that names itself is renamed. ELOOP of what is no link says nothing of it: see tests/faults/run. */
static void test_circle(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_link(fixture, "10-circle.conflist", "net.d/10-circle.conflist");
	run(fixture, 2);
	expect_quarantined(fixture, 0, "/net.d/10-circle.conflist");
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
	expect_quarantined(fixture, 0, "/net.d/05-broken.conf");
	expect_quarantined(fixture, 1, "/net.d/06-link.conf");
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
	_cleanup_free_ char *huge = fixture_path(fixture, "net.d/2.conf"), *target = NULL;
	struct stat status;

	if (!fixture_has_openat2(fixture))
		return;
	assert_int_equal(mkfifo(fifo, 0644), 0);
	make_file(fixture, "net.d/2.conf", "");
	assert_int_equal(truncate(huge, 1024L * 1024 * 1024), 0);
	make_link(fixture, "3.conf", "net.d/3.conf");
	make_link(fixture, "/", "net.d/4.conf");
	make_file(fixture, "net.d/5\n'\033.conf", "");
	run(fixture, 6);
	assert_int_equal(count_moved(fixture), 5);
	/* Each command takes its own back, a link and a FIFO too. */
	for (size_t i = 0; i < 5; i++) {
		expect_finding(fixture, i, CAUSE_CNI_CONFIG_QUARANTINED, VERDICT_WARN,
			       WORDS("renamed to"));
		assert_int_equal(type(fixture->report.findings[i].remedy), 0);
	}
	assert_int_equal(count_moved(fixture), 0);
	assert_int_equal(sysroot_lstat(&fixture->root, "/net.d/1.conf", &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	assert_int_equal(sysroot_readlink(&fixture->root, "/net.d/3.conf", &target), 0);
	assert_string_equal(target, "3.conf");
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
	struct cni_answer directory = {.state = CNI_UNREADABLE, .error = -EIO};
	struct cni_place place = {.max_conf = 1};
	struct cni_runtime runtime = {
		.places = &place, .place_count = 1, .why = (char *)"containerd"};
	struct cni_reading reading = {
		.ctx = &fixture->context, .runtime = &runtime, .place = &place};
	struct cni_heal heal = {0};
	char *note;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/x.conf", "");
	directory.file = strdup("/net.d/x.conf");
	for (int acts = 0; acts < 2; acts++) {
		fixture->context.acts = acts;
		assert_int_equal(cni_quarantine(&reading, &directory, &fixture->report, &heal, &note),
				 0);
		assert_null(note);
		assert_int_equal(directory.error, -EIO);
		assert_true(fixture_stands(fixture, "/net.d/x.conf"));
	}
	cni_answer_free(&directory);
}

/* It stays, with the finding as without Invalid=quarantine, and the reason. */
static void test_move_fails(void **state)
{
	struct fixture *fixture = *state;
	char name[NAME_MAX + 1], path[NAME_MAX + sizeof("net.d/")];

	if (!fixture_has_openat2(fixture))
		return;
	memset(name, 'x', NAME_MAX);
	strcpy(name + NAME_MAX - strlen(".conf"), ".conf");
	snprintf(path, sizeof(path), "net.d/%s", name);
	make_file(fixture, path, "");
	for (int acts = 0; acts < 2; acts++) {
		fixture->context.acts = acts;
		run(fixture, 1);
		expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
			       WORDS("x.conf: line 1, column 1: the file is empty; ",
				     acts ? "; it was not renamed: its name is too long"
					  : "; the gate will not rename it: its name is too long"));
		assert_true(text_ends(fixture->report.findings[0].remedy, "xxx" ASIDE));
		assert_int_equal(count_moved(fixture), 0);
		assert_int_equal(report_fitness(&fixture->report), FITNESS_UNFIT);
	}
	/* What is printed for it shortens the name. */
	assert_int_equal(type(fixture->report.findings[0].remedy), 0);
	assert_int_equal(count_moved(fixture), 1);
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
		       WORDS("the file is empty", "; the gate will rename it to ", fixture->dir,
			     "/net.d/x.conf" ASIDE));
	assert_int_equal(count_moved(fixture), 0);
	/* Where that name is taken, the next one is named. */
	make_file(fixture, "net.d/x.conf" ASIDE, "");
	run(fixture, 2);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN, WORDS("/x.conf" ASIDE ".1"));
}

/* In report mode the gate moves nothing either, and says what it would do; the verdict is as if it had. */
static void test_report_mode(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	fixture->context.mode = MODE_REPORT;
	make_file(fixture, "net.d/x.conf", "");
	for (int acts = 0; acts < 2; acts++) {
		fixture->context.acts = acts;
		run(fixture, 2);
		expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN,
			       WORDS("the file is empty", "; it would be renamed to ",
				     "/net.d/x.conf" ASIDE, ", but the gate is in report mode"));
		assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
		assert_int_equal(count_moved(fixture), 0);
	}
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
	assert_int_equal(count_moved(fixture), 0);
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
		       WORDS("064.conf", "64 files were quarantined (limit reached)"));
	assert_int_equal(count_moved(fixture), CNI_QUARANTINE_MAX);
	assert_true(fixture_stands(fixture, "/net.d/064.conf"));
}

/* The file is renamed, an installer writes a sound one and then another: the plugins were not seen. */
static void test_written_in_between(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/10-calico.conflist", "");
	run(fixture, 2);
	expect_quarantined(fixture, 0, "/net.d/10-calico.conflist");
	make_file(fixture, "net.d/10-calico.conflist", "{");
	assert_int_equal(check_cni_plugins.run(&fixture->context, &fixture->report), 0);
	expect_finding(fixture, 2, CAUSE_CNI_UNKNOWN, VERDICT_ERROR,
		       WORDS("plugins not checked because ", "10-calico.conflist is invalid: "));
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
		TEST(test_report_mode),
		TEST(test_other_policies), TEST(test_circle),
		TEST(test_written_in_between), TEST(test_command_refuses),
	};

	return RUN_GROUP("cni_config_quarantine", tests);
}
