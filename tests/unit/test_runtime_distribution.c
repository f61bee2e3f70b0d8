/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which directories the distributions of Kubernetes have, over a root for each. */
#include "config.h"

#include <fcntl.h>

#include "runtime_fixture.h"

static void test_k3s(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/systemd/system/k3s.service", "[Service]\n");
	expect(fixture,
	       "containerd /var/lib/rancher/k3s/agent/etc/cni/net.d:1 | "
	       "/var/lib/rancher/k3s/data/cni "
	       "/var/lib/rancher/k3s/data/current/bin | lo",
	       "containerd, that of k3s, which is installed; directories from its defaults");
	/* A system's containerd beside it is not the kubelet's. */
	fixture_write(fixture, CONTAINERD, V2_CNI "conf_dir='/no'\n");
	fixture_write(fixture, K3S, V2_CNI "conf_dir='/c'\nbin_dir='/b'\n");
	expect(fixture, "containerd /c:1 | /b | lo",
	       "containerd, that of k3s, which is installed; directories from " K3S);
	fixture_write(fixture, "/etc/rancher/k3s/config.yaml",
		      "container-runtime-endpoint: /run/crio/crio.sock\n");
	expect(fixture, CRIO,
	       "CRI-O, as container-runtime-endpoint in /etc/rancher/k3s/config.yaml says; "
	       "directories from its defaults");
	fixture_write(fixture, "/etc/rancher/k3s/config.yaml", "flannel-backend: none\n");
	fixture_write(fixture, K3S, "version = 3\n");
	expect(fixture, DEFAULTS,
	       "containerd, that of k3s, which is installed; directories from " K3S);
	fixture_remove(fixture, "/etc/systemd/system/k3s.service");
	fixture_write(fixture, KUBELET,
		      "containerRuntimeEndpoint: unix:///run/k3s/containerd/containerd.sock\n");
	expect(fixture, DEFAULTS,
	       "containerd, that of k3s, as containerRuntimeEndpoint in " KUBELET
	       " says; directories from " K3S);
}

#define DATA      "/var/lib/rancher/k3s/data/"
#define OLD_HASH  DATA "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0/bin"
#define NEW_HASH  DATA "aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899/bin"
#define OTHER     DATA "ffffccddeeff00112233445566778899aabbccddeeff00112233445566778899/bin"
#define OF_K3S    "containerd, that of k3s, which is installed; directories from " K3S
#define K3S_NET   "containerd /var/lib/rancher/k3s/agent/etc/cni/net.d:1 | "

static void set_time(struct fixture *fixture, const char *path, time_t seconds)
{
	const struct timespec times[] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

	assert_int_equal(utimensat(AT_FDCWD, fixture_path(fixture, path), times, 0), 0);
}

/* k3s unpacks itself below another hash after an upgrade, and writes its main file when it starts. */
static void test_k3s_upgraded(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/systemd/system/k3s.service", "[Service]\n");
	fixture_write(fixture, K3S,
		      V2_CNI "conf_dir='/var/lib/rancher/k3s/agent/etc/cni/net.d'\n"
			     "bin_dir='" OLD_HASH "/'\n");
	/* Nothing is there: what will be. */
	expect(fixture, K3S_NET DATA "current/bin | lo", OF_K3S);
	/* The directory that is there, and of more than one the newer, whatever its name. */
	fixture_directory(fixture, NEW_HASH);
	expect(fixture, K3S_NET NEW_HASH " | lo", OF_K3S);
	fixture_directory(fixture, OTHER);
	set_time(fixture, OTHER, 1000000000);
	expect(fixture, K3S_NET NEW_HASH " | lo", OF_K3S);
	set_time(fixture, OTHER, 4000000000);
	expect(fixture, K3S_NET OTHER " | lo", OF_K3S);
	/* A link to nothing is not there. */
	fixture_link(fixture, DATA "current", "0f1e2d3c");
	expect(fixture, K3S_NET OTHER " | lo", OF_K3S);
	fixture_remove(fixture, DATA "current");
	fixture_directory(fixture, DATA "current/bin");
	expect(fixture, K3S_NET DATA "current/bin | lo", OF_K3S);
	/* What is there stays as it stands, and so does what is no directory of k3s. */
	/* A template is copied as it is, at each start. */
	fixture_write(fixture, "/var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl",
		      V2_CNI "bin_dir='" OLD_HASH "'\n");
	expect(fixture, K3S_NET OLD_HASH " | lo", OF_K3S);
	fixture_remove(fixture, "/var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl");
	fixture_directory(fixture, OLD_HASH);
	expect(fixture, K3S_NET OLD_HASH " | lo", OF_K3S);
	fixture_write(fixture, K3S, V2_CNI "bin_dir='/srv/data/0f1e2d3c/bin'\n");
	expect(fixture, "containerd /etc/cni/net.d:1 | /srv/data/0f1e2d3c/bin | lo", OF_K3S);
	fixture_write(fixture, K3S, V2_CNI "bin_dir='" DATA "cni'\n");
	expect(fixture, "containerd /etc/cni/net.d:1 | " DATA "cni | lo", OF_K3S);
}

static void test_rke2(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/local/lib/systemd/system/rke2-agent.service", "");
	expect(fixture, DEFAULTS,
	       "containerd, that of RKE2, which is installed; directories from its defaults");
	fixture_write(fixture, KUBELET,
		      "containerRuntimeEndpoint: unix:///run/k3s/containerd/containerd.sock\n");
	expect(fixture, DEFAULTS,
	       "containerd, that of RKE2, as containerRuntimeEndpoint in " KUBELET
	       " says; directories from its defaults");
}

static void test_microk8s(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/systemd/system/snap.microk8s.daemon-kubelite.service", "");
	expect(fixture,
	       "containerd /var/snap/microk8s/current/args/cni-network:1 | "
	       "/var/snap/microk8s/current/opt/cni/bin | lo",
	       "containerd, that of MicroK8s, which is installed; directories from its defaults");
	fixture_write(fixture, "/var/snap/microk8s/current/args/containerd.toml",
		      V2_CNI "conf_dir='/var/snap/microk8s/7231/args/cni-network'\n"
			     "bin_dir='/var/snap/microk8s/7231/opt/cni/bin'\n");
	expect(fixture,
	       "containerd /var/snap/microk8s/current/args/cni-network:1 | "
	       "/var/snap/microk8s/current/opt/cni/bin | lo",
	       "containerd, that of MicroK8s, which is installed; directories from "
	       "/var/snap/microk8s/current/args/containerd.toml");
}

static void test_k0s(void **state)
{
	struct fixture *fixture = *state;
	static const char dropins[] =
		"containerd, that of k0s, which is installed; directories from "
		"/etc/k0s/containerd.d/*.toml";

	fixture_write(fixture, "/etc/systemd/system/k0sworker.service", "");
	expect(fixture, DEFAULTS,
	       "containerd, that of k0s, which is installed; directories from its defaults");
	fixture_write(fixture, "/etc/k0s/containerd.d/a.toml", V2_CNI "bin_dir='/b'\n");
	expect(fixture, "containerd /etc/cni/net.d:1 | /b | lo", dropins);
	fixture_write(fixture, "/etc/k0s/containerd.toml",
		      "# k0s_managed=true\nversion=2\nimports=['/nowhere/cri.toml']\n");
	expect(fixture, "containerd /etc/cni/net.d:1 | /b | lo", dropins);
	fixture_write(fixture, "/etc/k0s/containerd.toml", V2_CNI "conf_dir='/own'\n");
	expect(fixture, "containerd /own:1 | /opt/cni/bin | lo",
	       "containerd, that of k0s, which is installed; directories from "
	       "/etc/k0s/containerd.toml");
}

static void test_canonical(void **state)
{
	struct fixture *fixture = *state;
	static const char name[] = "containerd, that of Canonical Kubernetes, which is installed; ";
	_cleanup_free_ char *first = format_text("%sdirectories from " CONTAINERD, name);
	_cleanup_free_ char *second = format_text("%sdirectories from /srv/c.toml", name);

	fixture_write(fixture, "/etc/systemd/system/snap.k8s.kubelet.service", "");
	fixture_write(fixture, CONTAINERD, V2_CNI "conf_dir='/a'\n");
	expect(fixture, "containerd /a:1 | /opt/cni/bin | lo", first);
	fixture_write(fixture, "/var/snap/k8s/common/args/containerd",
		      "--address=\"/run/x.sock\"\n--config=\"/srv/c.toml\"\n");
	fixture_write(fixture, "/srv/c.toml", V2_CNI "conf_dir='/c'\n");
	expect(fixture, "containerd /c:1 | /opt/cni/bin | lo", second);
}

static void test_place_distributions(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/k0s/containerd.d/a.toml", "");
	fixture_write(fixture, "/etc/systemd/system/k0sworker.service", "");
	expect_place(fixture, NULL, "k0sworker");
	fixture_write(fixture, "/etc/systemd/system/snap.microk8s.daemon-kubelite.service", "");
	fixture_write(fixture, "/etc/systemd/system/snap.microk8s.daemon-containerd.service", "");
	expect_place(fixture, NULL, "snap.microk8s.daemon-containerd");
	fixture_write(fixture, K3S, "");
	expect_place(fixture, K3S, NULL);
	fixture_write(fixture, "/etc/systemd/system/k3s-agent.service", "");
	expect_place(fixture, K3S, "k3s-agent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_k3s),
		FIXTURE_TEST(test_k3s_upgraded),
		FIXTURE_TEST(test_rke2),
		FIXTURE_TEST(test_microk8s),
		FIXTURE_TEST(test_k0s),
		FIXTURE_TEST(test_canonical),
		FIXTURE_TEST(test_place_distributions),
	};

	return RUN_GROUP("runtime_distribution", tests);
}
