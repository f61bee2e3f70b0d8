/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which addresses the pods of Calico get, by its configuration. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cni/tunnels.h"
#include "util/util.h"

#define LIST(plugins) "{\"name\":\"n\",\"cniVersion\":\"0.3.1\",\"plugins\":[" plugins "]}"
#define CALICO(ipam)  "{\"type\":\"calico\",\"ipam\":{" ipam "}}"
#define MULTUS(delegates)                                                                          \
	"{\"type\":\"multus\",\"kubeconfig\":\"/k\",\"delegates\":[" delegates "]}"
#define IPAM "\"type\":\"calico-ipam\""
#define ONLY IPAM ",\"assign_ipv4\":\"false\",\"assign_ipv6\":\"true\""

/* got: "L" host-local, "4" and "6" by calico-ipam. */
static const struct {
	const char *text, *got;
} rows[] = {
	{LIST(CALICO(IPAM)), "4"},
	{LIST(CALICO(IPAM ",\"assign_ipv4\":\"true\",\"assign_ipv6\":\"true\"")), "46"},
	{LIST(CALICO(IPAM ",\"assign_ipv6\":\"true\"")), "46"},
	{LIST(CALICO(IPAM ",\"assign_ipv6\":\"false\"")), "4"},
	{LIST(CALICO(ONLY)), "6"},
	{LIST(CALICO(IPAM ",\"Assign_IPv4\":\"false\",\"ASSIGN_IPV6\":\"true\"")), "6"},
	{LIST(CALICO(IPAM ",\"assign_ipv4\":\"False\",\"assign_ipv6\":\"True\"")), "4"},
	{LIST(CALICO(IPAM ",\"assign_ipv4\":null,\"assign_ipv6\":null")), "4"},
	{LIST(CALICO(IPAM ",\"assign_ipv4\":false,\"assign_ipv6\":true")), "4"},
	{LIST(CALICO(IPAM ",\"assign_ipv4\":\"false\\u0000\"")), "4"},
	{LIST(CALICO(IPAM ",\"assign_ipv4\":\"false\"")), ""},
	{LIST(CALICO("\"type\":\"host-local\",\"subnet\":\"usePodCidr\"")), "L"},
	{LIST(CALICO("\"type\":\"whereabouts\",\"assign_ipv6\":\"true\"")), ""},
	{LIST("{\"type\":\"calico\"}"), ""},
	{LIST("{\"type\":\"bridge\",\"ipam\":{\"type\":\"host-local\"}}"), ""},
	{LIST("{\"type\":\"flannel\"}," CALICO(ONLY)), "6"},
	{LIST(MULTUS(CALICO(ONLY))), "6"},
	{LIST(MULTUS("{\"type\":\"sbr\"},{\"name\":\"n\",\"plugins\":[{\"type\":\"tuning\"}," CALICO(
		"\"type\":\"host-local\"") "]}")),
	 "L"},
	{LIST(MULTUS("1,[],{\"plugins\":{}},{\"plugins\":[null,\"calico\"]}")), ""},
	{LIST("{\"type\":\"multus\"}"), ""},
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(cni_config_free) struct cni_config config = {0};
		_cleanup_(cni_fault_free) struct cni_fault fault = {0};
		struct cni_calico calico;
		char got[4];

		if (cni_parse(rows[i].text, strlen(rows[i].text), CNI_LIST, &config, &fault) < 0)
			fail_msg("row %zu: %s", i, fault.text ? fault.text : "-");
		cni_calico_read(&config, &calico);
		snprintf(got, sizeof(got), "%s%s%s", calico.host_local ? "L" : "",
			 calico.ipv4 ? "4" : "", calico.ipv6 ? "6" : "");
		if (strcmp(got, rows[i].got) != 0)
			fail_msg("row %zu: %s and not %s", i, got, rows[i].got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("cni-calico", tests, NULL, NULL);
}
