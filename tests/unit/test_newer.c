/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is newer than this program: a value of the future in each place where it knows a list of names, or
 * versions up to one. None fails a node, it is said, and what lies behind it is looked at as ever.
 */
#include "config.h"

#include "fixture.h"

#define CONFLIST   "/etc/cni/net.d/10-n.conflist"
#define BIN        "/opt/cni/bin/"
#define WORDS      "newer than this program knows"
#define RANGE      "\"ipam\":{\"type\":\"host-local\",\"subnet\":\"10.1.0.0/24\"}"
#define NET(version, plugins)                                                                      \
	"{\"name\":\"n\",\"cniVersion\":\"" version "\",\"plugins\":[" plugins "]}"
#define BRIDGE "{\"type\":\"bridge\"," RANGE "}"

static void make_plugin(struct fixture *fixture, const char *path)
{
	fixture_write(fixture, path, "#!/bin/sh\n");
	assert_int_equal(chmod(fixture_path(fixture, path), 0755), 0);
}

/* A node with containerd, a network of a bridge, and the plugins for it. */
static int setup(void **state)
{
	static const char *const plugins[] = {BIN "bridge", BIN "host-local", BIN "loopback",
					      BIN "calico", "/bin/sh"};
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	for (size_t i = 0; i < ARRAY_SIZE(plugins); i++)
		make_plugin(fixture, plugins[i]);
	fixture_write(fixture, CONFLIST, NET("1.0.0", BRIDGE));
	return 0;
}

/* Both checks of CNI into one report, as a look has them. */
static void look(struct fixture *fixture)
{
	fixture_check(fixture, &check_cni_config);
	assert_int_equal(check_cni_plugins.run(&fixture->ctx, &fixture->report), 0);
}

static bool has_words(const struct fixture *fixture, const char *check, const char *words)
{
	for (size_t i = 0; i < fixture->report.count; i++)
		if (text_equal(fixture->report.findings[i].check, check) &&
		    strstr(fixture->report.findings[i].summary, words))
			return true;
	return false;
}

static void expect_gravest(struct fixture *fixture, enum verdict verdict, const char *words)
{
	const struct finding *gravest;

	look(fixture);
	gravest = report_gravest(&fixture->report);
	if (gravest->verdict != verdict || !strstr(gravest->summary, words))
		fail_msg("%s: %s, and not \"%s\"", verdict_name(gravest->verdict),
			 gravest->summary, words);
}

/* Nothing to warn of either. */
static void expect_fit(struct fixture *fixture)
{
	look(fixture);
	if (report_gravest(&fixture->report)->verdict > VERDICT_SKIP)
		fail_msg("%s", report_gravest(&fixture->report)->summary);
}

/* A version of CNI that nobody has released yet. */
static void test_cni_version(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONFLIST, NET("1.2.0", BRIDGE));
	expect_fit(fixture);
	assert_true(has_words(fixture, "cni-config", "\"cniVersion\" 1.2.0 is " WORDS));
	assert_true(has_words(fixture, "cni-plugins", "bridge, host-local executable"));
	assert_true(has_words(fixture, "cni-plugins",
			      "\"cniVersion\" is 1.2.0, " WORDS " (1.1.0): whether the plugins take it "
			      "was not judged"));
	/* What known plugins refuse these may take. */
	fixture_write(fixture, CONFLIST, NET("1.2.0", "{\"type\":\"bridge\",\"mtu\":\"1500\"," RANGE "}"));
	expect_gravest(fixture, VERDICT_WARN, "\"mtu\" of bridge is a string");
	/* A plugin has to be there all the same, and a file to be sound. */
	fixture_write(fixture, CONFLIST, NET("1.2.0", BRIDGE));
	fixture_remove(fixture, BIN "host-local");
	expect_gravest(fixture, VERDICT_FAIL, "host-local: not in /opt/cni/bin");
	fixture_write(fixture, CONFLIST, NET("1.2.0", ""));
	expect_gravest(fixture, VERDICT_FAIL, "the list \"plugins\" is empty");
	make_plugin(fixture, BIN "host-local");
	fixture_write(fixture, CONFLIST, NET("1.2.x", BRIDGE));
	expect_gravest(fixture, VERDICT_FAIL, "\"cniVersion\" is \"1.2.x\", which no plugin knows");
}

/* A calico of tomorrow can take what that of August 2026 refuses. */
static void test_calico(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONFLIST, NET("1.1.0", "{\"type\":\"calico\"}"));
	expect_fit(fixture);
	assert_true(has_words(fixture, "cni-plugins", WORDS " of calico"));
}

/* Plugins, keys and types that are in no table. */
static void test_unknown_names(void **state)
{
	struct fixture *fixture = *state;

	make_plugin(fixture, BIN "tomorrow");
	fixture_write(fixture, CONFLIST,
		      NET("1.1.0", "{\"type\":\"tomorrow\",\"mtu\":\"1500\",\"ipam\":{\"type\":\"new\"}}"));
	expect_gravest(fixture, VERDICT_WARN, "new: not in /opt/cni/bin");
	fixture_write(fixture, CONFLIST,
		      "{\"name\":\"n\",\"cniVersion\":\"1.1.0\",\"cniVersions\":[\"1.1.0\",\"3.0.0\"],"
		      "\"tomorrow\":[],\"plugins\":[" BRIDGE "]}");
	expect_fit(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		TEST(test_cni_version),        TEST(test_calico),
		TEST(test_unknown_names),
	};

	return RUN_GROUP("newer", tests);
}
