/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A configuration that an installer writes again once kubelet runs holds nothing back, and all else does. */
#include "config.h"

#include "heals_fixture.h"

static const struct heals_case cases[] = {
	/* A configuration that is damaged. */
	{"calico: empty", "calico; calico_pod; >$N/10-calico.conflist", VERDICT_WARN, HEALS,
	 "container install-cni of pod kube-system/calico-node-x7x2p, which kubelet has started on this node"},
	{"calico: cut off", "calico; calico_pod; truncate -s 40 $N/10-calico.conflist", VERDICT_WARN,
	 HEALS, "install-cni"},
	{"calico: blocks of zeros, as after a loss of power",
	 "calico; calico_pod; truncate -s 0 $N/10-calico.conflist; truncate -s 4096 $N/10-calico.conflist",
	 VERDICT_WARN, HEALS, "install-cni"},
	{"canal", "calico; plugin host-local; network 10-canal.conflist calico; rm $N/10-calico.conflist;"
	 "pod kube-system_canal-9zt $U install-cni calico-node kube-flannel; echo { >$N/10-canal.conflist",
	 VERDICT_WARN, HEALS, "kube-system/canal-9zt"},
	{"flannel", "flannel; flannel_pod; echo { >$N/10-flannel.conflist", VERDICT_WARN, HEALS,
	 "container install-cni of pod kube-flannel/kube-flannel-ds-abcde"},
	{"antrea", "pod kube-system_antrea-agent-b2 $U install-cni antrea-agent antrea-ovs;"
	 "plugin host-local; >$N/10-antrea.conflist", VERDICT_WARN, HEALS, "install-cni of pod kube-system/antrea-agent-b2"},
	{"cilium", "pod kube-system_cilium-4c $U mount-cgroup cilium-agent; >$N/05-cilium.conflist",
	 VERDICT_WARN, HEALS, "cilium-agent of pod"},
	{"multus, beside a sound one", "calico; pod kube-system_kube-multus-ds-1 $U kube-multus;"
	 ">$N/00-multus.conf", VERDICT_WARN, HEALS, "kube-multus of pod"},
	{"aws", "pod kube-system_aws-node-7 $U aws-vpc-cni-init aws-node; >$N/10-aws.conflist",
	 VERDICT_WARN, HEALS, "10-aws.conflist: line 1, column 1: the file is empty; kubelet is not held "
	 "back for it: container aws-node of pod"},
	{"kindnet", "pod kube-system_kindnet-7 $U kindnet-cni; plugin ptp host-local portmap loopback; >$N/10-kindnet.conflist", VERDICT_WARN,
	 HEALS, "kindnet-cni of pod"},
	{"another namespace", "calico; pod calico-system_calico-node-q $U install-cni calico-node;"
	 ">$N/10-calico.conflist", VERDICT_WARN, HEALS, "calico-system/calico-node-q"},
	{"a static pod's UID", "pod kube-system_kindnet-7 0123456789abcdef0123456789abcdef kindnet-cni;"
	 "plugin ptp host-local portmap loopback;"
	 ">$N/10-kindnet.conflist", VERDICT_WARN, HEALS, "kindnet-cni"},
	{"--root-dir of the unit", "calico; P=data/kubelet/pods; calico_pod; >$N/10-calico.conflist;"
	 "mkdir -p etc/systemd/system; printf '[Service]\\nExecStart=/usr/bin/kubelet "
	 "--root-dir=/data/kubelet\\n' >etc/systemd/system/kubelet.service",
	 VERDICT_WARN, HEALS, "install-cni"},
	{"the default is not looked in with --root-dir elsewhere",
	 "calico; calico_pod; >$N/10-calico.conflist; mkdir -p etc/default;"
	 "echo KUBELET_EXTRA_ARGS=--root-dir=/data/kubelet >etc/default/kubelet",
	 FAIL_CONFIG, "the file is empty"},
	{"k0s", "calico; P=var/lib/k0s/kubelet/pods; calico_pod; >$N/10-calico.conflist;"
	 "mkdir -p etc/systemd/system etc/k0s; printf '[Service]\\nExecStart=/usr/bin/k0s worker\\n' "
	 ">etc/systemd/system/k0sworker.service; rm -r etc/containerd", VERDICT_WARN, HEALS, "install-cni"},
	{"/etc/cni/net.d is a link to the directory that the runtime reads",
	 "calico; calico_pod; mv $N etc/cni/real; ln -s real etc/cni/net.d; >etc/cni/real/10-calico.conflist;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\nconf_dir=\"/etc/cni/real\"\\n' "
	 ">>etc/containerd/config.toml", VERDICT_WARN, HEALS, "install-cni"},
	{"CRI-O: the one that is broken heals", "crio; calico; calico_pod; >$N/10-calico.conflist",
	 VERDICT_WARN, HEALS, "install-cni"},
	{"CRI-O: one that does not heal before one that does",
	 "crio; calico; calico_pod; >$N/10-calico.conflist; >$N/05-x.conflist", VERDICT_WARN, HEALS,
	 "10-calico.conflist: "},
	{"containerd reads all, and all is sound or heals",
	 "calico; calico_pod; >$N/10-calico.conflist; network 20-x.conflist portmap;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\nmax_conf_num=0\\n' "
	 ">>etc/containerd/config.toml", VERDICT_WARN, HEALS, "install-cni"},

	/* A configuration, and the wrong neighbours. */
	{"nothing ran here", "calico; >$N/10-calico.conflist", FAIL_CONFIG, "the file is empty"},
	{"the log directory alone", "calico; calico_pod; rm -r $P; >$N/10-calico.conflist", FAIL_CONFIG,
	 "the file is empty"},
	{"the pod directory alone", "calico; calico_pod; rm -r $L; >$N/10-calico.conflist", FAIL_CONFIG,
	 "the file is empty"},
	{"two UIDs", "calico; calico_pod; mv $P/$U $P/8c1b0a3e-0000-4000-8000-00000000000b;"
	 ">$N/10-calico.conflist", FAIL_CONFIG, "the file is empty"},
	{"the installer in one pod, the CNI in another", "calico; pod a_b $U install-cni;"
	 "pod a_c 0-0 calico-node; >$N/10-calico.conflist", FAIL_CONFIG, "the file is empty"},
	{"the installer of another CNI", "calico; flannel_pod; >$N/10-calico.conflist", FAIL_CONFIG,
	 "the file is empty"},
	{"Canal's installer does not write Calico's file",
	 "calico; pod a_b $U install-cni calico-node kube-flannel; >$N/10-calico.conflist", FAIL_CONFIG,
	 "the file is empty"},
	{"Istio's installer", "calico; pod istio-system_istio-cni-node-5 $U install-cni;"
	 ">$N/10-calico.conflist", FAIL_CONFIG, "the file is empty"},
	{"Linkerd's installer", "calico; pod linkerd-cni_linkerd-cni-5 $U install-cni;"
	 ">$N/10-calico.conflist", FAIL_CONFIG, "the file is empty"},
	{"kube-router's installer writes what is absent alone",
	 "pod kube-system_kube-router-5 $U install-cni kube-router; >$N/10-kuberouter.conflist",
	 FAIL_CONFIG, "the file is empty"},
	{"weave's too", "pod kube-system_weave-net-5 $U weave-init weave weave-npc; >$N/10-weave.conflist",
	 FAIL_CONFIG, "the file is empty"},
	{"another name", "calico; calico_pod; >$N/05-calico.conflist", FAIL_CONFIG, "05-calico"},
	{"JSON of a wrong type", "calico; calico_pod; echo '{\"name\":1}' >$N/10-calico.conflist",
	 FAIL_CONFIG, "10-calico"},
	{"JSON that is no object", "calico; calico_pod; echo '[]' >$N/10-calico.conflist", FAIL_CONFIG,
	 "10-calico"},
	{"a FIFO", "calico; calico_pod; rm $N/10-calico.conflist; mkfifo $N/10-calico.conflist",
	 VERDICT_FAIL, "cni-config-unreadable", "10-calico"},
	{"a link to a file that is empty", "calico; calico_pod; >etc/x; ln -sf ../../x "
	 "$N/10-calico.conflist", FAIL_CONFIG, "10-calico"},
	{"a dangling link", "calico; calico_pod; ln -sf gone $N/10-calico.conflist", VERDICT_FAIL,
	 "cni-config-unreadable", "10-calico"},
	{"the runtime reads another directory", "calico; calico_pod; mkdir etc/x; >etc/x/10-calico.conflist;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\nconf_dir=\"/etc/x\"\\n' "
	 ">>etc/containerd/config.toml", FAIL_CONFIG, "/etc/x/10-calico.conflist"},
	{"containerd reads all, and another is broken",
	 "calico; calico_pod; >$N/10-calico.conflist; echo { >$N/20-x.conflist;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\nmax_conf_num=0\\n' "
	 ">>etc/containerd/config.toml", FAIL_CONFIG, "20-x.conflist: "},
	{"multus, beside one that is broken", "pod a_kube-multus-ds-1 $U kube-multus;"
	 ">$N/00-multus.conf; echo { >$N/10-x.conflist", FAIL_CONFIG, "10-x.conflist: "},
	{"a container that is a file", "calico; calico_pod; rmdir $P/$U/containers/calico-node;"
	 ">$P/$U/containers/calico-node; >$N/10-calico.conflist", FAIL_CONFIG, "10-calico"},
	{"a pod that is a link", "calico; calico_pod; mv $P/$U $P/x; ln -s x $P/$U;"
	 ">$N/10-calico.conflist", FAIL_CONFIG, "10-calico"},

	{"the logs of another container of the pod alone",
	 "calico; calico_pod; rm -r $L/*/install-cni; >$N/10-calico.conflist", FAIL_CONFIG, "10-calico"},
	{"Calico's installer does not write Canal's file",
	 "calico; calico_pod; rm $N/*; plugin host-local; >$N/10-canal.conflist", FAIL_CONFIG, "10-canal"},
	{"the directory of one runtime handler",
	 "calico; calico_pod; mkdir etc/x; >etc/x/10-calico.conflist;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.kata]\ncni_conf_dir=\"/etc/x\"\n' "
	 ">>etc/containerd/config.toml", VERDICT_WARN, "cni-config-invalid", "/etc/x/10-calico.conflist"},
	{"a file in the directory of a network", "network 05-x.conflist portmap; plugin portmap loopback;"
	 "pod a_kube-multus-ds-1 $U kube-multus; mkdir $N/n; >$N/n/00-multus.conf", FAIL_CONFIG,
	 "n/00-multus.conf"},
	{"CRI-O: a FIFO before it", "crio; calico; calico_pod; >$N/10-calico.conflist; mkfifo $N/05-x.conf",
	 VERDICT_FAIL, "cni-config-unreadable", "05-x"},
	{"CRI-O: multus, beside one that is broken", "crio; pod a_kube-multus-ds-1 $U kube-multus;"
	 ">$N/00-multus.conf; echo { >$N/10-x.conflist", VERDICT_FAIL, "cni-config-invalid", "00-multus"},
	{"flannel, and the host's bridge is missing", "flannel; flannel_pod; echo { >$N/10-flannel.conflist;"
	 "rm $B/bridge", FAIL_PLUGIN, "bridge"},
	{"Debian's bin_dir, and a configuration that heals",
	 "calico; calico_pod; >$N/10-calico.conflist; mkdir -p usr/lib/cni;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\nbin_dir=\"/usr/lib/cni\"\n' "
	 ">>etc/containerd/config.toml", FAIL_PLUGIN, "/usr/lib/cni"},
	{"a plugin that cannot be replaced, and a configuration that heals",
	 "calico; calico_pod; >$N/10-calico.conflist; rm $B/calico; mkdir $B/calico", FAIL_PLUGIN, "calico"},
	{"containerd reads all, and a plugin of the other network is missing",
	 "calico; calico_pod; >$N/10-calico.conflist; network 20-x.conflist vlan;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\nmax_conf_num=0\n' "
	 ">>etc/containerd/config.toml", FAIL_PLUGIN, "vlan"},
	{"multus, beside a network without its plugin", "flannel; rm $B/bridge;"
	 "pod a_kube-multus-ds-1 $U kube-multus; >$N/00-multus.conf", FAIL_PLUGIN, "bridge"},
	{"the directory of one runtime handler, at the place of the installer",
	 "calico; calico_pod; mkdir etc/x; mv $N/10-calico.conflist etc/x; >$N/10-calico.conflist;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\nconf_dir=\"/etc/x\"\n"
	 "[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.kata]\ncni_conf_dir=\"/etc/cni/net.d\"\n' "
	 ">>etc/containerd/config.toml", VERDICT_WARN, "cni-config-invalid", "handler kata"},
	{"containerd reads all, and more than are looked at",
	 "calico; calico_pod; for i in $(seq 100 400); do network 20-$i.conflist portmap; done;"
	 ">$N/10-calico.conflist; printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\nmax_conf_num=0\n' "
	 ">>etc/containerd/config.toml", FAIL_CONFIG, "10-calico"},

	/* k3s writes its own. */
	{"k3s: its configuration", "k3s; >$N/10-flannel.conflist", VERDICT_WARN, HEALS,
	 "because k3s writes it again when it starts"},
	{"k3s: a plugin", "k3s; flannel; rm $B/bridge", VERDICT_WARN, HEALS, "k3s writes it again"},
	{"k3s: a link to a release that is gone", "k3s; flannel; ln -sf ../OLD/bin/cni $B/bridge",
	 VERDICT_WARN, HEALS, "k3s writes it again"},
	{"k3s: another file", "k3s; >$N/05-x.conflist", FAIL_CONFIG, "05-x"},
	{"k3s without flannel: Calico in the default directories, in an agent",
	 "calico; calico_pod; >$N/10-calico.conflist; k3s; mv etc/systemd/system/k3s.service "
	 "etc/systemd/system/k3s-agent.service; mkdir -p var/lib/rancher/k3s/agent/etc/containerd;"
	 "echo 'version = 2' >var/lib/rancher/k3s/agent/etc/containerd/config.toml", VERDICT_WARN, HEALS,
	 "pod kube-system/calico-node-x7x2p"},
	{"k3s: multus in the directories of k3s", "k3s; flannel; pod a_kube-multus-ds-1 $U kube-multus;"
	 "network 00-multus.conflist multus", VERDICT_WARN, HEALS, "kube-multus of pod"},
	{"k3s: a plugin of a release that is unpacked", "k3s; flannel; rm $B/bridge;"
	 "mkdir -p var/lib/rancher/k3s/data/current/bin; >var/lib/rancher/k3s/data/current/bin/k3s",
	 FAIL_PLUGIN, "bridge"},
	{"k3s: a plugin of another network", "k3s; network 10-x.conflist macvlan portmap;"
	 "plugin macvlan loopback", FAIL_PLUGIN, "portmap"},
	{"k3s: a plugin that it does not bring", "k3s; network 10-flannel.conflist flannel vlan;"
	 "plugin flannel bridge host-local loopback", FAIL_PLUGIN, "vlan"},

	/* What cannot be checked, and what is made by hand. */
	{"a dangling directory of pods", "calico; calico_pod; mv $P var/x; ln -s gone $P;"
	 ">$N/10-calico.conflist", FAIL_CONFIG, "is not known: "},
	{"a file in its place", "calico; mkdir -p var/lib/kubelet; >$P; >$N/10-calico.conflist", FAIL_CONFIG,
	 "is not known: "},
	{"logs that are a file", "calico; calico_pod; rm -r $L; >$L; >$N/10-calico.conflist", FAIL_CONFIG,
	 "/var/log/pods: "},
	{"10,000 pods", "calico; calico_pod; cd $L; seq -f a_b_%g 10000 | xargs mkdir; cd ../../..;"
	 ">$N/10-calico.conflist", FAIL_CONFIG, "/var/log/pods has more than 4096 entries"},
	{"names of 255 bytes and other bytes",
	 "calico; calico_pod; >$N/10-calico.conflist; cd $L; mkdir -- $(printf 'a%.0s' $(seq 255)) "
	 "$(printf 'a_b_\\377\\033[31m') 'a_b_..' '_b_0' 'a__0' 'a_b_' '-x_b_0' ; cd ../../..",
	 VERDICT_WARN, HEALS, "calico-node-x7x2p"},
	{"a directory of pods that leads out of the root",
	 "calico; mkdir -p var/lib/kubelet var/log; mkdir -p out; P=out/pods L=out/logs; calico_pod;"
	 "ln -s ../../../../../../../../../../..$PWD/out/pods var/lib/kubelet/pods;"
	 "ln -s $PWD/out/logs var/log/pods; >$N/10-calico.conflist", FAIL_CONFIG, "10-calico"},
	{"one that leads elsewhere in it", "calico; mkdir -p var/lib/kubelet var/log; P=data/pods;"
	 "calico_pod; ln -s /data/pods var/lib/kubelet/pods; >$N/10-calico.conflist", VERDICT_WARN, HEALS,
	 "calico-node-x7x2p"},
};

static void test_cases(void **state)
{
	run_cases(*state, cases, ARRAY_SIZE(cases));
}

/* The command reads the log of the container that is named. */
static void test_command(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(run_case(fixture, &cases[0])->remedy,
			    "kubectl -n kube-system logs calico-node-x7x2p -c install-cni");
}

/* Of several pods of a DaemonSet the one whose installer started last. */
static void test_latest(void **state)
{
	static const struct heals_case one = {
		"two pods",
		"calico; pod a_y-old 0-1 install-cni calico-node; pod a_z-new 0-2 install-cni calico-node;"
		"pod a_x-older 0-3 install-cni calico-node; >$N/10-calico.conflist;"
		"touch -d 2026-01-01 $L/a_y-old_0-1/install-cni; touch -d 2025-01-01 $L/a_x-older_0-3/install-cni",
		VERDICT_WARN, HEALS, "a/z-new"};

	run_case(*state, &one);
}

/* The evidence counts before Invalid=: the file stays, and what does not heal is put aside. */
static void test_quarantine(void **state)
{
	static const struct heals_case one = {
		"quarantine", "mkdir -p var/lib; calico; calico_pod; >$N/10-calico.conflist; >$N/05-x.conflist",
		VERDICT_WARN, "cni-config-quarantined", "05-x"};
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture->settings.invalid = INVALID_QUARANTINE;
	fixture->ctx.acts = true;
	run_case(fixture, &one);
	finding = &fixture->report.findings[1];
	assert_finding(finding, VERDICT_WARN, HEALS, "10-calico.conflist: ");
	run_command("test -f %s/etc/cni/net.d/10-calico.conflist", fixture->path);
	run_command("test ! -e %s/etc/cni/net.d/05-x.conflist", fixture->path);
}

/* Neither does Invalid=warn hide which pod is to be looked at. */
static void test_warn(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.invalid = INVALID_WARN;
	run_case(fixture, &cases[0]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_cases),      FIXTURE_TEST(test_command), FIXTURE_TEST(test_latest),
		FIXTURE_TEST(test_quarantine), FIXTURE_TEST(test_warn),
	};

	return RUN_GROUP("cni_config_heals", tests);
}
