/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plugin that is on the node, in a directory that the runtime does not search. */
#include "config.h"

#include "cni/plugins/check.h"
#include "cni_fixture.h"

static struct cni_runtime containerd(char **bin_dirs)
{
	return (struct cni_runtime){.loader = CNI_LOADER_CONTAINERD,
				    .bin_dirs = bin_dirs,
				    .needs_loopback = true,
				    .file = (char *)"/etc/containerd/config.toml",
				    .unit = "containerd",
				    .why = (char *)"containerd, as its file says"};
}

static int setup(void **state)
{
	static const char *const directories[] = {
		"usr",         "usr/lib", "usr/lib/cni",    "opt",      "opt/cni",
		"opt/cni/bin", "etc",     "etc/containerd", "etc/crio",
	};
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	fixture_root(fixture, true);
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++)
		make_directory(fixture, directories[i]);
	make_file(fixture, "net.d/0.conflist",
		  "{\"name\":\"n\",\"plugins\":[{\"type\":\"mine\"},{\"type\":\"portmap\"}]}");
	make_plugin(fixture, "bin/sh");
	make_plugin(fixture, "opt/cni/bin/mine");
	make_plugin(fixture, "opt/cni/bin/portmap");
	return 0;
}

static const struct finding *look(struct fixture *fixture, const struct cni_runtime *runtime,
				  size_t count)
{
	struct cni_place place = {.conf_dir = fixture->settings.conf_dirs[0], .max_conf = 1};
	struct cni_runtime placed = *runtime;

	placed.places = &place;
	placed.place_count = 1;
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	assert_int_equal(cni_plugins_look(&fixture->context, &placed, &fixture->report), 0);
	if (fixture->report.count != count)
		fail_msg("%zu findings: %s", fixture->report.count,
			 fixture->report.findings[fixture->report.count - 1].summary);
	return &fixture->report.findings[0];
}

static void execute(const struct finding *finding)
{
	assert_non_null(finding->remedy);
	assert_int_equal(system(finding->remedy), 0);
}

static void expect_file(const struct fixture *fixture, const char *name, const char *text)
{
	_cleanup_free_ char *found = NULL;

	assert_int_equal(sysroot_read(&fixture->root, name, SYSROOT_TEXT_MAX, &found, NULL), 0);
	assert_string_equal(found, text);
}

/* Debian's containerd says bin_dir = "/usr/lib/cni", and DaemonSets install into /opt/cni/bin. */
static void test_containerd(void **state)
{
	static const char text[] = "[plugins.x.cni]\n      bin_dir = \"/usr/lib/cni\"\n";
	struct fixture *fixture = *state;
	char *dirs[] = {(char *)"/usr/lib/cni", NULL};
	const struct cni_runtime runtime = containerd(dirs);

	if (!fixture_has_openat2(fixture))
		return;
	make_plugin(fixture, "opt/cni/bin/loopback");
	make_file(fixture, "etc/containerd/config.toml", text);
	look(fixture, &runtime, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL,
		       WORDS("mine, portmap, loopback: not in /usr/lib/cni (containerd, as its file says), but "
			     "in /opt/cni/bin; every pod needs them",
			     "; the setting is bin_dir in /etc/containerd/config.toml"));
	execute(&fixture->report.findings[0]);
	look(fixture, &runtime, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("mine, portmap executable"));
	/* It is the administrator's, and stays as it is. */
	expect_file(fixture, "/etc/containerd/config.toml", text);
}

static void test_crio(void **state)
{
	struct fixture *fixture = *state;
	char *dirs[] = {(char *)"/usr/lib/cni/", NULL};
	const struct cni_runtime runtime = {.loader = CNI_LOADER_CRIO,
					    .bin_dirs = dirs,
					    .unit = "crio",
					    .why = (char *)"CRI-O, as its file says"};
	const struct finding *finding;

	if (!fixture_has_openat2(fixture))
		return;
	finding = look(fixture, &runtime, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL,
		       WORDS("(CRI-O, as its file says), but in /opt/cni/bin"));
	execute(finding);
	expect_file(fixture, "/etc/crio/crio.conf.d/99-plugin-dirs.conf",
		    "[crio.network]\nplugin_dirs = [\"/usr/lib/cni/\", \"/opt/cni/bin\"]\n");
	/* Where that is there already and does not help, links do. */
	finding = look(fixture, &runtime, 1);
	execute(finding);
	look(fixture, &runtime, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("mine, portmap executable"));
}

/* The directory that is searched already, however it is written, is no other. */
static void test_same(void **state)
{
	struct fixture *fixture = *state;
	char *dirs[] = {(char *)"/opt/cni/bin/", NULL};
	const struct cni_runtime runtime = containerd(dirs);

	if (!fixture_has_openat2(fixture))
		return;
	look(fixture, &runtime, 2);
	expect_finding(fixture, 1, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL,
		       WORDS("loopback: not in /opt/cni/bin/; containerd executes it"));
}

/* What cannot be executed, and what is no file, give way to the one that is sound. */
static void test_spare(void **state)
{
	struct fixture *fixture = *state;
	char *dirs[] = {(char *)"/opt/cni/bin", NULL};
	const struct cni_runtime runtime = containerd(dirs);
	_cleanup_free_ char *portmap = fixture_path(fixture, "opt/cni/bin/portmap"), *command = NULL;

	if (!fixture_has_openat2(fixture))
		return;
	make_plugin(fixture, "opt/cni/bin/loopback");
	make_plugin(fixture, "usr/lib/cni/portmap");
	make_file(fixture, "opt/cni/bin/portmap", "");
	look(fixture, &runtime, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_UNUSABLE, VERDICT_FAIL, WORDS("is empty"));
	execute(&fixture->report.findings[0]);
	look(fixture, &runtime, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("mine, portmap executable"));

	assert_true(fixture_stands(fixture, "/opt/cni/bin/portmap" ASIDE));
	assert_int_equal(unlink(portmap), 0);
	make_directory(fixture, "opt/cni/bin/portmap");
	make_file(fixture, "opt/cni/bin/portmap/kept", "");
	look(fixture, &runtime, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL,
		       WORDS("not a regular file", "but in /usr/lib/cni"));
	assert_non_null(strstr(fixture->report.findings[0].remedy, "portmap" ASIDE " && ln -s "));
	command = strdup(fixture->report.findings[0].remedy);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(system(command), 0);
		look(fixture, &runtime, 1);
		expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("mine, portmap executable"));
		assert_true(fixture_stands(fixture, "/opt/cni/bin/portmap" ASIDE ".~1~"));
	}
	assert_true(fixture_stands(fixture, "/opt/cni/bin/portmap" ASIDE ".~2~/kept"));
	assert_int_equal(unlink(portmap), 0);

	/* One that is no better is not offered. */
	make_file(fixture, "opt/cni/bin/portmap", "");
	make_file(fixture, "usr/lib/cni/portmap", "");
	look(fixture, &runtime, 1);
	assert_null(strstr(fixture->report.findings[0].remedy, "ln -s"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_containerd),
		TEST(test_crio),
		TEST(test_same),
		TEST(test_spare),
	};

	return RUN_GROUP("cni_plugins_elsewhere", tests);
}
