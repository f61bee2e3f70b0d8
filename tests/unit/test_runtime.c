/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which runtime and which directories, by the files of the kubelet, of containerd and of CRI-O. */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>

#include "runtime_fixture.h"

static void test_nothing(void **state)
{
	expect(*state, DEFAULTS,
	       "containerd, as nothing says otherwise; directories from its defaults");
}

static void test_installed(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/bin/crio", "");
	expect(fixture, CRIO, "CRI-O, which is installed; directories from its defaults");
	fixture_write(fixture, "/lib/systemd/system/containerd.service", "[Service]\n");
	expect(fixture, DEFAULTS,
	       "containerd, as both it and CRI-O are installed and nothing says which; "
	       "directories from its defaults");
	fixture_remove(fixture, "/usr/bin/crio");
	expect(fixture, DEFAULTS, "containerd, which is installed; directories from its defaults");
	fixture_write(fixture, "/etc/systemd/system/crio.service", "");
	fixture_link(fixture, "/etc/systemd/system/containerd.service", "/dev/null");
	expect(fixture, CRIO, "CRI-O, which is installed; directories from its defaults");
}

/* containerd as Docker's package sets it up. */
static void test_docker(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "disabled_plugins = [\"cri\"]\n");
	fixture_write(fixture, "/usr/bin/containerd", "");
	expect_fault(fixture, -EBADMSG, CONTAINERD ": ", "disabled_plugins has cri");
	/* dockerd alone serves no CRI. */
	fixture_write(fixture, "/usr/bin/dockerd", "");
	expect_fault(fixture, -EBADMSG, CONTAINERD ": ", "disabled_plugins has cri");
	fixture_write(fixture, "/usr/lib/systemd/system/cri-docker.service", "[Service]\nExecStart=/x\n");
	expect(fixture, CRIO " lo",
	       "cri-dockerd, as " CONTAINERD " disables CRI; directories from its defaults");
	fixture_write(fixture, "/usr/bin/crio", "");
	expect(fixture, CRIO,
	       "CRI-O, as " CONTAINERD " disables CRI; directories from its defaults");
	fixture_remove(fixture, "/usr/bin/crio");
	fixture_write(fixture, CONTAINERD, "disabled_plugins = []\n");
	expect(fixture, DEFAULTS, "containerd, which is installed; directories from " CONTAINERD);
}

static void test_kubelet_config(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/bin/containerd", "");
	fixture_write(fixture, KUBELET,
		      "kind: KubeletConfiguration\n"
		      "containerRuntimeEndpoint: unix:///var/run/crio/crio.sock\n");
	expect(fixture, CRIO,
	       "CRI-O, as containerRuntimeEndpoint in " KUBELET
	       " says; directories from its defaults");
	fixture_write(fixture, KUBELET, "containerRuntimeEndpoint: ''\n");
	expect(fixture, DEFAULTS, "containerd, which is installed; directories from its defaults");
	fixture_write(fixture, KUBELET, "containerRuntimeEndpoint: /run/cri-dockerd.sock\n");
	expect(fixture, CRIO " lo",
	       "cri-dockerd, as containerRuntimeEndpoint in " KUBELET
	       " says; directories from its defaults");
	fixture_write(fixture, KUBELET, "containerRuntimeEndpoint: unix:///run/other.sock\n");
	expect(fixture, DEFAULTS, "containerd, which is installed; directories from its defaults");
}

static void test_environment_files(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, KUBELET,
		      "containerRuntimeEndpoint: /run/containerd/containerd.sock");
	fixture_write(
		fixture, "/var/lib/kubelet/kubeadm-flags.env",
		"KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///run/crio/crio.sock "
		"--x=1\"\n");
	expect(fixture, CRIO,
	       "CRI-O, as --container-runtime-endpoint in /var/lib/kubelet/kubeadm-flags.env says; "
	       "directories from its defaults");
	fixture_write(fixture, "/etc/default/kubelet",
		      "# --container-runtime-endpoint=/x\nKUBELET_EXTRA_ARGS="
		      "--container-runtime-endpoint /run/containerd/containerd.sock\n");
	expect(fixture, DEFAULTS,
	       "containerd, as --container-runtime-endpoint in /etc/default/kubelet says; "
	       "directories from its defaults");
}

/* With a unit only the files count that the unit names. */
static void test_kubelet_unit(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/lib/systemd/system/kubelet.service",
		      "[Service]\nExecStart=/usr/bin/kubelet\n");
	fixture_write(fixture, "/etc/sysconfig/kubelet",
		      "KUBELET_EXTRA_ARGS=--container-runtime-endpoint=/run/crio/crio.sock\n");
	fixture_write(fixture, "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf",
		      "[Service]\nEnvironment=\"A=--config=/etc/k/config.json\"\n"
		      "EnvironmentFile=-/etc/default/kubelet\n"
		      "ExecStart=\nExecStart=/usr/bin/kubelet $A $KUBELET_EXTRA_ARGS\n");
	expect(fixture, DEFAULTS,
	       "containerd, as nothing says otherwise; directories from its defaults");
	fixture_write(fixture, "/etc/k/config.json",
		      "{\"containerRuntimeEndpoint\": \"unix:///run/crio/crio.sock\"}");
	expect(fixture, CRIO,
	       "CRI-O, as containerRuntimeEndpoint in /etc/k/config.json says; "
	       "directories from its defaults");
	fixture_write(
		fixture, "/etc/default/kubelet",
		"KUBELET_EXTRA_ARGS=--container-runtime-endpoint=/run/containerd/containerd.sock");
	expect(fixture, DEFAULTS,
	       "containerd, as --container-runtime-endpoint in kubelet.service says; "
	       "directories from its defaults");
	fixture_write(fixture, "/etc/systemd/system/kubelet.service.d/99-ours.conf",
		      "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet --config-dir /etc/k.d "
		      "--config /etc/k/config.json\n");
	fixture_write(fixture, "/etc/k.d/50-a.conf",
		      "containerRuntimeEndpoint: unix:///run/containerd/containerd.sock\n");
	expect(fixture, DEFAULTS,
	       "containerd, as containerRuntimeEndpoint in /etc/k.d/50-a.conf says; "
	       "directories from its defaults");
}

static void test_crio(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/crio/crio.conf",
		      "[crio.network]\nnetwork_dir='/etc/kubernetes/cni/net.d/'\n"
		      "plugin_dir='/old/'\nplugin_dirs=['/var/lib/cni/bin/']\n");
	expect(fixture, "CRI-O /etc/kubernetes/cni/net.d:1 | /var/lib/cni/bin /old |",
	       "CRI-O, which is installed; directories from /etc/crio/crio.conf");
	fixture_write(fixture, "/etc/crio/crio.conf.d/10-a/z",
		      "[crio.network]\nnetwork_dir='/a'\n");
	fixture_write(fixture, "/etc/crio/crio.conf.d/10-a~",
		      "[crio.network]\ncni_default_network='multus'\nplugin_dirs=['/b']\n");
	fixture_write(fixture, "/etc/crio/crio.conf.d/00-x", "[crio.network]\nnetwork_dir='/x'\n");
	expect(fixture, "CRI-O /a:1 | /b /old | multus",
	       "CRI-O, which is installed; directories from /etc/crio/crio.conf.d/10-a~");
	fixture_write(fixture, "/etc/crio/crio.conf.d/99", "[crio.network\n");
	expect_fault(fixture, -EBADMSG, "/etc/crio/crio.conf.d/99:1: ", "header");
	fixture_remove(fixture, "/etc/crio/crio.conf.d/99");
	fixture_link(fixture, "/etc/crio/crio.conf.d/99", "10-a");
	expect_fault(fixture, -EBADMSG, "/etc/crio/crio.conf.d/99: ", "directory");
}

/* Measured with CRI-O 1.26, 1.31, 1.34 and 1.37. */
static void test_crio_directories(void **state)
{
	static const struct {
		const char *network, *said;
	} rows[] = {
		{"plugin_dirs=[]", CRIO},
		{"plugin_dirs=[]\nplugin_dir='/old'", "CRI-O /etc/cni/net.d:1 | /old |"},
		{"network_dir='net.d/'\nplugin_dirs=['cni', '/b']", "CRI-O /net.d:1 | /cni /b |"},
		{"NETWORK_DIR='/n'\nPLUGIN_DIRS=['/b']", "CRI-O /n:1 | /b |"},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = format_text("[crio.network]\n%s\n", rows[i].network);

		fixture_write(fixture, "/etc/crio/crio.conf", text);
		expect(fixture, rows[i].said, "CRI-O, which is installed; directories from /etc/crio/crio.conf");
	}
	/* A main file that is a link to nothing is as none; what lies in the drop-ins is read. */
	fixture_remove(fixture, "/etc/crio/crio.conf");
	fixture_link(fixture, "/etc/crio/crio.conf", "/none");
	fixture_write(fixture, "/etc/crio/crio.conf.d/1", "[crio.network]\nnetwork_dir='/n'\n");
	expect(fixture, "CRI-O /n:1 | /opt/cni/bin |",
	       "CRI-O, which is installed; directories from /etc/crio/crio.conf.d/1");
}

/* Its options in short, and the variables that stand for them: the command line wins. */
static void test_crio_environment(void **state)
{
	static const struct {
		const char *service, *said;
	} rows[] = {
		{"ExecStart=/usr/bin/crio -c /srv/c -d /srv/d", "CRI-O /c:1 | /d |"},
		{"ExecStart=/usr/bin/crio -c srv/c", "CRI-O /c:1 | /opt/cni/bin |"},
		{"ExecStart=/bin/sh -c \"exec crio\"", CRIO},
		{"Environment=CONTAINER_CNI_CONFIG_DIR=/n CONTAINER_CNI_PLUGIN_DIR=/a,/b\n"
		 "ExecStart=/usr/bin/crio", "CRI-O /n:1 | /a /b |"},
		{"EnvironmentFile=/etc/default/crio\nExecStart=/usr/bin/crio", "CRI-O /e:1 | /opt/cni/bin | multus"},
		{"EnvironmentFile=/etc/default/crio\nExecStart=/usr/bin/crio --cni-config-dir=/n -c /srv/c",
		 "CRI-O /n:1 | /opt/cni/bin | multus"},
		{"Environment=CONTAINER_CONFIG=/srv/c CONTAINER_CONFIG_DIR=/srv/d\nExecStart=/usr/bin/crio",
		 "CRI-O /c:1 | /d |"},
	};
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/default/crio",
		      "CONTAINER_CNI_CONFIG_DIR=\"/e\"\nCONTAINER_CNI_DEFAULT_NETWORK=multus\n");
	fixture_write(fixture, "/srv/c", "[crio.network]\nnetwork_dir='/c'\n");
	fixture_write(fixture, "/srv/d/1", "[crio.network]\nplugin_dirs=['/d']\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
		_cleanup_free_ char *fault = NULL, *got = NULL;
		_cleanup_free_ char *unit = format_text("[Service]\n%s\n", rows[i].service);

		fixture_write(fixture, "/etc/systemd/system/crio.service", unit);
		if (cni_runtime_find(&fixture->ctx, &runtime, &fault) < 0)
			fail_msg("%s: %s", rows[i].service, fault);
		got = describe(&runtime);
		if (!text_equal(got, rows[i].said))
			fail_msg("%s: %s and not %s", rows[i].service, got, rows[i].said);
	}
}

static void test_crio_options(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/systemd/system/crio.service",
		      "[Service]\nEnvironmentFile=-/etc/default/crio\n"
		      "ExecStart=/usr/bin/crio $CRIO_CONFIG_OPTIONS $CRIO_NETWORK_OPTIONS\n");
	expect(fixture, CRIO, "CRI-O, which is installed; directories from its defaults");
	fixture_write(fixture, "/etc/default/crio",
		      "CRIO_CONFIG_OPTIONS=--config=/srv/c --config-dir /srv/c.d\n"
		      "CRIO_NETWORK_OPTIONS=\"--cni-config-dir=/n --cni-plugin-dir=/a "
		      "--cni-plugin-dir /b,/c --cni-default-network=x\"\n");
	expect_fault(fixture, -EBADMSG, "/srv/c: ", "crio.service names it, but it does not exist");
	fixture_write(fixture, "/srv/c", "");
	fixture_write(fixture, "/srv/c.d/1", "[crio.network]\nplugin_dir='/old'\n");
	expect(fixture, "CRI-O /n:1 | /a /b /c /old | x",
	       "CRI-O, which is installed; directories from /srv/c.d/1");
}

static void test_cri_dockerd_options(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, KUBELET, "containerRuntimeEndpoint: /run/cri-dockerd.sock\n");
	fixture_write(fixture, "/etc/systemd/system/cri-docker.service",
		      "[Service]\nExecStart=/usr/bin/cri-dockerd --cni-bin-dir=/b "
		      "--cni-conf-dir=/n\n");
	expect(fixture, "CRI-O /n:1 | /b | lo",
	       "cri-dockerd, as containerRuntimeEndpoint in " KUBELET
	       " says; directories from its defaults");
}

static void test_place(void **state)
{
	struct fixture *fixture = *state;

	expect_place(fixture, NULL, "containerd");
	fixture_write(fixture, "/usr/bin/crio", "");
	expect_place(fixture, NULL, "crio");
	fixture_write(fixture, CONTAINERD, "");
	expect_place(fixture, CONTAINERD, "containerd");
	fixture_write(fixture, KUBELET, "containerRuntimeEndpoint: /run/cri-dockerd.sock\n");
	expect_place(fixture, NULL, "cri-docker");
	fixture_write(fixture, KUBELET, "containerRuntimeEndpoint: /run/crio/crio.sock\n");
	fixture_write(fixture, "/etc/crio/crio.conf.d/1", "");
	expect_place(fixture, "/etc/crio/crio.conf.d/1", "crio");
	set(&fixture->settings.conf_dirs, "/x", NULL);
	expect_place(fixture, "/etc/crio/crio.conf.d/1", "crio");
	set(&fixture->settings.bin_dirs, "/x", NULL);
	expect_place(fixture, NULL, "crio");
}

static void test_settings(void **state)
{
	struct fixture *fixture = *state;
	struct settings *settings = &fixture->settings;

	fixture_write(fixture, "/etc/crio/crio.conf", "[crio.network]\nnetwork_dir='/n'\n");
	fixture_write(fixture, CONTAINERD,
		      V2_CNI "conf_dir='/a'\nbin_dir='/b'\nmax_conf_num=2\n"
			     "[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.kata]\n"
			     "cni_conf_dir='/k'\n");
	settings->runtime = RUNTIME_CRIO;
	expect(fixture, "CRI-O /n:1 | /opt/cni/bin |",
	       "CRI-O, as Runtime= says; directories from /etc/crio/crio.conf");
	settings->runtime = RUNTIME_CONTAINERD;
	expect(fixture, "containerd /a:2 /k:2:kata | /b | lo",
	       "containerd, as Runtime= says; directories from " CONTAINERD);
	set(&settings->conf_dirs, "/x", "/y");
	expect(fixture, "containerd /x:2 /y:2 | /b | lo",
	       "containerd, as Runtime= says; directories from ConfDir= and " CONTAINERD);
	set(&settings->conf_dirs, NULL, NULL);
	set(&settings->bin_dirs, "/p", "/q");
	expect(fixture, "containerd /a:2 /k:2:kata | /p /q | lo",
	       "containerd, as Runtime= says; directories from BinDir= and " CONTAINERD);
	/* With both, what the runtime is told is of no matter: not even whether it can be read. */
	set(&settings->conf_dirs, "/x", NULL);
	fixture_write(fixture, CONTAINERD, "=");
	expect(fixture, "containerd /x:1 | /p /q | lo",
	       "containerd, as Runtime= says; directories from ConfDir= and BinDir=");
	settings->runtime = RUNTIME_CRIO;
	expect(fixture, "CRI-O /x:1 | /p /q |",
	       "CRI-O, as Runtime= says; directories from ConfDir= and BinDir=");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_nothing),
		FIXTURE_TEST(test_installed),
		FIXTURE_TEST(test_docker),
		FIXTURE_TEST(test_kubelet_config),
		FIXTURE_TEST(test_environment_files),
		FIXTURE_TEST(test_kubelet_unit),
		FIXTURE_TEST(test_crio),
		FIXTURE_TEST(test_crio_directories),
		FIXTURE_TEST(test_crio_environment),
		FIXTURE_TEST(test_crio_options),
		FIXTURE_TEST(test_cri_dockerd_options),
		FIXTURE_TEST(test_place),
		FIXTURE_TEST(test_settings),
	};

	return RUN_GROUP("runtime", tests);
}
