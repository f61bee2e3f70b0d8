/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A CNI configuration is accepted and rejected as libcni does it. */
#include "config.h"

#include <errno.h>

#include "cni_texts.h"
#include "group.h"
#include "text/json.h"

struct row {
	const char *text;
	const char *fault; /* NULL: accepted */
};

static const struct row lists[] = {
	{PLUGIN("{\"type\":\"ptp\"}"), NULL},
	{PLUGIN("{\"Type\":\"ptp\"}"), NULL},
	{PTP("\"ipam\":null,\"dns\":null,\"capabilities\":null,\"prevResult\":null"), NULL},
	{PTP("\"capabilities\":{\"a\":true,\"b\":null},\"prevResult\":{}"), NULL},
	{PTP("\"dns\":{\"nameservers\":[\"8.8.8.8\",null],\"domain\":\"x\"}"), NULL},
	{PTP("\"cni.dev/valid-attachments\":[null,{\"containerID\":\"a\"}]"), NULL},
	{PTP("\"mtu\":\"any\",\"delegate\":[]"), NULL},
	{"{\"name\":\"x\",\"plugins\":[{\"type\":\"ptp\"}]}", NULL},
	{"{\"name\":\"x\",\"cniVersion\":\"garbage\",\"plugins\":[{\"type\":\"ptp\"}]}", NULL},
	{LIST("\"disableCheck\":\"TRUE\",\"disableGC\":\"false\",\"plugins\":[{\"type\":\"a\"}]"),
	 NULL},
	{LIST("\"cniVersions\":[\"9.9\",\"0.4.0\",\"\"],\"plugins\":[{\"type\":\"a\"}]"), NULL},
	{LIST("\"loadOnlyInlinedPlugins\":false"), NULL},
	{"[]", "it is a list, not an object"},
	{"null", "it is null, not an object"},
	{"{", "line 1, column 2: "},
	{"{\"Name\":\"x\",\"plugins\":[{\"type\":\"ptp\"}]}", "it has no \"name\""},
	{"{\"name\":null}", "\"name\" is null, not a string"},
	{"{\"name\":5}", "\"name\" is a number, not a string"},
	{"{\"name\":\"x\",\"cniVersion\":1.0}", "\"cniVersion\" is a number, not a string"},
	{"{\"name\":\"x\",\"cniVersion\":null}", "\"cniVersion\" is null, not a string"},
	{LIST("\"cniVersions\":null"), "\"cniVersions\" is null, not a list of strings"},
	{LIST("\"cniVersions\":[\"1.0.0\",1]"), "entry 2 of \"cniVersions\" is a number"},
	{LIST("\"cniVersions\":[\"v1\"]"), "\"cniVersions\" has \"v1\", which is not a version"},
	{LIST("\"cniVersions\":[\"1.0.0.0\"]"), "has \"1.0.0.0\", which is not a version"},
	{LIST("\"cniVersions\":[\"1..0\"]"), "has \"1..0\", which is not a version"},
	{LIST("\"cniVersions\":[\" 1.0\"]"), "has \" 1.0\", which is not a version"},
	{LIST("\"cniVersions\":[\"99999999999999999999\"]"), "which is not a version"},
	{"{\"name\":\"x\",\"cniVersion\":\"y\",\"cniVersions\":[]}",
	 "\"cniVersion\" has \"y\", which is not a version"},
	{LIST("\"disableCheck\":null"), "\"disableCheck\" is null, not true or false"},
	{LIST("\"disableCheck\":\"yes\""), "\"disableCheck\" is \"yes\" and not true or false"},
	{LIST("\"disableGC\":1"), "\"disableGC\" is a number, not true or false"},
	{LIST("\"loadOnlyInlinedPlugins\":true"),
	 "it has no \"plugins\", and \"loadOnlyInlinedPlugins\" is true"},
	{LIST("\"plugins\":null"), "\"plugins\" is null, not a list"},
	{LIST("\"plugins\":{\"type\":\"ptp\"}"), "\"plugins\" is an object, not a list"},
	{LIST("\"plugins\":[]"), "the list \"plugins\" is empty"},
	{PLUGIN("null,{\"type\":\"ptp\"}"), "plugin 1: it has no \"type\""},
	{PLUGIN("{\"type\":\"ptp\"},{\"mtu\":1}"), "plugin 2: it has no \"type\""},
	{PLUGIN("{\"type\":null}"), "plugin 1: it has no \"type\""},
	{PLUGIN("{\"type\":\"\"}"), "plugin 1: \"type\" is empty"},
	{PLUGIN("{\"type\":5}"), "plugin 1: \"type\" is a number, not a string"},
	{PLUGIN("{\"type\":\"a\",\"TYPE\":5}"), "plugin 1: \"TYPE\" is a number, not a string"},
	{PLUGIN("[]"), "plugin 1: it is a list, not an object"},
	{PLUGIN("{\"type\":\"../x\"}"),
	 "plugin 1: \"type\" contains a '/', which a plugin name cannot contain"},
	{PLUGIN("{\"type\":\"a\\u0000b\"}"), "plugin 1: \"type\" contains a NUL"},
	{PTP("\"name\":1"), "plugin 1: \"name\" is a number, not a string"},
	{PTP("\"ipam\":\"x\""), "plugin 1: \"ipam\" is a string, not an object"},
	{PTP("\"ipam\":{\"type\":1}"), "plugin 1: \"ipam.type\" is a number, not a string"},
	{PTP("\"IPAM\":{\"Type\":1}"), "plugin 1: \"IPAM.Type\" is a number, not a string"},
	{PTP("\"capabilities\":{\"portMappings\":\"true\"}"),
	 "plugin 1: \"capabilities.portMappings\" is a string, not true or false"},
	{PTP("\"capabilitie\xc5\xbf\":[]"), "is a list, not an object of true and false"},
	{PTP("\"dns\":{\"nameservers\":\"8.8.8.8\"}"),
	 "plugin 1: \"dns.nameservers\" is a string, not a list of strings"},
	{PTP("\"dns\":{\"search\":[\"a\",1]}"),
	 "plugin 1: entry 2 of \"dns.search\" is a number, not a string"},
	{PTP("\"prevResult\":[]"), "\"prevResult\" is a list, not an object"},
	{PTP("\"cni.dev/valid-attachments\":{}"), "is an object, not a list of objects"},
	{PTP("\"cni.dev/valid-attachments\":[1]"),
	 "entry 1 of \"cni.dev/valid-attachments\" is a number"},
	{PTP("\"cni.dev/valid-attachments\":[{\"ifname\":true}]"),
	 "\"cni.dev/valid-attachments.ifname\" is true, not a string"},
	{"{\"name\":\"\",\"plugins\":[{\"type\":\"ptp\"}]}", "it has no \"name\", or an empty one"},
	/* A map of Go keeps the last of two members of one name, a plugin of a list is such a map.
	 */
	{PLUGIN("{\"type\":5,\"type\":\"ptp\"}"), NULL},
	{PLUGIN("{\"type\":\"ptp\",\"type\":5}"),
	 "plugin 1: \"type\" is a number, not a string"},
	{LIST("\"plugins\":[],\"plugins\":[{\"type\":\"ptp\"}]"), NULL},
	{LIST("\"plugins\":[{\"type\":\"ptp\"}],\"plugins\":[]"), "the list \"plugins\" is empty"},
	{"{\"name\":5,\"name\":\"x\",\"plugins\":[{\"type\":\"ptp\"}]}", NULL},
	{LIST("\"disableCheck\":5,\"disableCheck\":true,\"plugins\":[{\"type\":\"ptp\"}]"), NULL},
	{"{\"name\":\"k\\ud800\",\"plugins\":[{\"type\":\"ptp\"}]}", "may contain only letters"},
	{"\xef\xbb\xbf" PLUGIN("{\"type\":\"ptp\"}"), "a byte order mark"},
	{PLUGIN("{\"type\":\"ptp\"}") "{}", "expected the end of the file"},
	{"{\"name\":\"-x\",\"plugins\":[{\"type\":\"ptp\"}]}",
	 "\"name\" is \"-x\" but must begin with a letter or a digit"},
	{"{\"name\":\"a/b\",\"plugins\":[{\"type\":\"ptp\"}]}",
	 "\"name\" is \"a/b\" but may contain only letters, digits, '_', '.' and '-'"},
	{"{\"name\":\"k8s\xff\",\"plugins\":[{\"type\":\"ptp\"}]}",
	 "\"name\" is \"k8s\xef\xbf\xbd\""},
	{"{\"name\":\"a\\u001b[1m\",\"plugins\":[{\"type\":\"ptp\"}]}", "\"a\\x1b[1m\""},
	{"{\"name\":\"x\\u0000\",\"plugins\":[{\"type\":\"ptp\"}]}", "may contain only letters"},
	/* The fault that libcni meets first is the one that is told. */
	{"{\"name\":\"\",\"plugins\":[]}", "the list \"plugins\" is empty"},
};

static const struct row singles[] = {
	{"{\"name\":\"x\",\"type\":\"ptp\"}", NULL},
	{"{\"NAME\":\"x\",\"Type\":\"ptp\",\"CNIVERSION\":\"0.4.0\"}", NULL},
	{"{\"name\":\"x\",\"type\":\"ptp\",\"disableCheck\":null}", NULL},
	{"{\"type\":\"ptp\"}", "it has no \"name\""},
	{"{\"name\":\"\",\"type\":\"ptp\"}", "it has no \"name\", or an empty one"},
	/* A structure of Go is filled from each member, and one that does not suit it is a fault.
	 */
	{"{\"name\":\"x\",\"type\":5,\"type\":\"ptp\"}", "\"type\" is a number, not a string"},
	{"{\"name\":\"x\",\"type\":\"ptp\",\"type\":null}", "it has no \"type\""},
	{"{\"name\":\"x\",\"type\":\"ptp\",\"type\":\"\"}", "it has no \"type\""},
	{"{\"name\":\"x\",\"type\":\"ptp\",\"dns\":{\"domain\":1,\"domain\":\"x\"}}",
	 "\"dns.domain\" is a number, not a string"},
	{"{\"name\":\"x\",\"type\":\"ptp\",\"capabilities\":{\"a\":1,\"a\":true}}",
	 "\"capabilities.a\" is a number, not true or false"},
	{"{\"name\":\"x\",\"Type\":\"ptp\",\"type\":\"\"}", "it has no \"type\""},
	{"{\"name\":\"x\",\"type\":\"\",\"Type\":\"ptp\"}", "\"type\" is empty"},
	{"{\"name\":\"x\"}", "it has no \"type\""},
	{"null", "it is null, not an object"},
	{PLUGIN("{\"type\":\"ptp\"}"),
	 "it has no \"type\": a list of plugins has to be named *.conflist"},
	{"{\"name\":\"x\",\"cniVersion\":0.4,\"type\":\"ptp\"}",
	 "\"cniVersion\" is a number, not a string"},
	{"{\"name\":\"x\",\"type\":\"ptp\",\"mtu\":1e999}", "too large"},
};

/* What libcni rejects at load, or for each pod. */
static int judge(const struct row *row, enum cni_form form, char **ret_text)
{
	struct cni_fault fault = {0};
	struct cni_config config = {0};
	int r = cni_parse(row->text, strlen(row->text), form, &config, &fault);

	*ret_text = fault.text;
	if (r == 0)
		r = cni_check_name(&config, ret_text);
	cni_config_free(&config);
	return r;
}

static void expect(const struct row *row, enum cni_form form)
{
	_cleanup_free_ char *fault = NULL;
	int r = judge(row, form, &fault);

	if (row->fault && (r != -EBADMSG || !strstr(fault, row->fault)))
		fail_msg("%s: %d '%s', not '%s'", row->text, r, fault ? fault : "", row->fault);
	if (!row->fault && r != 0)
		fail_msg("%s: %d '%s'", row->text, r, fault ? fault : "");
}

static void test_lists(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		expect(&lists[i], CNI_LIST);
}

static void test_singles(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(singles); i++)
		expect(&singles[i], CNI_SINGLE);
}

/* What other releases of libcni take differently. */
static void test_since(void **state)
{
	static const struct {
		const char *text;
		enum cni_since since;
		bool rejected;
	} cases[] = {
		{PLUGIN("{\"type\":\"a\"}"), CNI_SINCE_EVER, false},
		{LIST("\"disableCheck\":true,\"plugins\":[{\"type\":\"a\"}]"), CNI_SINCE_EVER,
		 false},
		{LIST("\"disableCheck\":\"true\",\"plugins\":[{\"type\":\"a\"}]"), CNI_SINCE_1_2,
		 false},
		{LIST("\"cniVersions\":[\"v1\"],\"plugins\":[{\"type\":\"a\"}]"), CNI_SINCE_1_2,
		 true},
		{LIST("\"disableCheck\":null,\"plugins\":[{\"type\":\"a\"}]"), CNI_SINCE_EVER,
		 true},
		{LIST("\"a\":1"), CNI_SINCE_1_3, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct cni_config config = {0};
		struct cni_fault fault = {0};
		int r = cni_parse(cases[i].text, strlen(cases[i].text), CNI_LIST, &config, &fault);

		assert_int_equal(r, cases[i].rejected ? -EBADMSG : 0);
		assert_int_equal(r ? fault.since : config.since, cases[i].since);
		cni_config_free(&config);
		cni_fault_free(&fault);
	}
}

/* libcni wraps a single plugin in two levels before it reads it again. */
static void test_depth(void **state)
{
	for (size_t deep = 0; deep < 2; deep++) {
		_cleanup_free_ char *text = malloc(JSON_DEPTH_MAX * 2 + 64);
		size_t levels = JSON_DEPTH_MAX - 3 + deep; /* and the object itself */
		struct cni_config config = {0};
		struct cni_fault fault = {0};
		char *end = stpcpy(text, "{\"name\":\"x\",\"type\":\"a\",\"b\":");

		memset(end, '[', levels);
		memset(end + levels, ']', levels);
		strcpy(end + 2 * levels, "}");
		assert_int_equal(cni_parse(text, strlen(text), CNI_SINGLE, &config, &fault),
				 deep ? -EBADMSG : 0);
		cni_config_free(&config);
		cni_fault_free(&fault);
	}
}

static void test_names(void **state)
{
	static const char *const candidates[] = {"10-a.conflist",  "a.conf",  "a.json",
						 ".conflist",      ".x.conf", "a.bak.conf",
						 ".#10-a.conflist"};
	static const char *const others[] = {"a.CONF",
					     "a.conf~",
					     "a.conf.bak",
					     "conf",
					     "a.conflist ",
					     "05.conflist.cilium_bak",
					     ".kubernetes-cni-keep",
					     ""};

	for (size_t i = 0; i < ARRAY_SIZE(candidates); i++)
		assert_true(cni_is_candidate(candidates[i]));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_false(cni_is_candidate(others[i]));
	assert_int_equal(cni_form_of("a.conflist"), CNI_LIST);
	assert_int_equal(cni_form_of("a.conf"), CNI_SINGLE);
	assert_int_equal(cni_form_of("a.conflist.json"), CNI_SINGLE);
}

/* Those of the specification, and those that are newer, which are not judged. */
static void test_versions(void **state)
{
	static const char *const known[] = {"",      "0.1.0", "0.2.0", "0.3.0",
					    "0.3.1", "0.4.0", "1.0.0", "1.1.0"};
	static const char *const newer[] = {"1.1.1", "1.2.0", "9.0.0", "10.0.0"};
	static const char *const none[] = {"1.2.x",   "abc",    "1.2",
					   "1.2.0.0", "01.2.0", "+1.2.0",
					   "1.0",     "0.5.0",  "1.99999999999999999999.0"};
	char *fault = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		assert_int_equal(cni_version_check(known[i], &fault), 0);
		assert_false(cni_version_is_newer(known[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(newer); i++) {
		assert_int_equal(cni_version_check(newer[i], &fault), 0);
		assert_true(cni_version_is_newer(newer[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
		_cleanup_free_ char *words =
			format_text("\"cniVersion\" is \"%s\", which no plugin supports", none[i]);

		assert_int_equal(cni_version_check(none[i], &fault), -EBADMSG);
		assert_true(text_starts(fault, words));
		free(fault);
		assert_false(cni_version_is_newer(none[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists), cmocka_unit_test(test_singles),
		cmocka_unit_test(test_since), cmocka_unit_test(test_depth),
		cmocka_unit_test(test_names), cmocka_unit_test(test_versions),
	};

	return RUN_GROUP("cni_network", tests);
}
