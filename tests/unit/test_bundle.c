/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which pod a sandbox is, by the bundle that its runtime wrote. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "overlay/overlay.h"

#define NETWORK "\"linux\":{\"namespaces\":[{\"type\":\"pid\"},{\"type\":\"network\",\"path\":\"/var/run/netns/cni-1\"}]}"
#define CONTAINERD                                                                                 \
	"\"io.kubernetes.cri.container-type\":\"sandbox\","                                        \
	"\"io.kubernetes.cri.sandbox-name\":\"web-0\","                                            \
	"\"io.kubernetes.cri.sandbox-namespace\":\"default\""
#define CRIO                                                                                       \
	"\"io.kubernetes.cri-o.ContainerType\":\"sandbox\",\"io.kubernetes.pod.name\":\"web-0\","  \
	"\"io.kubernetes.pod.namespace\":\"default\""

static void test_rows(void **state)
{
	static const struct {
		const char *text;
		int r;
	} rows[] = {
		{"{\"annotations\":{" CONTAINERD "}," NETWORK "}", 0},
		{"{\"annotations\":{" CRIO "}," NETWORK "}", 0},
		/* In the host's network, or in one that the virtual machine makes. */
		{"{\"annotations\":{" CONTAINERD "},\"linux\":{\"namespaces\":[{\"type\":\"pid\"}]}}", -ENOENT},
		{"{\"annotations\":{" CONTAINERD "},\"linux\":{\"namespaces\":[{\"type\":\"network\"}]}}", -ENOENT},
		{"{\"annotations\":{\"io.kubernetes.cri.container-type\":\"container\","
		 "\"io.kubernetes.cri.sandbox-name\":\"web-0\","
		 "\"io.kubernetes.cri.sandbox-namespace\":\"default\"}," NETWORK "}", -ENOENT},
		{"{" NETWORK "}", -ENOENT},
		{"{\"annotations\":{" CONTAINERD "}}", -ENOENT},
		/* Of another kind than it should be. */
		{"null", -ENOENT},
		{"[1]", -ENOENT},
		{"{\"annotations\":null," NETWORK "}", -ENOENT},
		{"{\"annotations\":[" "]," NETWORK "}", -ENOENT},
		{"{\"annotations\":{" CONTAINERD "},\"linux\":null}", -ENOENT},
		{"{\"annotations\":{" CONTAINERD "},\"linux\":{\"namespaces\":{}}}", -ENOENT},
		{"{\"annotations\":{" CONTAINERD "},\"linux\":{\"namespaces\":[null,7,\"network\"]}}", -ENOENT},
		{"{\"annotations\":{\"io.kubernetes.cri.container-type\":[\"sandbox\"]}," NETWORK "}", -ENOENT},
		{"", -EBADMSG},
		{"{\"annotations\":{" CONTAINERD "}", -EBADMSG},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *pod = NULL, *netns = NULL;
		int r = bundle_read(rows[i].text, strlen(rows[i].text), &pod, &netns);

		if (r != rows[i].r)
			fail_msg("%s: %d", rows[i].text, r);
		if (r == 0) {
			assert_string_equal(pod, "default/web-0");
			assert_string_equal(netns, "/var/run/netns/cni-1");
		} else {
			assert_null(pod);
			assert_null(netns);
		}
	}
}

static void test_deep(void **state)
{
	static char text[100000];
	char *pod, *netns;

	memset(text, '[', sizeof(text));
	assert_int_equal(bundle_read(text, sizeof(text), &pod, &netns), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_deep)};

	return RUN_GROUP("bundle", tests);
}
