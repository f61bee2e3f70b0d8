/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links over rtnetlink on the kernel that runs this: in namespaces of our own, nothing is left. */
#include "config.h"

#include <errno.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "fixture.h"
#include "system/rtnl.h"

static void require_root(void)
{
	if (geteuid() != 0) {
		print_message("# skipped: only root can create a network namespace\n");
		skip();
	}
}

static void test_vxlan(void **state)
{
	struct link_probe probe;

	require_root();
	assert_int_equal(rtnl_probe("vxlan", false, &probe), 0);
	assert_int_equal(probe.error, 0);
	assert_true(probe.up);
	assert_int_equal(if_nametoindex("pf-vxlan"), 0);
}

/* The kernel has each kind, or says that it does not know it; it finds no fault with the message. */
static void test_other_kinds(void **state)
{
	static const char *const kinds[] = {"geneve", "ipip", "wireguard"};

	require_root();
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct link_probe probe;

		assert_true(rtnl_knows_kind(kinds[i]));
		assert_int_equal(rtnl_probe(kinds[i], false, &probe), 0);
		if (probe.error != 0 && probe.error != -EOPNOTSUPP)
			fail_msg("%s: %s: %s", kinds[i], strerror(-probe.error), probe.message);
	}
}

static void test_unknown_kind(void **state)
{
	struct link_probe probe;

	assert_int_equal(rtnl_probe("token-ring", false, &probe), -EOPNOTSUPP);
	assert_false(rtnl_knows_kind("token-ring"));
	assert_true(rtnl_knows_kind("vxlan"));
}

static int drop_sys_admin(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0)
		return -1;
	data[0].effective &= ~(1U << CAP_SYS_ADMIN);
	data[0].permitted &= ~(1U << CAP_SYS_ADMIN);
	return (int)syscall(SYS_capset, &header, data);
}

/*
 * As in the unit: in a namespace of its own, without the right to make another. The link stays, and
 * the next look sets it up once more.
 */
static int in_own_namespace(void)
{
	struct link_probe probe;

	if (unshare(CLONE_NEWNET) < 0 || drop_sys_admin() < 0)
		return 1;
	if (rtnl_probe("vxlan", false, &probe) != -EPERM)
		return 5;
	if (rtnl_probe("vxlan", true, &probe) != 0 || probe.error != 0)
		return 2;
	if (if_nametoindex("pf-vxlan") == 0)
		return 3;
	if (rtnl_probe("vxlan", true, &probe) != 0 || probe.error != 0 || !probe.up)
		return 4;
	return 0;
}

static void test_own_namespace(void **state)
{
	int status;
	pid_t pid;

	require_root();
	pid = fork();
	if (pid == 0)
		_exit(in_own_namespace());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_without_rights(void **state)
{
	int status;
	pid_t pid;

	require_root();
	pid = fork();
	if (pid == 0) {
		struct link_probe probe;

		if (setgid(65534) < 0 || setuid(65534) < 0)
			_exit(1);
		_exit(rtnl_probe("vxlan", false, &probe) == -EPERM ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vxlan),
		cmocka_unit_test(test_other_kinds),
		cmocka_unit_test(test_unknown_kind),
		cmocka_unit_test(test_own_namespace),
		cmocka_unit_test(test_without_rights),
	};

	return RUN_GROUP("rtnl", tests);
}
