/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which tunnel there should be, by the configuration of the CNI and by [Overlay]. */
#include "config.h"

#include "checks/overlay.h"
#include "cni_fixture.h"

#define LIST(plugins) "{\"name\":\"n\",\"cniVersion\":\"0.3.1\",\"plugins\":[" plugins "]}"
#define CALICO(more)                                                                               \
	"{\"type\":\"calico\",\"nodename_file_optional\":true,\"ipam\":{\"type\":\"calico-ipam\"" more "}}"
#define CANAL                                                                                      \
	"{\"type\":\"calico\",\"nodename_file_optional\":true,"                                    \
	"\"ipam\":{\"type\":\"host-local\",\"subnet\":\"usePodCidr\"}}"
#define MULTUS(delegate)                                                                           \
	"{\"type\":\"multus\",\"kubeconfig\":\"/k\",\"delegates\":[" delegate "]}"
#define BOTH ",\"assign_ipv4\":\"true\",\"assign_ipv6\":\"true\""
#define ONLY ",\"assign_ipv4\":\"false\",\"assign_ipv6\":\"true\""

#define IPV4_NAMES "vxlan.calico tunl0? wireguard.cali?"
#define IPV6_NAMES "vxlan-v6.calico wg-v6.cali?"

/* names: of the tunnel, "?" behind one that counts when it is up, "|" before those that do not count. */
static const struct row {
	const char *text, *link, *cni, *names, *remedy;
} rows[] = {
	{LIST(CALICO("")), NULL, "Calico", IPV4_NAMES " | vxlan-v6.calico? wg-v6.cali?",
	 " -l k8s-app=calico-node "},
	{LIST(CALICO(BOTH)), NULL, "Calico", IPV4_NAMES " | vxlan-v6.calico? wg-v6.cali? +6",
	 " -l k8s-app=calico-node "},
	{LIST(CALICO(ONLY)), NULL, "Calico", IPV6_NAMES " | vxlan.calico tunl0? wireguard.cali?",
	 " -l k8s-app=calico-node "},
	{LIST(MULTUS(CALICO(ONLY))), NULL, "Calico", IPV6_NAMES " | vxlan.calico tunl0? wireguard.cali?",
	 " -l k8s-app=calico-node "},
	{LIST(CALICO("")), "vxlan-v6.calico", "Calico", "vxlan-v6.calico", " -l k8s-app=calico-node "},
	{LIST("{\"type\":\"calico\",\"nodename_file_optional\":true}"), NULL, "Calico",
	 "vxlan.calico vxlan-v6.calico? tunl0? wireguard.cali? wg-v6.cali?", " -l k8s-app=calico-node "},
	{LIST(CANAL), NULL, "Canal", "flannel.1 flannel.* flannel-v6.*? flannel-wg?",
	 " -l k8s-app=canal "},
	{LIST(MULTUS(CANAL)), NULL, "Canal", "flannel.1 flannel.* flannel-v6.*? flannel-wg?",
	 " -l k8s-app=canal "},
	{FLANNEL, NULL, "flannel", "flannel.1 flannel.* flannel-v6.*? flannel-wg?", " -l app=flannel "},
};

static char *describe(const struct overlay_want *want)
{
	_cleanup_strv_ char **words = NULL;

	for (size_t i = 0; i < want->name_count + want->beside_count; i++) {
		_cleanup_free_ char *word = format_text(
			"%s%s%s", i == want->name_count ? "| " : "", want->names[i].name,
			want->names[i].only_up ? "?" : "");

		assert_int_equal(strv_append(&words, word), 0);
	}
	if (want->ipv6_too)
		assert_int_equal(strv_append(&words, "+6"), 0);
	return strv_join(words, " ");
}

static void test_rows(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.vni = fixture->settings.port = -1;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(overlay_want_free) struct overlay_want want = {0};
		_cleanup_free_ char *names = NULL;

		make_file(fixture, "net.d/10-net.conflist", rows[i].text);
		fixture->settings.link = (char *)rows[i].link;
		assert_int_equal(overlay_want_read(&fixture->context, &want), 0);
		names = describe(&want);
		if (!text_equal(want.cni, rows[i].cni) || !text_equal(names, rows[i].names) ||
		    !want.remedy || !strstr(want.remedy, rows[i].remedy))
			fail_msg("row %zu: %s: %s: %s", i, want.why, names,
				 want.remedy ? want.remedy : "-");
	}
	fixture->settings.link = NULL;
}

/* Of a name that Link= takes from the other IP version, VNI and port stay known. */
static void test_link(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(overlay_want_free) struct overlay_want want = {0};

	fixture->settings.vni = fixture->settings.port = -1;
	fixture->settings.link = (char *)"vxlan-v6.calico";
	make_file(fixture, "net.d/10-net.conflist", LIST(CALICO("")));
	assert_int_equal(overlay_want_read(&fixture->context, &want), 0);
	fixture->settings.link = NULL;
	assert_int_equal(want.names[0].vni, 4096);
	assert_int_equal(want.names[0].port, 4789);
	assert_true(want.names[0].ipv6);
}

/* Without a configuration it is the tunnel of any CNI: the last of the table counts, too. */
static void test_any(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(overlay_want_free) struct overlay_want want = {0};
	const struct rtnl_link weave = {.name = "vxlan-6784"}, ipv6 = {.name = "vxlan-v6.calico", .up = true};

	fixture->settings.vni = fixture->settings.port = -1;
	assert_int_equal(overlay_want_read(&fixture->context, &want), 0);
	assert_true(want.awaited);
	assert_true(overlay_name_find(&want, &weave) >= 0);
	assert_true(overlay_name_find(&want, &ipv6) >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_rows, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_link, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_any, fixture_setup, fixture_teardown),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("overlay-want", tests, NULL, NULL);
}
