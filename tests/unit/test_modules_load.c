/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modules-load.d(5) is read as systemd 252 reads it: one whole line, one name. */
#include "config.h"

#include "fixture.h"
#include "module/facts.h"

static const struct {
	const char *text;
	bool names;
} rows[] = {
	{"", false},
	{"vxlan\n", true},
	{"vxlan", true},                      /* the final newline may be missing */
	{"  vxlan \t\n", true},
	{"vxlan\r\n", true},
	{"\r\n\t \nvxlan\n", true},
	{"# vxlan\n; vxlan\n", false},
	{"  # vxlan\n\t; vxlan\n", false},
	{"#vxlan\nvxlan\n", true},
	{"vxlan # for calico\n", false},      /* looks for a module of that whole name */
	{"vxlan ; for calico\n", false},
	{"vxlan, geneve\n", false},
	{"vxlan geneve\n", false},
	{"vxlan udp_port=4789\n", false},
	{"vxlan# x y\nvxlan\n", true},        /* one bad line does not stop the rest */
	{"geneve\nbr_netfilter\n", false},
	{"vxlan2\nvxla\nxvxlan\n", false},
	{"rtnl-link-vxlan\n", true},          /* an alias of it */
	{"rtnl-link-vxlan2\nrtnl-link-\n", false},
	{"rtnl-link-geneve\n", false},
	{"VXLAN\n", false},
	{"vxlan.ko\n", false},
	{"\\vxlan\n", false},
	{"\xef\xbb\xbfvxlan\n", false},       /* a byte order mark is part of the name */
};

static void test_lines(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (modules_load_names(rows[i].text, "vxlan") != rows[i].names)
			fail_msg("row %zu, \"%s\"", i, rows[i].text);
}

static void test_dash_and_underscore(void **state)
{
	assert_true(modules_load_names("br-netfilter\n", "br_netfilter"));
	assert_true(modules_load_names("br_netfilter\n", "br-netfilter"));
	assert_false(modules_load_names("br netfilter\n", "br_netfilter"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_dash_and_underscore),
	};

	return RUN_GROUP("modules_load", tests);
}
