/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Invalid=quarantine: what a look says before is what the gate finds once it has renamed the files. */
#include "config.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "cni/config/directory.h"
#include "cni/config/quarantine.h"
#include "cni/plugins/check.h"
#include "cni_fixture.h"

#define DENIED 77

static void make_plugins(struct fixture *fixture)
{
	for (const char *const *name = WORDS("bin/flannel", "bin/portmap", "bin/loopback",
					     "bin/bridge", "bin/host-local", "bin/sh");
	     *name; name++)
		make_plugin(fixture, *name);
}

static void make_fifo(struct fixture *fixture, const char *name)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);

	assert_int_equal(mkfifo(path, 0600), 0);
}

/* Both checks, as the gate or as who only looks. */
static enum fitness run(struct fixture *fixture, bool acts)
{
	fixture->context.acts = acts;
	if (fixture_run(fixture, &check_cni_config) < 0 ||
	    check_cni_plugins.run(&fixture->context, &fixture->report) < 0)
		return FITNESS_UNKNOWN;
	return report_fitness(&fixture->report);
}

static size_t count(const struct fixture *fixture, enum cause_id cause, const char *words)
{
	size_t found = 0;

	for (size_t i = 0; i < fixture->report.count; i++)
		if (fixture->report.findings[i].cause == cause_get(cause) &&
		    strstr(fixture->report.findings[i].summary, words))
			found++;
	return found;
}

/* What the gate moves was foretold, a look has changed nothing, and both say the same of the node. */
static void expect_same(struct fixture *fixture, enum fitness fitness, size_t moves)
{
	size_t foretold;

	assert_int_equal(run(fixture, false), fitness);
	foretold = count(fixture, CAUSE_CNI_CONFIG_INVALID, "the gate will rename it to ") +
		   count(fixture, CAUSE_CNI_CONFIG_UNREADABLE, "the gate will rename it to ");
	assert_int_equal(foretold, moves);
	assert_int_equal(run(fixture, true), fitness);
	assert_int_equal(count(fixture, CAUSE_CNI_CONFIG_QUARANTINED, "it was renamed to"), moves);
}

/* The next file is sound, and what it names is not there. */
static void test_plugin_missing(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/05-x.conf", "");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	assert_int_equal(run(fixture, false), FITNESS_UNFIT);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN,
		       WORDS("05-x.conf: line 1, column 1: the file is empty",
			     "; the gate will rename it to ", "/net.d/05-x.conf" ASIDE));
	assert_true(text_ends(fixture->report.findings[0].remedy, "/net.d/05-x.conf" ASIDE));
	expect_finding(fixture, 1, CAUSE_NONE, VERDICT_PASS, WORDS("10-flannel.conflist is valid"));
	expect_finding(fixture, 2, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL, WORDS("flannel"));
	expect_same(fixture, FITNESS_UNFIT, 1);
	assert_int_equal(count(fixture, CAUSE_CNI_PLUGIN_MISSING, "flannel: "), 1);
}

static void test_absent(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/x.conf", "");
	assert_int_equal(run(fixture, false), FITNESS_FIT);
	expect_finding(fixture, 1, CAUSE_NONE, VERDICT_PASS, WORDS("waits for its CNI DaemonSet"));
	fixture->settings.absent = ABSENT_BLOCK;
	assert_int_equal(run(fixture, false), FITNESS_UNFIT);
	expect_finding(fixture, 1, CAUSE_CNI_CONFIG_ABSENT, VERDICT_FAIL, WORDS("Absent=block"));
	expect_same(fixture, FITNESS_UNFIT, 1);
	assert_int_equal(count(fixture, CAUSE_CNI_CONFIG_ABSENT, "Absent=block"), 1);
}

/* Two before a sound one; with all that it needs. The junk behind it is nobody's business. */
static void test_two_broken(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_plugins(fixture);
	make_file(fixture, "net.d/05-broken.conf", "");
	make_link(fixture, "gone", "net.d/06-link.conf");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_file(fixture, "net.d/20-junk.conflist", "{");
	expect_same(fixture, FITNESS_FIT, 2);
	assert_true(fixture_stands(fixture, "/net.d/20-junk.conflist"));
}

static void test_two_broken_unserved(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/05-broken.conf", "");
	make_file(fixture, "net.d/06-broken.conf", "{");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	expect_same(fixture, FITNESS_UNFIT, 2);
}

/* A plugin in a file of its own (libcni 1.3): it is that file that moves, and not the list. */
static void test_own_file(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_plugins(fixture);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_directory(fixture, "net.d/cbr0");
	make_file(fixture, "net.d/cbr0/a.conf", "{");
	make_file(fixture, "net.d/cbr0/b.conf", "{\"type\":\"mine\"}");
	expect_same(fixture, FITNESS_UNFIT, 1);
	assert_false(fixture_stands(fixture, "/net.d/cbr0/a.conf"));
	assert_int_equal(count(fixture, CAUSE_CNI_PLUGIN_MISSING, "mine: "), 1);
}

/* What it skips stays while another serves; a link to what it hangs on goes. */
static void test_crio(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	fixture->settings.runtime = RUNTIME_CRIO;
	make_plugins(fixture);
	make_file(fixture, "net.d/05-a.conf", "");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_fifo(fixture, "fifo");
	make_link(fixture, "/fifo", "net.d/90-x.conf");
	expect_same(fixture, FITNESS_FIT, 1);
	assert_true(fixture_stands(fixture, "/net.d/05-a.conf"));
	assert_false(fixture_stands(fixture, "/net.d/90-x.conf"));
}

static void test_crio_has_none(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	fixture->settings.runtime = RUNTIME_CRIO;
	fixture->settings.absent = ABSENT_BLOCK;
	make_plugins(fixture);
	make_file(fixture, "net.d/05-a.conf", "");
	make_file(fixture, "net.d/10-flannel.conflist", "{");
	expect_same(fixture, FITNESS_UNFIT, 2);
}

/* The two checks, for a runtime that is given. */
static enum fitness look(struct fixture *fixture, const struct cni_runtime *runtime, bool acts)
{
	fixture->context.acts = acts;
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	assert_int_equal(cni_config_check(&fixture->context, runtime, &fixture->report), 0);
	assert_int_equal(cni_plugins_look(&fixture->context, runtime, &fixture->report), 0);
	return report_fitness(&fixture->report);
}

/*
 * Each place has its own; what one has moved is gone for the next of the same directory. What holds
 * no node back is not moved.
 */
static void test_places(void **state)
{
	struct fixture *fixture = *state;
	char conf_dir[] = "/net.d", kata[] = "/kata.d", handler[] = "kata", again[] = "again";
	struct cni_place places[] = {
		{.conf_dir = conf_dir, .max_conf = 1},
		{.conf_dir = kata, .max_conf = 1, .handler = handler},
		{.conf_dir = conf_dir, .max_conf = 1, .handler = again},
	};
	const struct cni_runtime runtime = {.loader = CNI_LOADER_CONTAINERD,
					    .places = places,
					    .place_count = ARRAY_SIZE(places),
					    .bin_dirs = fixture->settings.bin_dirs,
					    .why = (char *)"as the test says"};

	if (!fixture_has_openat2(fixture))
		return;
	make_fifo(fixture, "fifo");
	make_link(fixture, "/fifo", "net.d/0.conf");
	make_file(fixture, "net.d/1.conf", "");
	make_file(fixture, "net.d/2.conflist", FLANNEL);
	make_directory(fixture, "kata.d");
	make_file(fixture, "kata.d/1.conf", "");
	for (int acts = 0; acts < 2; acts++) {
		const char *words = acts ? "it was renamed to" : "the gate will rename it to";
		enum cause_id moved = acts ? CAUSE_CNI_CONFIG_QUARANTINED
					   : CAUSE_CNI_CONFIG_UNREADABLE;

		assert_int_equal(look(fixture, &runtime, acts), FITNESS_UNFIT);
		expect_finding(fixture, 0, moved, VERDICT_WARN, WORDS("net.d/0.conf: ", words));
		expect_finding(fixture, 1, CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN,
			       WORDS("net.d/1.conf (for pods of the runtime handler again): "));
		expect_finding(fixture, 2, CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN,
			       WORDS("kata.d/1.conf (for pods of the runtime handler kata): "));
		expect_finding(fixture, 3,
			       acts ? CAUSE_CNI_CONFIG_QUARANTINED : CAUSE_CNI_CONFIG_INVALID,
			       VERDICT_WARN, WORDS("net.d/1.conf: ", words));
		expect_finding(fixture, 4, CAUSE_NONE, VERDICT_PASS, WORDS("2.conflist is valid"));
	}
}

static void test_crowd(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_plugins(fixture);
	for (int i = 0; i <= CNI_QUARANTINE_MAX; i++) {
		_cleanup_free_ char *name = format_text("net.d/%03d.conf", i);

		make_file(fixture, name, "");
	}
	make_file(fixture, "net.d/100.conflist", FLANNEL);
	assert_int_equal(run(fixture, false), FITNESS_UNFIT);
	expect_finding(fixture, CNI_QUARANTINE_MAX, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		       WORDS("064.conf", "; the gate will rename 64 files (limit reached)"));
	expect_finding(fixture, CNI_QUARANTINE_MAX + 1, CAUSE_NONE, VERDICT_SKIP,
		       WORDS("not checked: ", "064.conf is broken"));
	expect_same(fixture, FITNESS_UNFIT, CNI_QUARANTINE_MAX);
}

static void make_long(struct fixture *fixture, const char *name, off_t size)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);

	make_file(fixture, name, "");
	assert_int_equal(truncate(path, size), 0);
}

/* Of each kind, and of any size. */
static void test_kinds(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_plugins(fixture);
	make_fifo(fixture, "net.d/01.conf");
	make_long(fixture, "net.d/02.conf", CNI_FILE_MAX + 1);
	make_link(fixture, "/fifo", "net.d/04.conf");
	make_fifo(fixture, "fifo");
	expect_same(fixture, FITNESS_FIT, 3);
}

/* That the name is too long for the suffix can be seen before. */
static void test_stays(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = format_text("net.d/%0*d.conf", NAME_MAX - 5, 0);

	if (!fixture_has_openat2(fixture))
		return;
	make_plugins(fixture);
	make_file(fixture, path, "");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	for (int acts = 0; acts < 2; acts++) {
		assert_int_equal(run(fixture, acts), FITNESS_UNFIT);
		expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
			       WORDS(acts ? "; it was not renamed: " : "; the gate will not rename it: ",
				     "its name is too long"));
		expect_finding(fixture, 1, CAUSE_NONE, VERDICT_SKIP, WORDS("not checked: ", path));
	}
}

/* As in the unit: the directory is a mount of its own. */
static int act_in_unit(struct fixture *fixture)
{
	_cleanup_free_ char *dir = fixture_path(fixture, "net.d");

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount(dir, dir, NULL, MS_BIND, NULL) < 0)
		return DENIED;
	/* A descriptor from outside would not see the mount. */
	sysroot_close(&fixture->root);
	if (sysroot_open(&fixture->root, fixture->dir) < 0)
		return 1;
	if (run(fixture, false) != FITNESS_FIT)
		return 2;
	if (run(fixture, true) != FITNESS_FIT)
		return 3;
	return count(fixture, CAUSE_CNI_CONFIG_QUARANTINED, "net.d/01.conf" ASIDE) == 1 ? 0 : 4;
}

static void test_fifo_in_unit(void **state)
{
	struct fixture *fixture = *state;
	int status;
	pid_t pid;

	if (!fixture_has_openat2(fixture))
		return;
	make_plugins(fixture);
	make_fifo(fixture, "net.d/01.conf");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(act_in_unit(fixture));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == DENIED) {
		print_message("# not tried: no right to mount here\n");
		return;
	}
	assert_int_equal(status, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_quarantine, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_plugin_missing), TEST(test_absent),
		TEST(test_two_broken),     TEST(test_two_broken_unserved),
		TEST(test_own_file),       TEST(test_places),
		TEST(test_crio),           TEST(test_crio_has_none),
		TEST(test_crowd),          TEST(test_stays),
		TEST(test_kinds),          TEST(test_fifo_in_unit),
	};

	return RUN_GROUP("cni_config_foretold", tests);
}
