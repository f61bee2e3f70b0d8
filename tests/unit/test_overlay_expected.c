/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which tunnel there should be, by the configuration of the CNI and by [Overlay]. */
#include "config.h"

#include "cni_fixture.h"
#include "overlay/overlay.h"

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

static char *describe(const struct overlay_expected *expected)
{
	_cleanup_strv_ char **words = NULL;

	for (size_t i = 0; i < expected->name_count + expected->other_ip_count; i++) {
		_cleanup_free_ char *word = format_text(
			"%s%s%s", i == expected->name_count ? "| " : "", expected->names[i].name,
			expected->names[i].only_up ? "?" : "");

		strv_append(&words, word);
	}
	if (expected->ipv6_too)
		strv_append(&words, "+6");
	return strv_join(words, " ");
}

static void test_rows(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.vni = fixture->settings.port = -1;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(overlay_expected_free) struct overlay_expected expected = {0};
		_cleanup_free_ char *names = NULL;

		make_file(fixture, "net.d/10-net.conflist", rows[i].text);
		fixture->settings.link = (char *)rows[i].link;
		overlay_expected_read(&fixture->context, &expected);
		names = describe(&expected);
		if (!text_equal(expected.cni, rows[i].cni) || !text_equal(names, rows[i].names) ||
		    !expected.remedy.command || !strstr(expected.remedy.command, rows[i].remedy))
			fail_msg("row %zu: %s: %s: %s", i, expected.why, names,
				 expected.remedy.command ? expected.remedy.command : "-");
	}
	fixture->settings.link = NULL;
}

/* Of a name that Link= takes from the other IP version, VNI and port stay known. */
static void test_link(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(overlay_expected_free) struct overlay_expected expected = {0};

	fixture->settings.vni = fixture->settings.port = -1;
	fixture->settings.link = (char *)"vxlan-v6.calico";
	make_file(fixture, "net.d/10-net.conflist", LIST(CALICO("")));
	overlay_expected_read(&fixture->context, &expected);
	fixture->settings.link = NULL;
	assert_int_equal(expected.names[0].vni, 4096);
	assert_int_equal(expected.names[0].port, 4789);
	assert_true(expected.names[0].ipv6);
}

/* Without a configuration it is the tunnel of any CNI: the last of the table counts, too. */
static void test_any(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(overlay_expected_free) struct overlay_expected expected = {0};
	const struct rtnl_link weave = {.name = "vxlan-6784"}, ipv6 = {.name = "vxlan-v6.calico", .up = true};

	fixture->settings.vni = fixture->settings.port = -1;
	overlay_expected_read(&fixture->context, &expected);
	assert_true(expected.awaited);
	assert_true(overlay_name_find(&expected, &weave) >= 0);
	assert_true(overlay_name_find(&expected, &ipv6) >= 0);
}

static void read_as_nobody(struct fixture *fixture, struct overlay_expected *ret)
{
	bool root = geteuid() == 0;

	if (root)
		assert_int_equal(seteuid(NOBODY), 0);
	overlay_expected_read(&fixture->context, ret);
	if (root)
		assert_int_equal(seteuid(0), 0);
}

static void expect_cause(struct fixture *fixture, const struct overlay *overlay,
			 enum cause_id cause)
{
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	overlay_judge(overlay, &fixture->report);
	assert_int_equal(fixture->report.count, 1);
	if (fixture->report.findings[0].cause != cause_get(cause))
		fail_msg("%s", fixture->report.findings[0].summary);
}

/* What one finds who has no rights: no tunnel, and the command to look with. */
static void judge_as_nobody(struct fixture *fixture, const char *words)
{
	_cleanup_(overlay_free) struct overlay overlay = {0};
	const struct finding *finding;

	read_as_nobody(fixture, &overlay.expected);
	expect_cause(fixture, &overlay, CAUSE_OVERLAY_UNKNOWN);
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNKNOWN);
	finding = expect_finding(fixture, 0, CAUSE_OVERLAY_UNKNOWN, VERDICT_ERROR, WORDS(words));
	assert_true(text_starts(finding->remedy, "sudo kubelet-preflight check"));
}

static void close_to_others(struct fixture *fixture, const char *name)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);

	assert_int_equal(chmod(path, getuid() == 0 ? 0700 : 0), 0);
}

/* containerd makes its directory with mode 0700: only root can tell that there is no tunnel. */
static void test_hidden(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(overlay_free) struct overlay overlay = {0};
	_cleanup_free_ char *words = format_text("%s/net.d could not be read: only root can read it",
						 fixture->dir);
	_cleanup_free_ char *back = format_text("chmod -R u+rwX %s", fixture->dir);

	fixture->settings.vni = fixture->settings.port = -1;
	make_file(fixture, "net.d/10-net.conflist", FLANNEL);
	close_to_others(fixture, "net.d");
	judge_as_nobody(fixture, words);
	/* What the settings name is known without it, and so is a tunnel that is there or was. */
	fixture->settings.link = (char *)"tunnel7";
	read_as_nobody(fixture, &overlay.expected);
	expect_cause(fixture, &overlay, CAUSE_OVERLAY_LINK_MISSING);
	fixture->settings.link = NULL;
	overlay_expected_free(&overlay.expected);
	read_as_nobody(fixture, &overlay.expected);
	overlay.was_up = true;
	expect_cause(fixture, &overlay, CAUSE_OVERLAY_LINK_GONE);
	assert_int_equal(system(back), 0);
}

/* So does the kubelet with its own, which says what the runtime is. */
static void test_hidden_kubelet(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *back = format_text("chmod -R u+rwX %s", fixture->dir);

	fixture->settings.vni = fixture->settings.port = -1;
	fixture->settings.runtime = RUNTIME_AUTO;
	fixture_root(fixture, true);
	if (!fixture_has_openat2(fixture))
		return;
	make_directory(fixture, "var");
	make_directory(fixture, "var/lib");
	make_directory(fixture, "var/lib/kubelet");
	make_file(fixture, "var/lib/kubelet/config.yaml", "a: b\n");
	close_to_others(fixture, "var/lib/kubelet");
	judge_as_nobody(fixture, "/var/lib/kubelet/");
	assert_int_equal(system(back), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_rows, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_link, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_any, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_hidden, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_hidden_kubelet, fixture_setup,
						fixture_teardown),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("overlay-expected", tests, NULL, NULL);
}
