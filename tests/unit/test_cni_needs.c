/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an ADD of each CNI's own configuration executes and reads, and what makes it fail. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "formats/cni_needs.h"
#include "util.h"

#define LIST(version, plugins)                                                                     \
	"{\"name\":\"n\",\"cniVersion\":\"" version "\",\"plugins\":[" plugins "]}"
#define RANGE "\"ipam\":{\"type\":\"host-local\",\"subnet\":\"10.1.0.0/24\"}"

/* plugins: what is executed, "?" before what may not be; files: "~" before what heals by itself. */
struct row {
	const char *what, *text, *plugins, *files, *flaw;
};

static const struct row rows[] = {
	{"calico",
	 LIST("0.3.1", "{\"type\":\"calico\",\"mtu\":0,\"ipam\":{\"type\":\"calico-ipam\"},"
		       "\"kubernetes\":{\"kubeconfig\":\"/etc/cni/net.d/calico-kubeconfig\"}},"
		       "{\"type\":\"bandwidth\"},{\"type\":\"portmap\",\"snat\":true}"),
	 "calico bandwidth portmap calico-ipam",
	 "/etc/cni/net.d/calico-kubeconfig ~/var/lib/calico/nodename", ""},
	{"canal",
	 LIST("0.3.1", "{\"type\":\"calico\",\"ipam\":{\"type\":\"host-local\",\"subnet\":"
		       "\"usePodCidr\"},\"nodename_file_optional\":true},{\"type\":\"portmap\"}"),
	 "calico portmap host-local", "", ""},
	{"calico, the file of the name moved",
	 LIST("0.3.1", "{\"type\":\"calico\",\"nodename_file\":\"/run/nodename\"}"), "calico",
	 "~/run/nodename", ""},
	{"calico, a kubeconfig of nowhere",
	 LIST("0.3.1", "{\"type\":\"calico\",\"nodename_file_optional\":true,"
		       "\"kubernetes\":{\"kubeconfig\":\"kubeconfig\"}}"),
	 "calico", "", ""},
	{"calico at 1.1.0", LIST("1.1.0", "{\"type\":\"calico\",\"nodename_file_optional\":true}"),
	 "calico", "", "NEWER \"cniVersion\" is 1.1.0, newer than this program knows of calico"},
	{"flannel",
	 LIST("0.3.1", "{\"type\":\"flannel\",\"delegate\":{\"hairpinMode\":true,"
		       "\"isDefaultGateway\":true}},{\"type\":\"portmap\"}"),
	 "flannel portmap bridge host-local", "~/run/flannel/subnet.env", ""},
	{"flannel over another plugin, other addresses and another file",
	 LIST("0.3.1", "{\"type\":\"flannel\",\"subnetFile\":\"/run/s.env\",\"ipam\":{\"type\":"
		       "\"whereabouts\"},\"delegate\":{\"type\":\"ipvlan\",\"master\":\"e0\"}}"),
	 "flannel ipvlan whereabouts", "~/run/s.env", ""},
	{"flannel over ptp, which gets its addresses from flannel",
	 LIST("0.3.1", "{\"type\":\"flannel\",\"delegate\":{\"type\":\"ptp\"}}"),
	 "flannel ptp host-local", "~/run/flannel/subnet.env", ""},
	{"flannel that is given a name",
	 LIST("0.3.1", "{\"type\":\"flannel\",\"delegate\":{\"name\":\"x\"}}"), NULL, NULL,
	 "FAIL flannel: \"delegate\" holds \"name\""},
	{"flannel that is given addresses",
	 LIST("0.3.1", "{\"type\":\"flannel\",\"delegate\":{\"ipam\":{}}}"), NULL, NULL,
	 "FAIL flannel: \"delegate\" holds \"ipam\""},
	{"flannel with a type that is none",
	 LIST("0.3.1", "{\"type\":\"flannel\",\"delegate\":{\"type\":1}}"), NULL, NULL,
	 "FAIL flannel: the \"type\" of \"delegate\" is a number"},
	{"flannel that hands a string on",
	 LIST("0.3.1", "{\"type\":\"flannel\",\"delegate\":{\"mtu\":\"1450\"}}"), NULL, NULL,
	 "FAIL the delegate of flannel: \"mtu\" of bridge is a string (1450)"},
	{"cilium", LIST("0.3.1", "{\"type\":\"cilium-cni\"}"), "cilium-cni", "", ""},
	{"cilium whose addresses come from a plugin",
	 LIST("0.3.1", "{\"type\":\"cilium-cni\",\"ipam\":{\"type\":\"delegated\"}}"),
	 "cilium-cni ?delegated", "", ""},
	{"weave",
	 LIST("0.3.0", "{\"type\":\"weave-net\",\"hairpinMode\":true},"
		       "{\"type\":\"portmap\",\"snat\":true}"),
	 "weave-net portmap", "", ""},
	{"weave whose addresses are asked for",
	 LIST("0.3.0", "{\"type\":\"weave-net\",\"ipam\":{\"type\":\"weave-ipam\"}}"),
	 "weave-net weave-ipam", "", ""},
	{"kindnet",
	 LIST("0.3.1", "{\"type\":\"ptp\",\"ipMasq\":false,\"mtu\":1500,\"ipam\":{\"type\":"
		       "\"host-local\",\"dataDir\":\"/run/s\",\"ranges\":[[{\"subnet\":"
		       "\"10.244.0.0/24\"}],[{\"subnet\":\"fd00:10:244::/64\"}]]}},"
		       "{\"type\":\"portmap\"}"),
	 "ptp portmap host-local", "", ""},
	{"antrea",
	 LIST("0.3.0", "{\"type\":\"antrea\",\"ipam\":{\"type\":\"host-local\"}},"
		       "{\"type\":\"portmap\"},{\"type\":\"bandwidth\"}"),
	 "antrea portmap bandwidth host-local", "", ""},
	{"antrea whose addresses are its own",
	 LIST("0.3.0", "{\"type\":\"antrea\",\"ipam\":{\"type\":\"antrea\"}}"), "antrea", "", ""},
	{"kube-router", LIST("0.3.0", "{\"type\":\"bridge\",\"bridge\":\"kube-bridge\"," RANGE "}"),
	 "bridge host-local", "", ""},
	{"kube-router that has no subnet yet",
	 LIST("0.3.0", "{\"type\":\"bridge\",\"bridge\":\"kube-bridge\",\"isDefaultGateway\":true,"
		       "\"ipam\":{\"type\":\"host-local\"}}"),
	 "bridge host-local", "", "SKIP plugin 1: host-local has no \"subnet\""},
	{"aws",
	 LIST("0.4.0", "{\"type\":\"aws-cni\",\"mtu\":\"9001\"},{\"type\":\"egress-cni\",\"mtu\":"
		       "\"9001\",\"enabled\":\"false\",\"ipam\":{\"type\":\"host-local\"}},"
		       "{\"type\":\"portmap\"}"),
	 "aws-cni egress-cni portmap", "", ""},
	{"aws with a second family",
	 LIST("0.4.0", "{\"type\":\"aws-cni\"},{\"type\":\"egress-cni\",\"enabled\":\"true\","
		       "\"ipam\":{\"type\":\"host-local\"}}"),
	 "aws-cni egress-cni host-local", "", ""},
	{"azure",
	 LIST("0.3.0", "{\"type\":\"azure-vnet\",\"ipam\":{\"type\":\"azure-cns\"}},"
		       "{\"type\":\"portmap\"}"),
	 "azure-vnet portmap", "", ""},
	{"azure with a binary of its own",
	 LIST("0.3.0", "{\"type\":\"azure-vnet\",\"ipam\":{\"type\":\"azure-vnet-ipam\"}}"),
	 "azure-vnet azure-vnet-ipam", "", ""},
	{"ovn-kubernetes", LIST("1.1.0", "{\"type\":\"ovn-k8s-cni-overlay\",\"ipam\":{}}"),
	 "ovn-k8s-cni-overlay", "", ""},
	{"multus over a plugin",
	 LIST("0.3.1", "{\"type\":\"multus\",\"kubeconfig\":\"/etc/m\",\"readinessindicatorfile\":"
		       "\"/run/ready\",\"delegates\":[{\"type\":\"weave-net\"}]}"),
	 "multus weave-net", "/etc/m ~/run/ready", ""},
	{"multus over a list",
	 LIST("0.3.1", "{\"type\":\"multus\",\"delegates\":[{\"name\":\"d\",\"plugins\":[{\"type\":"
		       "\"flannel\"},{\"type\":\"portmap\"}]}]}"),
	 "multus flannel bridge host-local portmap", "~/run/flannel/subnet.env", ""},
	{"multus over itself",
	 LIST("0.3.1", "{\"type\":\"multus\",\"delegates\":[{\"type\":\"multus\",\"delegates\":"
		       "[{\"type\":\"a\"}]}]}"),
	 "multus a", "", ""},
	{"multus over nothing", LIST("0.3.1", "{\"type\":\"multus\",\"delegates\":[]}"), "multus",
	 "", "FAIL multus has neither"},
	{"multus over a network of the cluster",
	 LIST("0.3.1", "{\"type\":\"multus\",\"clusterNetwork\":\"default\"}"), "multus", "", ""},
	{"multus over a chain that begins with portmap",
	 LIST("0.3.1", "{\"type\":\"multus\",\"delegates\":[{\"plugins\":[{\"type\":\"portmap\"}]"
		       "}]}"),
	 "multus portmap", "", "FAIL delegate of multus: portmap comes first"},
	{"thick multus", LIST("0.3.1", "{\"type\":\"multus-shim\",\"ipam\":{\"type\":\"x\"}}"),
	 "multus-shim", "", ""},
	{"no addresses", LIST("1.0.0", "{\"type\":\"bridge\",\"ipam\":{}}"), "bridge", "", ""},
	{"a plugin that nobody knows",
	 LIST("1.0.0", "{\"type\":\"mine\",\"mtu\":\"x\",\"ipam\":{\"type\":\"own\"}}"),
	 "mine ?own", "", ""},
	{"what a known plugin executes too is executed",
	 LIST("1.0.0", "{\"type\":\"mine\",\"ipam\":{\"type\":\"host-local\"}},"
		       "{\"type\":\"bridge\"," RANGE "}"),
	 "mine bridge host-local", "", ""},
	{"a type in another case",
	 LIST("1.0.0", "{\"Type\":\"bridge\",\"IPAM\":{\"TYPE\":\"dhcp\"}}"), "bridge dhcp", "",
	 ""},
	{"a path for a name", LIST("1.0.0", "{\"type\":\"bridge\",\"ipam\":{\"type\":\"../x\"}}"),
	 "bridge", "", "FAIL bridge names the plugin \"../x\""},
};

static const struct row faults[] = {
	{"portmap first", LIST("1.0.0", "{\"type\":\"portmap\"},{\"type\":\"loopback\"}"), NULL,
	 NULL, "FAIL plugin 1: portmap comes first"},
	{"bandwidth first", LIST("1.0.0", "{\"type\":\"bandwidth\"}"), NULL, NULL,
	 "FAIL plugin 1: bandwidth comes first"},
	{"portmap behind", LIST("1.0.0", "{\"type\":\"loopback\"},{\"type\":\"portmap\"}"), NULL,
	 NULL, ""},
	{"mtu as a string", LIST("1.0.0", "{\"type\":\"bridge\",\"mtu\":\"1500\"," RANGE "}"), NULL,
	 NULL, "FAIL plugin 1: \"mtu\" of bridge is a string (1500) and not a whole number"},
	{"mtu with a fraction", LIST("1.0.0", "{\"type\":\"bridge\",\"mtu\":1500.5," RANGE "}"),
	 NULL, NULL, "FAIL plugin 1: \"mtu\" of bridge is a number (1500.5) and not a whole"},
	{"mtu as 1500.0", LIST("1.0.0", "{\"type\":\"bridge\",\"mtu\":1500.0," RANGE "}"), NULL,
	 NULL, ""},
	{"mtu null", LIST("1.0.0", "{\"type\":\"bridge\",\"mtu\":null," RANGE "}"), NULL, NULL, ""},
	{"a truth as a string",
	 LIST("1.0.0", "{\"type\":\"bridge\",\"ipMasq\":\"true\"," RANGE "}"), NULL, NULL,
	 "FAIL plugin 1: \"ipMasq\" of bridge is a string (true) and not true or false"},
	{"a bridge of 16 bytes",
	 LIST("1.0.0", "{\"type\":\"bridge\",\"bridge\":\"bridge0123456789\"," RANGE "}"), NULL,
	 NULL, "FAIL plugin 1: the name \"bridge0123456789\" of the bridge is longer than the 15"},
	{"a bridge of 15 bytes",
	 LIST("1.0.0", "{\"type\":\"bridge\",\"bridge\":\"bridge012345678\"," RANGE "}"), NULL,
	 NULL, ""},
	{"a bridge that is a path",
	 LIST("1.0.0", "{\"type\":\"bridge\",\"bridge\":\"br/0\"," RANGE "}"), NULL, NULL,
	 "FAIL plugin 1: the name \"br/0\" of the bridge is no name"},
	{"a bridge that is a number", LIST("1.0.0", "{\"type\":\"bridge\",\"bridge\":5," RANGE "}"),
	 NULL, NULL, "FAIL plugin 1: \"bridge\" is a number (5) and not a string"},
	{"no ranges", LIST("1.0.0", "{\"type\":\"bridge\",\"ipam\":{\"type\":\"host-local\"}}"),
	 NULL, NULL, "FAIL plugin 1: host-local has no \"subnet\" and no \"ranges\""},
	{"no ranges in a list",
	 LIST("1.0.0", "{\"type\":\"bridge\",\"ipam\":{\"type\":\"host-local\",\"ranges\":[[]]}}"),
	 NULL, NULL, "FAIL plugin 1: host-local has no \"subnet\" and no \"ranges\""},
	{"ranges from the runtime",
	 LIST("1.0.0", "{\"type\":\"bridge\",\"capabilities\":{\"ipRanges\":true},"
		       "\"ipam\":{\"type\":\"host-local\"}}"),
	 NULL, NULL, ""},
	{"a subnet of 99 bits",
	 LIST("1.0.0", "{\"type\":\"bridge\",\"ipam\":{\"type\":\"host-local\",\"subnet\":"
		       "\"10.0.0.0/99\"}}"),
	 NULL, NULL, "FAIL plugin 1: the subnet \"10.0.0.0/99\" of host-local is no network"},
	{"a subnet that is a host",
	 LIST("1.0.0", "{\"type\":\"ptp\",\"ipam\":{\"type\":\"host-local\",\"ranges\":[[{"
		       "\"subnet\":\"10.0.0.1/24\"}]]}}"),
	 NULL, NULL, "FAIL plugin 1: the subnet \"10.0.0.1/24\" of host-local is the address of"},
	{"a subnet that is a number",
	 LIST("1.0.0", "{\"type\":\"ptp\",\"ipam\":{\"type\":\"host-local\",\"subnet\":5}}"), NULL,
	 NULL, "FAIL plugin 1: the subnet \"5\" of host-local is no string"},
	{"ptp without addresses", LIST("1.0.0", "{\"type\":\"ptp\"}"), NULL, NULL,
	 "WARN plugin 1: ptp has no \"ipam\""},
	{"a version of tomorrow", LIST("1.2.0", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "NEWER \"cniVersion\" is 1.2.0, newer than this program knows (1.1.0)"},
	{"calico at a version of tomorrow",
	 LIST("1.1.1", "{\"type\":\"calico\",\"nodename_file_optional\":true}"), "calico", "",
	 "NEWER \"cniVersion\" is 1.1.1, newer than this program knows (1.1.0)"},
	{"a version of the day after", LIST("10.0.0", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "NEWER \"cniVersion\" is 10.0.0, newer"},
	{"no number", LIST("1.2.x", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "FAIL \"cniVersion\" is \"1.2.x\", which no plugin knows"},
	{"no version at all", LIST("abc", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "FAIL \"cniVersion\" is \"abc\", which no plugin knows"},
	{"two numbers of tomorrow", LIST("1.2", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "FAIL \"cniVersion\" is \"1.2\", which no plugin knows"},
	{"four numbers", LIST("1.2.0.0", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "FAIL \"cniVersion\" is \"1.2.0.0\", which no plugin knows"},
	{"a zero before", LIST("01.2.0", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "FAIL \"cniVersion\" is \"01.2.0\", which no plugin knows"},
	{"a sign", LIST("+1.2.0", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "FAIL \"cniVersion\" is \"+1.2.0\", which no plugin knows"},
	{"more than a number holds", LIST("1.99999999999999999999.0", "{\"type\":\"loopback\"}"),
	 NULL, NULL, "FAIL \"cniVersion\" is \"1.99999999999999999999.0\", which no plugin knows"},
	{"a version between", LIST("0.5.0", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "FAIL \"cniVersion\" is \"0.5.0\", which no plugin knows"},
	{"a version of two numbers", LIST("1.0", "{\"type\":\"loopback\"}"), NULL, NULL,
	 "FAIL \"cniVersion\" is \"1.0\", which no plugin knows"},
	{"no version", "{\"name\":\"n\",\"plugins\":[{\"type\":\"loopback\"}]}", NULL, NULL, ""},
	{"the newest version", LIST("1.1.0", "{\"type\":\"loopback\"}"), NULL, NULL, ""},
};

static void read_text(const char *text, const char *file, struct cni_needs *ret)
{
	_cleanup_(cni_config_free) struct cni_config config = {0};
	_cleanup_(cni_fault_free) struct cni_fault fault = {0};

	assert_int_equal(cni_parse(text, strlen(text), CNI_LIST, &config, &fault), 0);
	assert_int_equal(cni_needs_read(&config, file, ret), 0);
}

static char *join_plugins(const struct cni_needs *needs)
{
	_cleanup_strv_ char **list = calloc(1, sizeof(*list));

	for (size_t i = 0; i < needs->plugin_count; i++) {
		const struct cni_needed_plugin *plugin = &needs->plugins[i];
		_cleanup_free_ char *word =
			format_text("%s%s", plugin->certain ? "" : "?", plugin->type);

		assert_int_equal(strv_append(&list, word), 0);
	}
	return strv_join(list, " ");
}

static char *join_files(const struct cni_needs *needs)
{
	_cleanup_strv_ char **list = calloc(1, sizeof(*list));

	for (size_t i = 0; i < needs->file_count; i++) {
		const struct cni_needed_file *file = &needs->files[i];
		_cleanup_free_ char *word =
			format_text("%s%s", file->kind == CNI_NEEDED_STATE ? "~" : "", file->path);

		assert_int_equal(strv_append(&list, word), 0);
	}
	return strv_join(list, " ");
}

static void expect(const struct row *row, const struct cni_needs *needs)
{
	static const char *const kinds[] = {
		[CNI_FLAW_FATAL] = "FAIL", [CNI_FLAW_DOUBT] = "WARN", [CNI_FLAW_HEALS] = "SKIP",
		[CNI_FLAW_NEWER] = "NEWER"};
	_cleanup_free_ char *plugins = join_plugins(needs), *files = join_files(needs);
	_cleanup_free_ char *flaw = needs->flaws.count
					    ? format_text("%s %s", kinds[needs->flaws.list[0].kind],
							  needs->flaws.list[0].words)
					    : strdup("");

	if (row->plugins && !text_equal(row->plugins, plugins))
		fail_msg("%s: executes '%s'", row->what, plugins);
	if (row->files && !text_equal(row->files, files))
		fail_msg("%s: reads '%s'", row->what, files);
	if (!text_starts(flaw, row->flaw) || (!*row->flaw && *flaw) || needs->flaws.count > 1)
		fail_msg("%s: %zu flaws, '%s'", row->what, needs->flaws.count, flaw);
}

static void expect_rows(const struct row *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(cni_needs_free) struct cni_needs needs = {0};

		read_text(list[i].text, "10-x.conflist", &needs);
		expect(&list[i], &needs);
	}
}

static void test_needs(void **state)
{
	expect_rows(rows, ARRAY_SIZE(rows));
}

static void test_flaws(void **state)
{
	expect_rows(faults, ARRAY_SIZE(faults));
}

/* kube-router's file is filled in whatever its bridge is called. */
static void test_kube_router(void **state)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};

	read_text(LIST("0.3.0", "{\"type\":\"bridge\",\"ipam\":{\"type\":\"host-local\",\"subnet\":"
				"\"\"}}"),
		  "10-kuberouter.conflist", &needs);
	assert_int_equal(needs.flaws.count, 1);
	assert_int_equal(needs.flaws.list[0].kind, CNI_FLAW_HEALS);
}

/* Who executes it, where it is looked for first, and who installs "loopback". */
static void test_origin(void **state)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};

	read_text(LIST("0.3.1", "{\"type\":\"multus\",\"binDir\":\"/m\",\"delegates\":[{\"type\":"
				"\"flannel\"}]}"),
		  "00-multus.conf", &needs);
	assert_null(needs.plugins[0].by);
	assert_null(needs.plugins[0].also_in);
	assert_string_equal(needs.plugins[1].by, "multus");
	assert_string_equal(needs.plugins[1].also_in, "/m");
	assert_string_equal(needs.plugins[3].type, "host-local");
	assert_string_equal(needs.plugins[3].by, "bridge");
	assert_string_equal(needs.plugins[3].also_in, "/m");
	assert_false(needs.brings_loopback);
	cni_needs_free(&needs);
	read_text(LIST("0.3.1", "{\"type\":\"multus\",\"delegates\":[{\"type\":\"calico\"}]}"),
		  "00-multus.conf", &needs);
	assert_string_equal(needs.plugins[1].also_in, "/opt/cni/bin");
	assert_true(needs.brings_loopback);
}

static void expect_edit(const char *text, const char *edit)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};

	read_text(text, "10-x.conflist", &needs);
	assert_int_equal(needs.flaws.count, 1);
	if (edit)
		assert_string_equal(needs.flaws.list[0].edit, edit);
	else
		assert_null(needs.flaws.list[0].edit);
}

/* Only a value that is plain becomes a pattern of sed. */
static void test_edit(void **state)
{
	expect_edit(LIST("1.0.0", "{\"type\":\"ptp\",\"mtu\":\"1500\"," RANGE "}"),
		    "s/\"mtu\"[[:space:]]*:[[:space:]]*\"1500\"/\"mtu\": 1500/");
	expect_edit(LIST("1.0.0", "{\"type\":\"ptp\",\"mtu\":\"auto\"," RANGE "}"), NULL);
	expect_edit(LIST("1.0.0", "{\"type\":\"bridge\",\"ipMasq\":\"false\"," RANGE "}"),
		    "s/\"ipMasq\"[[:space:]]*:[[:space:]]*\"false\"/\"ipMasq\": false/");
	expect_edit(
		LIST("1.0.0", "{\"type\":\"bridge\",\"bridge\":\"bridge0123456789\"," RANGE "}"),
		"s/\"bridge\"[[:space:]]*:[[:space:]]*\"bridge0123456789\"/"
		"\"bridge\": \"bridge012345678\"/");
	expect_edit(
		LIST("1.0.0", "{\"type\":\"bridge\",\"bridge\":\"bridge/&123456789\"," RANGE "}"),
		NULL);
	expect_edit(LIST("1.2", "{\"type\":\"loopback\"}"),
		    "s/\"cniVersion\"[[:space:]]*:[[:space:]]*\"1.2\"/\"cniVersion\": \"1.0.0\"/");
}

/* A file of its size at most: what is beyond the limits is not told, and nothing grows with it. */
static void test_limits(void **state)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};
	_cleanup_free_ char *text = malloc(1 << 20);
	char *end =
		stpcpy(text, "{\"name\":\"n\",\"plugins\":[{\"type\":\"multus\",\"delegates\":[");

	for (size_t i = 0; i < 20000; i++)
		end += sprintf(end, "%s{\"type\":\"p%zu\"},{\"plugins\":[]}", i ? "," : "", i);
	strcpy(end, "]}]}");
	read_text(text, "x.conflist", &needs);
	assert_true(needs.plugin_count > 1 && needs.plugin_count <= CNI_NEEDS_MAX);
	cni_needs_free(&needs);
	end = stpcpy(text, "{\"name\":\"n\",\"plugins\":[{\"type\":\"multus\",\"delegates\":[");
	for (size_t i = 0; i < 100; i++)
		end = stpcpy(end, i ? ",{\"type\":\"portmap\"}" : "{\"type\":\"portmap\"}");
	strcpy(end, "]}]}");
	read_text(text, "x.conflist", &needs);
	assert_int_equal(needs.flaws.count, CNI_FLAWS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needs),       cmocka_unit_test(test_flaws),
		cmocka_unit_test(test_kube_router), cmocka_unit_test(test_origin),
		cmocka_unit_test(test_edit),        cmocka_unit_test(test_limits),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
