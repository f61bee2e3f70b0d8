/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What changes between check cni-config and check cni-plugins: who has not looked at the plugins does not
 * say fit, unless cni-config has said why.
 */
#include "config.h"

#include "runtime_fixture.h"

#define RUNTIMES "[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes."
#define GOOD "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[{\"type\":\"bridge\"}]}"

static void look(struct fixture *fixture, const struct check *check)
{
	assert_int_equal(check->run(&fixture->ctx, &fixture->report), 0);
}

static void expect_blind(struct fixture *fixture)
{
	const struct finding *last = &fixture->report.findings[fixture->report.count - 1];

	assert_string_equal(last->check, "cni-plugins");
	assert_finding(last, VERDICT_ERROR, "cni-unknown", "plugins not checked");
	assert_non_null(strstr(last->remedy, fixture->path)); /* the command is of this root */
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNKNOWN);
}

/* A warning of one handler's directory, and then config.toml is written anew: half of it is there. */
static void test_runtime_handler(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "version = 2\n" RUNTIMES "kata]\ncni_conf_dir='/k'\n");
	fixture_write(fixture, "/k/10-k.conflist", "{");
	fixture_write(fixture, "/etc/cni/net.d/10-n.conflist", GOOD);
	look(fixture, &check_cni_config);
	fixture_write(fixture, CONTAINERD, "version = 2\n[plugins.\"io.cont");
	look(fixture, &check_cni_plugins);
	expect_blind(fixture);
}

/* Invalid=warn: a warning of the file; then what says where the plugins are cannot be read at all. */
static void test_runtime_unreadable(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.invalid = INVALID_WARN;
	fixture_write(fixture, CONTAINERD, "version = 2\n");
	fixture_write(fixture, "/etc/cni/net.d/10-n.conflist", "{");
	look(fixture, &check_cni_config);
	fixture_write(fixture, "/etc/cni/net.d/10-n.conflist", GOOD);
	assert_int_equal(truncate(fixture_path(fixture, CONTAINERD), SYSROOT_TEXT_MAX + 1), 0);
	look(fixture, &check_cni_plugins);
	expect_blind(fixture);
}

/* One directory for all pods and for a handler: its warning is no reason for the place of all pods. */
static void test_same_directory(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD,
		      "version = 2\n" RUNTIMES "kata]\ncni_conf_dir='/etc/cni/net.d'\n");
	fixture_write(fixture, "/etc/cni/net.d/10-n.conflist", "{");
	/* As it is when the file was sound as the second of the places was looked at. */
	report_cause_as(&fixture->report, "cni-config", CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN,
			fixture_path(fixture, "/etc/cni/net.d/10-n.conflist"),
			REMEDY(REMEDY_SAFE, "x"), "of kata: broken");
	report_pass(&fixture->report, "cni-config", "n", "10-n.conflist is valid");
	look(fixture, &check_cni_plugins);
	expect_blind(fixture);
}

/* Absent=block: the file is taken out between the two looks. */
static void test_absent(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.absent = ABSENT_BLOCK;
	fixture_write(fixture, CONTAINERD, "version = 2\n");
	fixture_write(fixture, "/etc/cni/net.d/10-n.conflist", GOOD);
	look(fixture, &check_cni_config);
	fixture_remove(fixture, "/etc/cni/net.d/10-n.conflist");
	look(fixture, &check_cni_plugins);
	expect_blind(fixture);
}

/* config.toml is away for a moment (vim; rm and cp): cni-plugins looks in the directory of the defaults. */
static void test_runtime_away(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.runtime = RUNTIME_CONTAINERD;
	fixture_write(fixture, CONTAINERD, V2_CNI "conf_dir = '/c'\n");
	fixture_write(fixture, "/c/10-n.conflist", GOOD); /* and no plugin at all */
	look(fixture, &check_cni_config);
	fixture_remove(fixture, CONTAINERD);
	look(fixture, &check_cni_plugins);
	expect_blind(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_runtime_handler), FIXTURE_TEST(test_runtime_unreadable),
		FIXTURE_TEST(test_same_directory),  FIXTURE_TEST(test_absent),
		FIXTURE_TEST(test_runtime_away),
	};

	return RUN_GROUP("cni_plugins_blind", tests);
}
