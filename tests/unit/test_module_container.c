/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The system of a container: its kernel and what is loaded are those of the host. */
#include "config.h"

#include "owner_fixture.h"

/* In a container, what its host has loaded is loaded: the tree in the container says nothing. */
static void test_loaded_by_the_host(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.release = "6.8.0-40-generic";
	require(fixture, "vxlan");
	fake.state = MODULE_LOADED;
	fixture_write(fixture, "/etc/os-release", DEBIAN);
	lay_tree(fixture, fixture->ctx.release);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_WARN, "module-only-in-initramfs", "");
	fixture_write(fixture, "/run/systemd/container", "lxc");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan loaded");
}

static void lay_other(struct fixture *fixture)
{
	const char *srcdir = getenv("srcdir");

	run_command("cd %s && rm -rf ./* .dockerenv", fixture->path);
	run_command("PATH=$PATH:/sbin:/usr/sbin %s/tests/roots/module-tree %s " OTHER " 2>/dev/null",
		    srcdir ? srcdir : ".", fixture->path);
	fixture_write(fixture, "/etc/os-release", DEBIAN);
}

/* The host's module tree is seen: a command that would fail on the host is not printed. */
static void test_faults_of_the_host(void **state)
{
	static const struct {
		const char *act, *cause, *command;
	} faults[] = {
		{": > kernel/drivers/net/vxlan/vxlan.ko", "module-file-damaged", NULL},
		{"rm modules.*", "module-index-missing", "depmod " OTHER},
		{"rm -r kernel/drivers && rm modules.*", "module-not-shipped", "modprobe vxlan"},
	};
	struct fixture *fixture = *state;

	fixture->ctx.release = OTHER;
	require(fixture, "vxlan");
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		const struct finding *finding;

		lay_other(fixture);
		fixture_write(fixture, "/run/systemd/container", "docker");
		run_command("cd %s/lib/modules/" OTHER " && %s", fixture->path, faults[i].act);
		finding = fixture_check(fixture, &check_module);
		assert_finding(finding, VERDICT_FAIL, faults[i].cause, "this is a container (docker)");
		if (!faults[i].command)
			assert_null(finding->remedy);
		else
			assert_string_equal(finding->remedy, faults[i].command);
	}
}

/* What docker export writes is an image of a machine where a kernel is in it. */
static void test_exported_image(void **state)
{
	struct fixture *fixture = *state;

	fixture->ctx.release = OTHER;
	require(fixture, "vxlan");
	lay_other(fixture);
	fixture_write(fixture, "/.dockerenv", "");
	fixture_remove(fixture, "/lib/modules/" OTHER "/kernel/drivers/net/vxlan/vxlan.ko");
	assert_null(strstr(fixture_check(fixture, &check_module)->summary, "container"));
	run_command("rm -r %s/lib/modules", fixture->path);
	assert_non_null(strstr(fixture_check(fixture, &check_module)->summary, "container"));
	fixture_write(fixture, "/boot/vmlinuz-" OTHER, "");
	assert_null(strstr(fixture_check(fixture, &check_module)->summary, "container"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_loaded_by_the_host),
		FIXTURE_TEST(test_faults_of_the_host),
		FIXTURE_TEST(test_exported_image),
	};

	return RUN_GROUP("module_container", tests);
}
