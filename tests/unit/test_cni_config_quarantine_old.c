/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check cni-config with what an earlier release moved, or was moving when it ended. */
#include "config.h"

#include "cni_fixture.h"

/* As the gate. */
static int setup(void **state)
{
	fixture_setup_quarantine(state);
	((struct fixture *)*state)->context.acts = true;
	return 0;
}

/* The check runs, and makes that many findings. */
static void run(struct fixture *fixture, size_t findings)
{
	assert_int_equal(fixture_run(fixture, &check_cni_config), 0);
	assert_int_equal(fixture->report.count, findings);
}

/* By whatever policy, in a look and in the gate: named, and left. */
static void test_old_release(void **state)
{
	static const char *const files[] = {
		"var/lib/kubelet-preflight/quarantine/20261123T081500Z-etc-cni-net.d-1.conf",
		"net.d/.1.conf.moving",
	};
	static const enum invalid_policy policies[] = {INVALID_QUARANTINE, INVALID_BLOCK, INVALID_WARN};
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_directory(fixture, "var/lib/kubelet-preflight");
	make_directory(fixture, "var/lib/kubelet-preflight/quarantine");
	make_file(fixture, "net.d/.notes.moving", "no configuration");
	make_file(fixture, "net.d/.moving", "");
	run(fixture, 1);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		make_file(fixture, files[i], "{");
	for (size_t i = 0; i < 2 * ARRAY_SIZE(policies); i++) {
		fixture->settings.invalid = policies[i / 2];
		fixture->context.acts = i % 2;
		run(fixture, 3);
		expect_finding(fixture, 0, CAUSE_NONE, VERDICT_SKIP,
			       WORDS(fixture->dir, "/var/lib/kubelet-preflight/quarantine has files that an "
						   "earlier release moved there"));
		expect_finding(fixture, 1, CAUSE_NONE, VERDICT_SKIP,
			       WORDS(fixture->dir, "/net.d/.1.conf.moving was left by an earlier release"));
		expect_finding(fixture, 2, CAUSE_NONE, VERDICT_PASS, WORDS("waits"));
		for (size_t file = 0; file < ARRAY_SIZE(files); file++)
			assert_true(fixture_stands(fixture, files[file]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_old_release, setup, fixture_teardown),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
