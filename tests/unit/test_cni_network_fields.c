/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is read of a CNI configuration: fields and plugins, as Go fills its structures, and the limits. */
#include "config.h"

#include <errno.h>

#include "cni_texts.h"
#include "group.h"
#include "text/record.h"

static struct cni_config parse(const char *text, enum cni_form form)
{
	struct cni_config config;
	struct cni_fault fault = {0};

	if (cni_parse(text, strlen(text), form, &config, &fault) < 0)
		fail_msg("%s: %s", text, fault.text);
	return config;
}

static void test_fields(void **state)
{
	struct cni_config config = parse("{\"name\":\"k8s-pod-network\",\"cniVersion\":\"1.0.0\","
					 "\"plugins\":[{\"type\":\"calico\",\"ipam\":{\"type\":"
					 "\"calico-ipam\"}},{\"type\":\"portmap\"}]}",
					 CNI_LIST);

	assert_string_equal(config.name, "k8s-pod-network");
	assert_string_equal(config.version, "1.0.0");
	assert_int_equal(config.count, 2);
	assert_string_equal(config.plugins[0].type, "calico");
	assert_string_equal(config.plugins[1].type, "portmap");
	assert_false(config.inlined_only);
	cni_config_free(&config);
}

/* A list's plugin is read with its keys in byte order, a single one in the order of the file. */
static void test_which_key_wins(void **state)
{
	struct cni_config config = parse(PLUGIN("{\"type\":\"low\",\"Type\":\"up\"}"), CNI_LIST);

	assert_string_equal(config.plugins[0].type, "low");
	cni_config_free(&config);
	config = parse("{\"name\":\"low\",\"Name\":\"up\",\"type\":\"a\"}", CNI_SINGLE);
	assert_string_equal(config.name, "up");
	cni_config_free(&config);
	config = parse(
		"{\"name\":\"1\",\"Name\":\"2\",\"name\":\"3\",\"type\":\"a\",\"Type\":\"b\"}",
		CNI_SINGLE);
	assert_string_equal(config.name, "3");
	assert_string_equal(config.plugins[0].type, "a");
	cni_config_free(&config);
}

/* One structure is filled from all members that are its name; null takes nothing away. */
static void test_structures_add_up(void **state)
{
	static const struct {
		const char *ipam, *type;
	} cases[] = {
		{"\"ipam\":{\"type\":\"a\"},\"IPAM\":{}", "a"},
		{"\"IPAM\":{\"type\":\"a\"},\"ipam\":{\"type\":null}", "a"},
		{"\"ipam\":{\"type\":\"a\"},\"IPAM\":{\"type\":\"b\"}", "a"},
		{"\"ipam\":{\"type\":\"a\",\"Type\":\"b\"}", "a"},
		{"\"ipam\":{\"type\":\"a\"},\"ipam\":{}", ""},
		{"\"ipam\":null", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = format_text(PTP("%s"), cases[i].ipam);
		struct cni_config config = parse(text, CNI_LIST);
		_cleanup_free_ char *type = record_text(
			record_nested(config.plugins[0].record, "ipam", "type"));

		assert_string_equal(type, cases[i].type);
		cni_config_free(&config);
	}
}

/* In a file of its own a plugin is read as it is written: no map comes between. */
static void test_plugin_of_its_own(void **state)
{
	static const char text[] = "{\"type\":\"a\",\"Type\":\"b\"}";
	static const char *const bad[] = {"",
					  "[]",
					  "{}",
					  "{\"type\":5,\"type\":\"a\"}",
					  "{\"type\":\"../a\"}",
					  "{\"type\":\"a\"}x"};
	struct cni_config config = parse(PLUGIN("{\"type\":\"ptp\"}"), CNI_LIST);
	struct cni_fault fault = {0};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(cni_parse_plugin(bad[i], strlen(bad[i]), &config, &fault),
				 -EBADMSG);
		assert_int_equal(fault.since, CNI_SINCE_1_3);
		cni_fault_free(&fault);
	}
	assert_int_equal(config.count, 1);
	assert_int_equal(cni_parse_plugin(text, strlen(text), &config, &fault), 0);
	assert_int_equal(config.count, 2);
	assert_string_equal(config.plugins[1].type, "b");
	while (config.count < CNI_PLUGINS_MAX)
		assert_int_equal(cni_parse_plugin(text, strlen(text), &config, &fault), 0);
	assert_int_equal(cni_parse_plugin(text, strlen(text), &config, &fault), -EBADMSG);
	cni_fault_free(&fault);
	cni_config_free(&config);
}

/* Bytes that are no UTF-8 become U+FFFD: the plugin of that name is what is looked for. */
static void test_utf8(void **state)
{
	struct cni_config config = parse(PLUGIN("{\"type\":\"a\xff\xc3\xa4\xe2\x82\"}"), CNI_LIST);

	assert_string_equal(config.plugins[0].type,
			    "a\xef\xbf\xbd\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd");
	cni_config_free(&config);
}

static void test_versions(void **state)
{
	struct cni_config config =
		parse(LIST("\"cniVersions\":[\"0.4.0\",\"1.2.0\",\"1.1\"]"), CNI_LIST);

	assert_string_equal(config.version, "1.1");
	cni_config_free(&config);
	config = parse("{\"name\":\"x\",\"cniVersion\":\"2.0.0\",\"cniVersions\":[\"3.0.0\"]}",
		       CNI_LIST);
	assert_string_equal(config.version, "2.0.0");
	assert_int_equal(config.count, 0);
	cni_config_free(&config);
}

/* What is long in the file must not be long in the message; what is many has a limit. */
static void test_limits(void **state)
{
	_cleanup_free_ char *text = malloc(300000), *words = NULL;
	struct cni_config config;
	struct cni_fault fault;
	char *end = stpcpy(text, "{\"plugins\":[{\"type\":\"a\"}],\"name\":\"!");

	memset(end, 'a', 200000);
	strcpy(end + 200000, "\"}");
	config = parse(text, CNI_LIST);
	assert_int_equal(cni_check_name(&config, &words), -EBADMSG);
	assert_true(strlen(words) < 1000);
	cni_config_free(&config);
	end = stpcpy(text, "{\"name\":\"x\",\"plugins\":[{\"type\":\"a\"}");
	for (int i = 0; i < CNI_PLUGINS_MAX; i++)
		end = stpcpy(end, ",{\"type\":\"a\"}");
	strcpy(end, "]}");
	assert_int_equal(cni_parse(text, strlen(text), CNI_LIST, &config, &fault), -EBADMSG);
	assert_string_equal(fault.text, "it has 65 plugins, more than the limit of 64");
	cni_fault_free(&fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),    cmocka_unit_test(test_which_key_wins),
		cmocka_unit_test(test_versions),  cmocka_unit_test(test_structures_add_up),
		cmocka_unit_test(test_utf8),      cmocka_unit_test(test_plugin_of_its_own),
		cmocka_unit_test(test_limits),
	};

	return RUN_GROUP("cni_network_fields", tests);
}
