/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What CRI-O makes of a directory: it skips what it cannot use. */
#include "config.h"

#include "loaders_fixture.h"

static void test_crio_skips(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/05-a.conf", "");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED,
		    WORDS("/net.d/05-a.conf: line 1", "the file is empty; CRI-O skips it"));
	expect_pass(fixture, 1, "10-flannel.conflist is valid: flannel, portmap");
	use(fixture, CNI_LOADER_CONTAINERD);
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("05-a.conf"));
}

static void test_crio_has_none(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/05-a.conf", "");
	make_link(fixture, "gone", "net.d/06-b.conf");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("06-b.conf", "a dangling symbolic link"));
	expect_finding(fixture, 1, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		       WORDS("05-a.conf", "CRI-O has no other file to use"));
}

/* A plugin that is not there: skipped where another serves, else for cni-plugins to name. */
static void test_crio_unserved(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(cni_answer_free) struct cni_answer directory = {0};
	const struct cni_reading reading = {
		.ctx = &fixture->context, .runtime = &runtime, .place = &place};

	make_file(fixture, "net.d/05-calico.conflist", NET("k8s", PLUGINS("calico")));
	look(fixture, 1);
	expect_pass(fixture, 0, "valid: calico, and taken once they can be executed");
	assert_int_equal(cni_directory_read_place(&reading, &directory), 0);
	assert_true(directory.unserved);
	assert_string_equal(directory.config.plugins[0].type, "calico");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED,
		    WORDS("05-calico.conflist is skipped by CRI-O: plugin calico: not in "));
	expect_pass(fixture, 1, "10-flannel.conflist");
	/* Behind the one that serves it changes nothing, and packages leave such files. */
	make_file(fixture, "net.d/00-first.conflist", OTHER);
	set_time(fixture, "net.d/00-first.conflist", 4000000000);
	look(fixture, 1);
	expect_pass(fixture, 0, "00-first.conflist");
}

static void test_crio_names(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/10-x.conf", "{\"type\":\"ptp\"}");
	look(fixture, 1);
	assert_string_equal(fixture->report.findings[0].subject, "10-x.conf");
	make_file(fixture, "net.d/05-x.conflist", NET("a b", PLUGINS("ptp")));
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("\"a b\""));
	make_file(fixture, "net.d/00-x.conflist",
		  "{\"name\":\"x\",\"cniVersion\":\"9.0.0\"," PLUGINS("ptp") "}");
	look(fixture, 2);
	expect_finding(fixture, 1, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("\"a b\""));
	make_file(fixture, "net.d/00-x.conflist",
		  "{\"name\":\"x\",\"cniVersion\":\"9.0\"," PLUGINS("ptp") "}");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("\"9.0\"", "1.1.0"));
}

#define NEWER(name) "{\"name\":\"" name "\",\"cniVersion\":\"9.0.0\"," PLUGINS("ptp") "}"

/*
 * Whether CRI-O takes a version that is newer than all that are known, nobody knows: alone it is the
 * network, and beside another one either can be.
 */
static void test_crio_newer(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/00-x.conflist", NEWER("x"));
	look(fixture, 1);
	expect_pass(fixture, 0, "valid: ptp; \"cniVersion\" 9.0.0 is newer than this program supports");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED,
		    WORDS("00-x.conflist: \"cniVersion\" is 9.0.0, newer than this program supports",
			  "not checked"));
	expect_pass(fixture, 1, "10-flannel.conflist is valid");
	/* One that is broken is none beside it. */
	make_file(fixture, "net.d/10-flannel.conflist", "");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("10-flannel.conflist: line 1"));
	expect_pass(fixture, 1, "00-x.conflist is valid");
	/* Its plugin is not there: of that no version is needed. */
	make_file(fixture, "net.d/00-x.conflist",
		  "{\"name\":\"x\",\"cniVersion\":\"9.0.0\"," PLUGINS("calico") "}");
	look(fixture, 2);
	expect_pass(fixture, 1, "valid: calico, and taken once they can be executed; \"cniVersion\"");
	/* Nor of a name. */
	make_file(fixture, "net.d/00-x.conflist", NEWER("a b"));
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("00-x.conflist: ", "\"a b\""));
}

/* Only the network that is meant counts; one that is still to come is waited for. */
static void test_crio_default_network(void **state)
{
	struct fixture *fixture = *state;
	char network[] = "other";

	runtime.default_network = network;
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 1);
	expect_pass(fixture, 0, "cni_default_network is \"other\": the node waits");
	fixture->settings.absent = ABSENT_BLOCK;
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_ABSENT, VERDICT_FAIL, WORDS("\"other\""));
	make_file(fixture, "net.d/20-other.conflist", OTHER);
	look(fixture, 1);
	expect_pass(fixture, 0, "20-other.conflist is valid: ptp");
	make_file(fixture, "net.d/30-other.conflist", OTHER);
	set_time(fixture, "net.d/20-other.conflist", 1000);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RIVAL,
		    WORDS("20-other.conflist and not ", "30-other.conflist, which was written later",
			  "cni_default_network is \"other\""));
}

/* CRI-O opens every candidate. */
static void test_crio_hangs(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *fifo = fixture_path(fixture, "net.d/90-x.conf");
	_cleanup_free_ char *masked = fixture_path(fixture, "net.d/05-masked.conf");

	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_link(fixture, "/dev/null", "net.d/05-masked.conf");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("05-masked.conf"));
	assert_int_equal(unlink(masked), 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL,
		       WORDS("90-x.conf: it is a FIFO", "CRI-O opens it and waits forever"));
	use(fixture, CNI_LOADER_CONTAINERD);
	look(fixture, 1);
	expect_pass(fixture, 0, "10-flannel.conflist");
}

static void test_crio_crowd(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i <= CNI_CANDIDATES_MAX; i++) {
		_cleanup_free_ char *name = format_text("net.d/%03d.conf", i);

		make_link(fixture, "gone", name);
	}
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_ERROR, WORDS("more than 256"));
}

/* With Invalid=quarantine only what leaves the node without a network moves, and once. */
static void test_crio_quarantine(void **state)
{
	struct fixture *fixture = *state;

	fixture_root(fixture, true);
	use(fixture, CNI_LOADER_CRIO);
	runtime.bin_dirs = fixture->settings.bin_dirs;
	if (!fixture_has_openat2(fixture))
		return;
	fixture->settings.invalid = INVALID_QUARANTINE;
	fixture->context.acts = true;
	make_file(fixture, "net.d/05-a.conf", "");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("05-a.conf"));
	make_file(fixture, "net.d/10-flannel.conflist", "{");
	look(fixture, 3);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_QUARANTINED, WORDS("05-a.conf"));
	expect_warn(fixture, 1, CAUSE_CNI_CONFIG_QUARANTINED, WORDS("10-flannel.conflist"));
	expect_pass(fixture, 2, "waits for its CNI DaemonSet");
	look(fixture, 1);
	expect_pass(fixture, 0, "waits for its CNI DaemonSet");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_crio_skips),
		TEST(test_crio_has_none),
		TEST(test_crio_unserved),
		TEST(test_crio_names),
		TEST(test_crio_newer),
		TEST(test_crio_default_network),
		TEST(test_crio_hangs),
		TEST(test_crio_crowd),
		TEST(test_crio_quarantine),
	};

	return RUN_GROUP("cni_config_crio", tests);
}
