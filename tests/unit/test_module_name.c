/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of kernel modules: which are names, which are the same, which file is whose. */
#include "config.h"

#include "fixture.h"
#include "text/module_name.h"

#define TEN "abcdefghij"

static void test_valid(void **state)
{
	static const struct {
		const char *name;
		bool valid;
	} rows[] = {
		{"vxlan", true},
		{"br_netfilter", true},
		{"br-netfilter", true},
		{"8021q", true},
		{"X", true},
		{TEN TEN TEN TEN TEN "12345", true},
		{TEN TEN TEN TEN TEN "123456", false},
		{"", false},
		{"vxlan ", false},
		{"vx/lan", false},
		{"../vxlan", false},
		{"vxlan.ko", false},
		{"vxlan,geneve", false},
		{"vxlan=1", false},
		{"vx\nlan", false},
		{"vx\xc3\xa4lan", false},
		{"$(reboot)", false},
		{"*", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (module_name_valid(rows[i].name) != rows[i].valid)
			fail_msg("\"%s\"", rows[i].name);
}

static void test_equal(void **state)
{
	assert_true(module_name_equal("vxlan", "vxlan"));
	assert_true(module_name_equal("br-netfilter", "br_netfilter"));
	assert_true(module_name_equal("a-b_c", "a_b-c"));
	assert_true(module_name_equal("", ""));
	assert_false(module_name_equal("vxlan", "vxlan2"));
	assert_false(module_name_equal("vxlan2", "vxlan"));
	assert_false(module_name_equal("vxlan", "VXLAN"));
	assert_true(module_name_equal_n("vxlan.ko", 5, "vxlan"));
	assert_false(module_name_equal_n("vxlan", 4, "vxlan"));
	assert_false(module_name_equal_n("vxlan", 5, "vxla"));
	assert_true(module_name_equal_n("", 0, ""));
}

static void test_normalize(void **state)
{
	char name[] = "-a-b_c-";

	module_name_normalize(name);
	assert_string_equal(name, "_a_b_c_");
}

static void test_of_file(void **state)
{
	static const struct {
		const char *path;
		bool ours;
	} rows[] = {
		{"vxlan.ko", true},
		{"vxlan.ko.xz", true},
		{"vxlan.ko.zst", true},
		{"vxlan.ko.gz", true},
		{"kernel/drivers/net/vxlan/vxlan.ko.xz", true},
		{"/lib/modules/6.1/updates/vxlan.ko", true},
		{"vxlan", false},
		{"vxlan.o", false},
		{"vxlan.ko.bz2", false},
		{"vxlan.ko~", false},
		{"vxlan.ko.xz.dpkg-new", false},
		{".ko", false},
		{".ko.xz", false},
		{"", false},
		{"vxlan.ko/", false},
		{"vxlan.ko/geneve.ko", false},
		{"xvxlan.ko", false},
		{"vxlan_core.ko", false},
		{"vxlan.xz.ko", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (module_name_of_file(rows[i].path, strlen(rows[i].path), "vxlan") !=
		    rows[i].ours)
			fail_msg("\"%s\"", rows[i].path);
	assert_true(module_name_of_file("br-netfilter.ko.xz", 18, "br_netfilter"));
	assert_true(module_name_of_file("a/vxlan.ko: b.ko", 10, "vxlan"));
	assert_false(module_name_of_file("a/vxlan.ko", 9, "vxlan"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_normalize),
		cmocka_unit_test(test_of_file),
	};

	return RUN_GROUP("module_name", tests);
}
