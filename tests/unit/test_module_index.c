/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "module" where the index of the tree is damaged, gone, stale, or lacks what is needed. */
#include "config.h"

#include "module_fixture.h"

static void test_index_faults(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	cut(fixture, TREE "/modules.dep.bin", 40);
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-index-damaged", "is damaged");
	assert_non_null(strstr(finding->remedy, "depmod " RELEASE));
	cut(fixture, TREE "/modules.dep.bin", 0);
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-index-damaged", "is damaged");
	fixture_remove(fixture, TREE "/modules.dep.bin");
	fixture_fifo(fixture, TREE "/modules.dep.bin");
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-index-damaged", "is damaged");
	fixture_remove(fixture, TREE "/modules.dep.bin");
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-index-missing", VXLAN " is there");
}

/*
 * What depmod leaves where there is no modules.builtin is empty, and modprobe loads: no fault, and none
 * that depmod would mend.
 */
static void test_other_index(void **state)
{
	static const char *const files[] = {TREE "/modules.builtin.bin", TREE "/modules.alias.bin",
					    TREE "/modules.symbols.bin"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		fixture_write(fixture, files[i], "");
		assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "",
			       "shipped: " VXLAN);
	}
	fixture_write(fixture, files[1], "garbage");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "shipped: " VXLAN);
	fixture_depmod(fixture, RELEASE);
	fixture_write(fixture, files[0], "");
	fixture_remove(fixture, VXLAN);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-file-missing",
		       VXLAN);
	fixture_depmod(fixture, RELEASE);
	fixture_write(fixture, files[0], "");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-not-shipped",
		       RELEASE " has no vxlan");
}

static void test_index_stale(void **state)
{
	struct fixture *fixture = *state;

	run_command("mv %s%s %s/vxlan.ko", fixture->path, VXLAN, fixture->path);
	fixture_depmod(fixture, RELEASE);
	run_command("mv %s/vxlan.ko %s%s", fixture->path, fixture->path, VXLAN);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-index-stale",
		       "made without it");
}

/* depmod leaves what has no file out of the index: the module's own word tells. */
static void test_dependency_not_indexed(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_remove(fixture, TUNNEL);
	fixture_depmod(fixture, RELEASE);
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-dependency-missing",
		       "vxlan needs the module udp_tunnel, and there is no udp_tunnel.ko");
	assert_non_null(strstr(finding->remedy, "apt-get install --reinstall linux-image-" RELEASE));
	fixture_write(fixture, TREE "/modules.builtin", "kernel/net/ipv4/udp_tunnel.ko\n");
	fixture_depmod(fixture, RELEASE);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "shipped");
}

static void test_dependency_stale(void **state)
{
	struct fixture *fixture = *state;

	run_command("mv %s%s %s/kept.ko", fixture->path, TUNNEL, fixture->path);
	fixture_depmod(fixture, RELEASE);
	run_command("mv %s/kept.ko %s%s", fixture->path, fixture->path, TUNNEL);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-index-stale",
		       "vxlan needs " TUNNEL ", which is there, but the index");
}

#define MOVED "mv kernel/drivers/net/vxlan/vxlan.ko ."
#define BACK  "mv vxlan.ko kernel/drivers/net/vxlan"

/*
 * Of a module that is loaded. The text decides where it is of the same run of depmod as the binary, and
 * has it whole; else the binary does, which is what modprobe reads. The commands run in the tree.
 */
static void test_index_of_loaded(void **state)
{
	static const struct {
		const char *command;
		bool lost;
	} rows[] = {
		{"true", false},
		{"rm modules.dep", false},
		{"sed -i /vxlan.ko:/d modules.dep", false},
		{"rm kernel/net/ipv4/udp_tunnel.ko", true},
		{"rm kernel/drivers/net/vxlan/vxlan.ko", true},
		{MOVED " && index && " BACK, true},
		{"cp modules.dep old && " MOVED " && index && " BACK
		 " && touch -d '1 minute ago' modules.dep.bin && cat old > modules.dep", true},
		{": > modules.dep.bin", false}, /* damaged: nobody can tell */
	};
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.state = MODULE_LOADED;
	run_command("cp -a %s" TREE " %s/kept", fixture->path, fixture->path);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		run_command("rm -r %s" TREE " && cp -a %s/kept %s" TREE, fixture->path, fixture->path,
			    fixture->path);
		run_command("PATH=$PATH:/sbin:/usr/sbin && index() { depmod -b %s " RELEASE
			    " 2>/dev/null; } && cd %s" TREE " && %s", fixture->path, fixture->path,
			    rows[i].command);
		assert_finding(fixture_check(fixture, &check_module),
			       rows[i].lost ? VERDICT_WARN : VERDICT_PASS,
			       rows[i].lost ? "module-only-in-initramfs" : "", "vxlan");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_index_faults),           T(test_other_index),
		T(test_index_stale),            T(test_dependency_not_indexed),
		T(test_dependency_stale),       T(test_index_of_loaded),
	};

	return RUN_GROUP("module_index", tests);
}
