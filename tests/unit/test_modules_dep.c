/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text forms of the module index, as depmod writes them. */
#include "config.h"

#include "fixture.h"
#include "module/facts.h"

#define NET "kernel/drivers/net/"

static const char debian12[] =
	"kernel/net/ipv6/ip6_udp_tunnel.ko:\n"
	"kernel/net/ipv4/udp_tunnel.ko:\n" NET
	"vxlan/vxlan.ko: kernel/net/ipv6/ip6_udp_tunnel.ko kernel/net/ipv4/udp_tunnel.ko\n" NET
	"geneve.ko: kernel/net/ipv6/ip6_udp_tunnel.ko kernel/net/ipv4/udp_tunnel.ko\n"
	"kernel/net/bridge/br-netfilter.ko.xz: kernel/net/bridge/bridge.ko.xz\n";

static char *dependencies(const char *text, const char *module)
{
	_cleanup_strv_ char **files = modules_dep_files(text, module);

	return files ? strv_join(files, " ") : strdup("none");
}

static void test_files(void **state)
{
	static const struct {
		const char *text, *module, *files;
	} rows[] = {
		{debian12, "vxlan", NET "vxlan/vxlan.ko kernel/net/ipv6/ip6_udp_tunnel.ko "
				    "kernel/net/ipv4/udp_tunnel.ko"},
		{debian12, "udp_tunnel", "kernel/net/ipv4/udp_tunnel.ko"},
		{debian12, "br_netfilter",
		 "kernel/net/bridge/br-netfilter.ko.xz kernel/net/bridge/bridge.ko.xz"},
		{debian12, "bridge", "none"}, /* only a dependency of another */
		{debian12, "vxlan/vxlan", "none"},
		{debian12, "xlan", "none"},
		{"", "vxlan", "none"},
		{"\n\n:\n", "vxlan", "none"},
		{"a.ko: vxlan.ko\n", "vxlan", "none"},
		{"vxlan.ko", "vxlan", "none"},               /* cut off before its colon */
		{"vxlan.ko\na.ko:\n", "vxlan", "none"},      /* the colon of another line */
		{"cut off\na/vxlan.ko: b.ko\n", "vxlan", "a/vxlan.ko b.ko"},
		{"vxlan.ko:", "vxlan", "vxlan.ko"},          /* no final newline */
		{"vxlan.ko.zst: a.ko.zst", "vxlan", "vxlan.ko.zst a.ko.zst"},
		{"extra/vxlan.ko:\n" NET "vxlan.ko: a.ko\n", "vxlan", "extra/vxlan.ko"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *files = dependencies(rows[i].text, rows[i].module);

		assert_string_equal(files, rows[i].files);
	}
}

static void test_builtin(void **state)
{
	static const struct {
		const char *text;
		bool names;
	} rows[] = {
		{"", false},
		{"kernel/drivers/net/vxlan/vxlan.ko\n", true},
		{"kernel/drivers/net/vxlan/vxlan.ko", true},
		{"kernel/net/a.ko\nkernel/drivers/net/vxlan.ko\n", true},
		{"kernel/drivers/net/vxlan/vxlan_core.ko\n", false},
		{"kernel/drivers/net/vxlan.ko/other.ko\n", false},
		{"kernel/drivers/net/vxlan\n", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (modules_builtin_names(rows[i].text, "vxlan") != rows[i].names)
			fail_msg("row %zu, \"%s\"", i, rows[i].text);
	assert_true(modules_builtin_names("kernel/net/br-netfilter.ko\n", "br_netfilter"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_builtin),
	};

	return RUN_GROUP("modules_dep", tests);
}
