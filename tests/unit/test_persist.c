/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "persist": who names the module at boot, and what the gate writes. */
#include "config.h"

#include "fake_kernel.h"
#include "fixture.h"

#define OURS "/etc/modules-load.d/kubelet-preflight.conf"

static struct fake_kernel fake;

/* The gate on a node that has just loaded vxlan. */
static int setup(void **state)
{
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	fake = fake_kernel(&fixture->root);
	fake.state = MODULE_LOADED;
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fixture_directory(fixture, "/etc/modules-load.d");
	return 0;
}

static void assert_text(struct fixture *fixture, const char *path, const char *part)
{
	_cleanup_free_ char *text = NULL;

	assert_int_equal(sysroot_read(&fixture->root, path, 4096, &text, NULL), 0);
	assert_non_null(strstr(text, part));
}

static void test_writes_once(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **names = NULL;

	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "written to " OURS);
	assert_text(fixture, OURS, "\nvxlan\n");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "named in");
	assert_int_equal(sysroot_list(&fixture->root, "/etc/modules-load.d", 9, &names), 0);
	assert_int_equal(strv_length(names), 1);
}

static void test_keeps_what_is_there(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, OURS, "br_netfilter");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "written");
	assert_text(fixture, OURS, "br_netfilter\nvxlan\n");
}

static void test_named_elsewhere(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/lib/modules-load.d/calico.conf", " vxlan \r\n");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "named");
	assert_false(sysroot_exists(&fixture->root, OURS));
	/* The administrator's file of that name wins, and it names nothing. */
	fixture_link(fixture, "/etc/modules-load.d/calico.conf", "/dev/null");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "written");
}

static void test_check_writes_nothing(void **state)
{
	struct fixture *fixture = *state;

	fixture->ctx.acts = false;
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_SKIP, "", "the gate writes");
	assert_false(sysroot_exists(&fixture->root, OURS));
	fixture->settings.persist = false;
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-missing",
		       "Persist=no");
}

static void test_masked(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *target = NULL;

	fixture_link(fixture, OURS, "/dev/null");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-masked",
		       "left as it is");
	assert_int_equal(sysroot_readlink(&fixture->root, OURS, &target), 0);
	assert_string_equal(target, "/dev/null");
	fixture_remove(fixture, OURS);
	fixture_write(fixture, OURS, "");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-masked",
		       "left as it is");
}

static void test_cannot_write(void **state)
{
	struct fixture *fixture = *state;

	fixture_remove(fixture, "/etc/modules-load.d");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-not-written",
		       "No such file or directory");
	fixture_write(fixture, "/etc/modules-load.d", "a file in its place");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-not-written",
		       "Not a directory");
}

static void test_nothing_to_persist(void **state)
{
	struct fixture *fixture = *state;

	fake.state = MODULE_BUILT_IN;
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_SKIP, "", "built in");
	fake.state = MODULE_ABSENT;
	fake.probe.error = -EOPNOTSUPP;
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_SKIP, "", "not loaded");
	assert_false(sysroot_exists(&fixture->root, OURS));
}

static void test_unreadable_files_do_not_hang(void **state)
{
	struct fixture *fixture = *state;

	fixture_fifo(fixture, "/etc/modules-load.d/fifo.conf");
	fixture_link(fixture, "/etc/modules-load.d/loop.conf", "loop.conf");
	fixture_directory(fixture, "/etc/modules-load.d/directory.conf");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "written");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_writes_once), T(test_keeps_what_is_there), T(test_named_elsewhere),
		T(test_check_writes_nothing), T(test_masked), T(test_cannot_write),
		T(test_nothing_to_persist), T(test_unreadable_files_do_not_hang),
	};

	return RUN_GROUP("persist", tests);
}
