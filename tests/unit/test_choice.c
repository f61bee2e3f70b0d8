/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the runtime that was chosen is asked. */
#include "config.h"

#include "fixture.h"
#include "runtime/choice.h"

#define KUBELET "/var/lib/kubelet/config.yaml"
#define NAMES   "containerRuntimeEndpoint: "

/* A file of the node, if any, and one more. */
static const struct {
	const char *path, *text, *more;
	const char *endpoint;
} rows[] = {
	{NULL, NULL, NULL, "/run/containerd/containerd.sock"},
	{"/etc/crio/crio.conf", "", NULL, "/run/crio/crio.sock"},
	{KUBELET, NAMES "unix:///run/other/containerd.sock\n", NULL, "unix:///run/other/containerd.sock"},
	{KUBELET, NAMES "/run/crio/own.sock\n", NULL, "/run/crio/own.sock"},
	/* A runtime of an unknown name is asked all the same. */
	{KUBELET, NAMES "unix:///run/isula.sock\n", "/etc/containerd/config.toml", "unix:///run/isula.sock"},
	{KUBELET, NAMES "unix:///var/run/cri-dockerd.sock\n", NULL, "unix:///var/run/cri-dockerd.sock"},
	{KUBELET, NAMES "''\n", NULL, "/run/containerd/containerd.sock"},
	/* That of the distribution, with the system's containerd beside it. */
	{"/etc/systemd/system/k3s.service", "", "/etc/containerd/config.toml",
	 "/run/k3s/containerd/containerd.sock"},
	{"/etc/rancher/k3s/config.yaml", "container-runtime-endpoint: unix:///run/crio/crio.sock\n",
	 "/etc/systemd/system/k3s.service", "unix:///run/crio/crio.sock"},
	{"/etc/systemd/system/rke2-server.service", "", NULL, "/run/k3s/containerd/containerd.sock"},
	{"/etc/k0s/containerd.toml", "", NULL, "/run/k0s/containerd.sock"},
	{"/var/snap/microk8s/current/args/containerd.toml", "", NULL,
	 "/var/snap/microk8s/common/run/containerd.sock"},
	{"/var/snap/k8s/common/args/containerd", "", NULL, "/run/containerd/containerd.sock"},
};

static void test_endpoints(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(runtime_choice_free) struct runtime_choice choice = {0};
		_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
		struct fixture *fixture;

		fixture_teardown(state);
		fixture_setup(state);
		fixture = *state;
		if (rows[i].path)
			fixture_write(fixture, rows[i].path, rows[i].text);
		if (rows[i].more)
			fixture_write(fixture, rows[i].more, "");
		assert_int_equal(runtime_choice_make(&fixture->ctx, &choice, &fault), 0);
		assert_string_equal(choice.endpoint, rows[i].endpoint);
	}
}

/* The setting names the runtime, and its own place with it. */
static void test_setting(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(runtime_choice_free) struct runtime_choice choice = {0};
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};

	fixture_write(fixture, KUBELET, NAMES "unix:///run/containerd/containerd.sock\n");
	fixture->settings.runtime = RUNTIME_CRIO;
	assert_int_equal(runtime_choice_make(&fixture->ctx, &choice, &fault), 0);
	assert_string_equal(choice.endpoint, "/run/crio/crio.sock");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_endpoints),
		FIXTURE_TEST(test_setting),
	};

	return RUN_GROUP("choice", tests);
}
