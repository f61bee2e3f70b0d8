/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an installer writes again once kubelet runs holds nothing back, and all else does. Each case is a
 * node, laid out by a few lines of shell in its root, with the functions of prelude.
 */
#include "config.h"

#include <sys/mount.h>

#include "fixture.h"

#define HEALS "cni-installer-heals"

/*
 * pod NAMESPACE_NAME UID CONTAINER...: as kubelet leaves it. calico, flannel: a network with its plugins.
 * The runtime is containerd, with its defaults.
 */
static const char prelude[] =
	"set -e\n"
	"N=etc/cni/net.d B=opt/cni/bin P=var/lib/kubelet/pods L=var/log/pods\n"
	"U=8c1b0a3e-0000-4000-8000-00000000000a\n"
	"mkdir -p $N $B usr/bin etc/containerd bin\n"
	"plugin() { for p; do printf '#!/bin/sh\\n' >$B/$p; chmod 755 $B/$p; done; }\n"
	"pod() { local n=$1 u=$2; shift 2\n"
	"\tfor c; do mkdir -p $P/$u/containers/$c ${L}/${n}_$u/$c; done; }\n"
	"network() { local f=$1 t; shift\n"
	"\tt=$(printf ',{\"type\":\"%s\"}' \"$@\")\n"
	"\techo '{\"name\":\"n\",\"cniVersion\":\"0.3.1\",\"plugins\":['${t#,}']}' >$N/$f; }\n"
	"calico() { network 10-calico.conflist calico portmap; plugin calico portmap loopback; }\n"
	"flannel() { network 10-flannel.conflist flannel portmap\n"
	"\tplugin flannel bridge host-local portmap loopback; }\n"
	"calico_pod() { pod kube-system_calico-node-x7x2p $U upgrade-ipam install-cni calico-node; }\n"
	"flannel_pod() { pod kube-flannel_kube-flannel-ds-abcde $U install-cni-plugin install-cni "
	"kube-flannel; }\n"
	"crio() { rm -r etc/containerd; mkdir -p etc/crio/crio.conf.d; }\n"
	"k3s() { mkdir -p etc/systemd/system var/lib/rancher/k3s/agent/etc/cni/net.d "
	"var/lib/rancher/k3s/data/cni\n"
	"\tprintf '[Service]\\nExecStart=/usr/local/bin/k3s server\\n' >etc/systemd/system/k3s.service\n"
	"\tN=var/lib/rancher/k3s/agent/etc/cni/net.d B=var/lib/rancher/k3s/data/cni; }\n"
	"printf '#!/bin/sh\\n' >bin/sh; chmod 755 bin/sh\n"
	"printf 'version = 2\\n' >etc/containerd/config.toml\n";

struct heals_case {
	const char *name;
	const char *script;
	enum verdict verdict; /* the gravest */
	const char *cause;
	const char *words; /* in its summary */
};

#define FAIL_CONFIG VERDICT_FAIL, "cni-config-invalid"
#define FAIL_PLUGIN VERDICT_FAIL, "cni-plugin-missing"
#define FAIL_BINARY VERDICT_FAIL, "cni-plugin-unusable"

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

	/* Plugins. */
	{"flannel's is gone, as an upgrade of kubernetes-cni left it",
	 "flannel; flannel_pod; rm $B/flannel", VERDICT_WARN, HEALS,
	 "container install-cni-plugin of pod kube-flannel/kube-flannel-ds-abcde"},
	{"flannel's is empty", "flannel; flannel_pod; >$B/flannel", VERDICT_WARN, HEALS, "is empty"},
	{"flannel's is cut off", "flannel; flannel_pod; head -c 100 /bin/ls >$B/flannel; "
	 "chmod 755 $B/flannel", VERDICT_WARN, HEALS, "cut off"},
	{"flannel's cannot be executed", "flannel; flannel_pod; chmod 644 $B/flannel", VERDICT_WARN, HEALS,
	 "mode 0644"},
	{"the directory is gone", "network 10-kindnet.conflist calico; rm -r opt;"
	 "pod a_b $U install-cni calico-node", VERDICT_WARN, HEALS, "calico: not in /opt/cni/bin"},
	{"Istio's", "calico; network 10-calico.conflist calico istio-cni;"
	 "pod istio-system_istio-cni-node-5 $U install-cni", VERDICT_WARN, HEALS, "istio-cni-node-5"},
	{"Linkerd's", "calico; network 10-calico.conflist calico linkerd-cni;"
	 "pod linkerd-cni_linkerd-cni-5 $U install-cni", VERDICT_WARN, HEALS, "linkerd-cni-5"},
	{"multus's, and Calico's that it delegates to",
	 "calico; calico_pod; echo '{\"name\":\"m\",\"cniVersion\":\"0.3.1\",\"type\":\"multus\","
	 "\"delegates\":[{\"type\":\"calico\"}]}' >$N/00-multus.conf;"
	 "pod a_kube-multus-ds-1 0-1 kube-multus; rm $B/calico", VERDICT_WARN, HEALS, "calico"},
	{"another directory is looked in as well", "flannel; flannel_pod; rm $B/flannel; mkdir -p opt/x;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\nbin_dir=\"/opt/cni/bin\"\\n' "
	 ">>etc/containerd/config.toml", VERDICT_WARN, HEALS, "flannel"},

	{"containerd reads two, and the third is broken",
	 "calico; calico_pod; >$N/10-calico.conflist; network 20-x.conflist portmap; echo { >$N/30-y.conflist;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\nmax_conf_num=2\n' "
	 ">>etc/containerd/config.toml", VERDICT_WARN, HEALS, "10-calico"},
	{"Linkerd's, with its repair-controller", "calico; network 10-calico.conflist calico linkerd-cni;"
	 "pod linkerd-cni_linkerd-cni-5 $U install-cni repair-controller", VERDICT_WARN, HEALS, "linkerd-cni"},
	{"the loopback, which Calico installs", "calico; calico_pod; rm $B/loopback", VERDICT_WARN, HEALS,
	 "loopback: not in /opt/cni/bin"},
	{"a kubelet of its own beside what is left of k0s", "calico; calico_pod; >$N/10-calico.conflist;"
	 "mkdir -p etc/systemd/system; printf '[Service]\nExecStart=/usr/bin/kubelet\n' "
	 ">etc/systemd/system/kubelet.service; cp etc/systemd/system/kubelet.service "
	 "etc/systemd/system/k0sworker.service", VERDICT_WARN, HEALS, "10-calico"},

	/* Plugins, and the wrong neighbours. */
	{"the loopback, empty: Cilium installs it where there is none",
	 "network 05-cilium.conflist cilium-cni; plugin cilium-cni; >$B/loopback;"
	 "pod kube-system_cilium-4c $U cilium-agent", FAIL_BINARY, "loopback"},
	{"the loopback, a directory", "calico; calico_pod; rm $B/loopback; mkdir $B/loopback", FAIL_PLUGIN,
	 "loopback"},
	{"another directory comes first, and has it damaged",
	 "flannel; flannel_pod; mkdir -p opt/x; >opt/x/flannel; mkdir -p etc/containerd;"
	 "printf 'version = 3\n[plugins.\"io.containerd.cri.v1.runtime\".cni]\n"
	 "bin_dirs=[\"/opt/x\",\"/opt/cni/bin\"]\n' >etc/containerd/config.toml", FAIL_BINARY, "/opt/x/flannel"},
	{"nothing ran here: flannel", "flannel; rm $B/flannel", FAIL_PLUGIN, "flannel"},
	{"flannel's bridge, which the host supplies", "flannel; flannel_pod; rm $B/bridge", FAIL_PLUGIN,
	 "bridge"},
	{"flannel's host-local", "flannel; flannel_pod; >$B/host-local", FAIL_BINARY, "host-local"},
	{"flannel's installer does not write the plugin",
	 "flannel; pod a_b $U install-cni kube-flannel; rm $B/flannel", FAIL_PLUGIN, "flannel"},
	{"portmap of another CNI than the network's",
	 "flannel; pod kube-system_antrea-agent-b2 $U install-cni antrea-agent; rm $B/portmap",
	 FAIL_PLUGIN, "portmap"},
	{"Istio's, by Linkerd's installer", "calico; network 10-calico.conflist calico istio-cni;"
	 "pod linkerd-cni_linkerd-cni-5 $U install-cni", FAIL_PLUGIN, "istio-cni"},
	{"Istio's, by an installer beside something else",
	 "calico; network 10-calico.conflist calico istio-cni;"
	 "pod x_istio-cni-node-5 $U install-cni kube-router", FAIL_PLUGIN, "istio-cni"},
	{"Debian's bin_dir, with the plugins in /opt/cni/bin",
	 "calico; calico_pod; mkdir -p usr/lib/cni; printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\n"
	 "bin_dir=\"/usr/lib/cni\"\\n' >>etc/containerd/config.toml", FAIL_PLUGIN, "/usr/lib/cni"},
	{"a plugin that is a directory", "flannel; flannel_pod; rm $B/flannel; mkdir $B/flannel",
	 FAIL_PLUGIN, "flannel"},
	{"a plugin that is a FIFO", "flannel; flannel_pod; rm $B/flannel; mkfifo $B/flannel", FAIL_PLUGIN,
	 "flannel"},
	{"a plugin that is a dangling link", "flannel; flannel_pod; ln -sf gone $B/flannel", FAIL_PLUGIN,
	 "flannel"},
	{"a plugin that is no program", "flannel; flannel_pod; echo x >$B/flannel; chmod 755 $B/flannel",
	 FAIL_BINARY, "flannel"},
	{"/opt/cni/bin is a file", "calico; calico_pod; rm -r opt/cni/bin; >opt/cni/bin",
	 FAIL_PLUGIN, "calico"},
	{"/opt is a link to nothing", "calico; calico_pod; rm -r opt; ln -s gone opt", FAIL_PLUGIN, "calico"},

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

	/* What cannot be looked at, and what is made by hand. */
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

/* The finding that the case expects, or NULL. */
static const struct finding *find(const struct report *report, const struct heals_case *one)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding->verdict == one->verdict && finding->cause &&
		    text_equal(finding->cause->name, one->cause) &&
		    strstr(finding->summary, one->words))
			return finding;
	}
	return NULL;
}

static const struct finding *run_case(struct fixture *fixture, const struct heals_case *one)
{
	const struct finding *finding;

	run_command("cd %s && { %s\n%s\n}", fixture->path, prelude, one->script);
	report_free(&fixture->report);
	report_init(&fixture->report, "", fixture->path);
	assert_int_equal(check_cni_config.run(&fixture->ctx, &fixture->report), 0);
	assert_int_equal(check_cni_plugins.run(&fixture->ctx, &fixture->report), 0);
	finding = find(&fixture->report, one);
	if (!finding || report_gravest(&fixture->report)->verdict != one->verdict) {
		finding = report_gravest(&fixture->report);
		fail_msg("%s: %s %s: %s", one->name, verdict_name(finding->verdict),
			 finding->cause ? finding->cause->name : "-", finding->summary);
	}
	return finding;
}

static void start_anew(struct fixture *fixture)
{
	run_command("rm -rf %s/*", fixture->path);
}

static void test_cases(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		enum fitness fitness = cases[i].verdict == VERDICT_WARN ? FITNESS_FIT : FITNESS_UNFIT;

		run_case(fixture, &cases[i]);
		assert_int_equal(report_fitness(&fixture->report), fitness);
		start_anew(fixture);
	}
	print_message("# %zu nodes\n", ARRAY_SIZE(cases));
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

/* How a directory is mounted, and what is missing or damaged on it. */
static const struct mount_case {
	const char *name;
	const char *directory;
	unsigned long flags;      /* of its file system */
	unsigned long bind_flags; /* of its mount alone */
	bool sandboxed;           /* "/" is mounted read-only as well, as ProtectSystem=strict does */
	const char *script;
	enum verdict verdict;
	const char *cause;
} mount_cases[] = {
	{"as it should be", "opt", 0, 0, false, "rm $B/flannel", VERDICT_WARN, HEALS},
	{"/opt noexec", "opt", MS_NOEXEC, MS_NOEXEC, false, "rm $B/flannel", FAIL_PLUGIN},
	{"/opt read-only", "opt", MS_RDONLY, 0, false, "rm $B/flannel", FAIL_PLUGIN},
	{"its mount read-only", "opt", 0, MS_RDONLY, false, "rm $B/flannel", FAIL_PLUGIN},
	{"in the sandbox", "opt", 0, MS_RDONLY, true, "rm $B/flannel", VERDICT_WARN, HEALS},
	{"read-only in the sandbox", "opt", MS_RDONLY, MS_RDONLY, true, "rm $B/flannel", FAIL_PLUGIN},
	{"/etc/cni", "etc/cni", 0, 0, false, ">$N/10-flannel.conflist", VERDICT_WARN, HEALS},
	{"/etc/cni read-only", "etc/cni", MS_RDONLY, 0, false, ">$N/10-flannel.conflist", FAIL_CONFIG},
	{"/etc/cni noexec, which is no matter", "etc/cni", MS_NOEXEC, MS_NOEXEC, false,
	 ">$N/10-flannel.conflist", VERDICT_WARN, HEALS},
};
static const struct mount_case *mount_case;

/* Make the fixture a root with the mount of the case in it. The number of the step that failed, or 0. */
static int enter_mounts(struct fixture *fixture)
{
	const struct mount_case *one = mount_case;
	_cleanup_free_ char *target = format_text("%s/%s", fixture->path, one->directory);
	_cleanup_free_ char *proc = format_text("%s/proc", fixture->path);

	run_command("mkdir -p %s %s", target, proc);
	if (mount(fixture->path, fixture->path, NULL, MS_BIND, NULL) < 0 ||
	    mount("none", target, "tmpfs", 0, NULL) < 0 || mount("proc", proc, "proc", 0, NULL) < 0)
		return OWN_MOUNTS_DENIED;
	run_command("cd %s && { %s\nflannel; flannel_pod; %s\n}", fixture->path, prelude, one->script);
	if (mount(NULL, target, NULL, MS_REMOUNT | one->flags, NULL) < 0 ||
	    mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | one->bind_flags, NULL) < 0)
		return 1;
	if (chdir(fixture->path) < 0 || chroot(".") < 0)
		return 2;
	if (one->sandboxed &&
	    mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
		return 3;
	return sysroot_open(&fixture->root, "/") < 0 ? 4 : 0;
}

static int look_in_mounts(struct fixture *fixture)
{
	const struct finding *finding;
	int r = enter_mounts(fixture);

	if (r != 0)
		return r;
	if (check_cni_config.run(&fixture->ctx, &fixture->report) < 0 ||
	    check_cni_plugins.run(&fixture->ctx, &fixture->report) < 0)
		return 5;
	finding = report_gravest(&fixture->report);
	if (finding->verdict == mount_case->verdict && finding->cause &&
	    strcmp(finding->cause->name, mount_case->cause) == 0)
		return 0;
	print_message("# %s: %s\n", mount_case->name, finding->summary);
	return 6;
}

static void test_mounts(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(mount_cases); i++) {
		mount_case = &mount_cases[i];
		fixture_in_own_mounts(*state, look_in_mounts);
		start_anew(*state);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_cases),      FIXTURE_TEST(test_command), FIXTURE_TEST(test_latest),
		FIXTURE_TEST(test_quarantine), FIXTURE_TEST(test_warn),
		FIXTURE_TEST(test_mounts),
	};

	return RUN_GROUP("cni_config_heals", tests);
}
