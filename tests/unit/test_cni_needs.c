/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an ADD of each CNI's own configuration executes and reads. */
#include "config.h"

#include "cni/needs.h"
#include "group.h"
#include "util/util.h"

#define LIST(version, plugins)                                                                     \
	"{\"name\":\"n\",\"cniVersion\":\"" version "\",\"plugins\":[" plugins "]}"
#define RANGE "\"ipam\":{\"type\":\"host-local\",\"subnet\":\"10.1.0.0/24\"}"

/* plugins: what is executed, "?" before what may not be; files: "~" before what heals by itself. */
struct row {
	const char *what, *text, *plugins, *files, *fault;
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
	{"flannel with a type that is none",
	 LIST("0.3.1", "{\"type\":\"flannel\",\"delegate\":{\"type\":1}}"), NULL, NULL,
	 "flannel: the \"type\" of \"delegate\" is a number, not a string"},
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
	 "bridge host-local", "", ""},
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
	 "", ""},
	{"multus over a network of the cluster",
	 LIST("0.3.1", "{\"type\":\"multus\",\"clusterNetwork\":\"default\"}"), "multus", "", ""},
	{"multus over portmap",
	 LIST("0.3.1", "{\"type\":\"multus\",\"delegates\":[{\"plugins\":[{\"type\":\"portmap\"}]"
		       "}]}"),
	 "multus portmap", "", ""},
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
	 "bridge", "", "bridge names the plugin \"../x\", but a plugin name cannot contain '/'"},
	{"two paths for names",
	 LIST("1.0.0", "{\"type\":\"multus\",\"delegates\":[{\"type\":\"a/b\"},{\"type\":\"c/d\"},"
		       "{\"type\":\"e\"}]}"),
	 "multus e", "", "multus names the plugin \"a/b\""},
	{"a path that may not be executed",
	 LIST("1.0.0", "{\"type\":\"mine\",\"ipam\":{\"type\":\"a/b\"}}"), "mine", "", ""},
};

static void read_text(const char *text, struct cni_needs *ret)
{
	_cleanup_(cni_config_free) struct cni_config config = {0};
	_cleanup_(cni_fault_free) struct cni_fault fault = {0};

	assert_int_equal(cni_parse(text, strlen(text), CNI_LIST, &config, &fault), 0);
	cni_needs_read(&config, ret);
}

static char *join_plugins(const struct cni_needs *needs)
{
	_cleanup_strv_ char **list = calloc(1, sizeof(*list));

	for (size_t i = 0; i < needs->plugin_count; i++) {
		const struct cni_needed_plugin *plugin = &needs->plugins[i];
		_cleanup_free_ char *word =
			format_text("%s%s", plugin->certain ? "" : "?", plugin->type);

		strv_append(&list, word);
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

		strv_append(&list, word);
	}
	return strv_join(list, " ");
}

static void expect(const struct row *row, const struct cni_needs *needs)
{
	_cleanup_free_ char *plugins = join_plugins(needs), *files = join_files(needs);
	const char *fault = needs->fault ? needs->fault : "";

	if (row->plugins && !text_equal(row->plugins, plugins))
		fail_msg("%s: executes '%s'", row->what, plugins);
	if (row->files && !text_equal(row->files, files))
		fail_msg("%s: reads '%s'", row->what, files);
	if (!text_starts(fault, row->fault) || (!*row->fault && *fault))
		fail_msg("%s: '%s'", row->what, fault);
}

static void test_needs(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(cni_needs_free) struct cni_needs needs = {0};

		read_text(rows[i].text, &needs);
		expect(&rows[i], &needs);
	}
}

/* Who executes it, where it is looked for first, and who installs "loopback". */
static void test_origin(void **state)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};

	read_text(LIST("0.3.1", "{\"type\":\"multus\",\"binDir\":\"/m\",\"delegates\":[{\"type\":"
				"\"flannel\"}]}"),
		  &needs);
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
		  &needs);
	assert_string_equal(needs.plugins[1].also_in, "/opt/cni/bin");
	assert_true(needs.brings_loopback);
}

/* What is beyond the limits is not looked at, and nothing grows with the file. */
static void test_limits(void **state)
{
	_cleanup_(cni_needs_free) struct cni_needs needs = {0};
	_cleanup_free_ char *text = malloc(1 << 20);
	char *end =
		stpcpy(text, "{\"name\":\"n\",\"plugins\":[{\"type\":\"multus\",\"delegates\":[");

	for (size_t i = 0; i < 20000; i++)
		end += sprintf(end, "%s{\"type\":\"p%zu\"},{\"plugins\":[]}", i ? "," : "", i);
	strcpy(end, "]}]}");
	read_text(text, &needs);
	assert_true(needs.plugin_count > 1 && needs.plugin_count <= CNI_NEEDS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_limits),
	};

	return RUN_GROUP("cni_needs", tests);
}
