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
	assert_finding(finding, VERDICT_FAIL, "module-index-missing", VXLAN " exists");
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
	static const char built_in[] = "udp_tunnel.file=net/ipv4/udp_tunnel\0udp_tunnel.license=GPL";
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_remove(fixture, TUNNEL);
	fixture_depmod(fixture, RELEASE);
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-dependency-missing",
		       "vxlan needs the module udp_tunnel, but there is no udp_tunnel.ko");
	assert_non_null(strstr(finding->remedy, APT_INSTALL " --reinstall linux-image-" RELEASE));
	fixture_write(fixture, TREE "/modules.builtin", "kernel/net/ipv4/udp_tunnel.ko\n");
	fixture_write_bytes(fixture, TREE "/modules.builtin.modinfo", built_in, sizeof(built_in));
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
		       "vxlan needs " TUNNEL ", which exists, but the index");
}

#define MOVED "mv kernel/drivers/net/vxlan/vxlan.ko .."
#define BACK  "mv ../vxlan.ko kernel/drivers/net/vxlan"

/* The text names all the files, which are there, and the binary does not name the module. */
#define TWO_RUNS "cp modules.dep old && " MOVED " && index && " BACK " && cat old > modules.dep"

#define TUNNEL_LOST "vxlan is loaded, but " TUNNEL ", which it needs, is missing"
#define VXLAN_LOST  "vxlan is loaded, but /lib/modules/" RELEASE " does not have it"

/*
 * Of a module that is loaded. The text decides by itself, also that a file is lost, where it names
 * the module and is not younger than the binary, which depmod writes last; else the binary does,
 * which is what modprobe reads. The commands run in the tree.
 */
static void test_index_of_loaded(void **state)
{
	static const struct {
		const char *command;
		const char *lost; /* the words; NULL: it is not */
	} rows[] = {
		{"true", NULL},
		{"rm modules.dep", NULL},
		/* The text is current and does not name the module, the binary does. */
		{"sed -i /vxlan.ko:/d modules.dep && touch modules.dep.bin", NULL},
		{"rm kernel/net/ipv4/udp_tunnel.ko", TUNNEL_LOST},
		{"rm modules.dep kernel/drivers/net/vxlan/vxlan.ko", VXLAN_LOST},
		{"rm kernel/drivers/net/vxlan/vxlan.ko", VXLAN_LOST},
		{MOVED " && index && " BACK, VXLAN_LOST},
		{TWO_RUNS " && touch -d @1 modules.dep && touch -d @0 modules.dep.bin", VXLAN_LOST},
		{TWO_RUNS " && touch -d @0.2 modules.dep && touch -d @0.1 modules.dep.bin",
		 VXLAN_LOST},
		{TWO_RUNS " && touch -d @0.1 modules.dep && touch -d @0.2 modules.dep.bin", NULL},
		/* Who builds an image sets one time for all its files. */
		{TWO_RUNS " && touch -d @0 modules.dep modules.dep.bin", NULL},
		/* Damaged: nobody can tell, whatever the text says. */
		{": > modules.dep.bin && rm kernel/drivers/net/vxlan/vxlan.ko", NULL},
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
			       rows[i].lost ? "module-only-in-initramfs" : "",
			       rows[i].lost ? rows[i].lost : "vxlan loaded");
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
