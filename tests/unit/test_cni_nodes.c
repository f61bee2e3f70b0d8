/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nodes as people run them: networks that nobody meant, plugins that are elsewhere or that a DaemonSet
 * brings, and their neighbours, of which nothing of the kind is said. "was right": the program judged the node
 * so before there was one rule for both runtimes.
 */
#include "config.h"

#include "heals_fixture.h"

/* Networks as their packages and archives bring them, in files of that name. */
static const char networks[] =
	"bridge() { local f=$1 n=$2 b=$3 s=$4; shift 4; echo '{\"cniVersion\":\"0.4.0\",\"name\":\"'$n'\","
	"\"plugins\":[{\"type\":\"bridge\",\"bridge\":\"'$b'\",\"ipam\":{\"type\":\"host-local\","
	"\"ranges\":[[{\"subnet\":\"'$s'\"}]'$1']}}'$2']}' >$N/$f; }\n"
	"crio_bridge() { bridge ${1:-100-crio-bridge.conflist} crio cni0 10.85.0.0/16 "
	"',[{\"subnet\":\"1100:200::/24\"}]'; }\n"
	"podman() { bridge 87-podman-bridge.conflist podman cni-podman0 10.88.0.0/16 '' "
	"',{\"type\":\"portmap\"},{\"type\":\"firewall\"},{\"type\":\"tuning\"}'; }\n"
	"nerdctl() { bridge nerdctl-bridge.conflist bridge nerdctl0 10.4.0.0/24 '' "
	"',{\"type\":\"portmap\"},{\"type\":\"firewall\"},{\"type\":\"tuning\"}'; }\n"
	"archive() { bridge 10-containerd-net.conflist containerd-net cni0 10.88.0.0/16 '' "
	"',{\"type\":\"portmap\"}'; }\n"
	"project() { plugin bridge host-local portmap firewall tuning loopback ptp; }\n"
	"addresses() { mkdir -p var/lib/cni/networks/$1; >var/lib/cni/networks/$1/last_reserved_ip.0; }\n"
	"result() { mkdir -p var/lib/cni/results; echo \"$2\" >var/lib/cni/results/$1-0123-eth0; }\n"
	"set_crio() { printf '[crio.network]\\n%s\\n' \"$1\" >etc/crio/crio.conf.d/10-x.conf; }\n"
	"bin_dir() { printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\nbin_dir=\"'$1'\"\\n' "
	">>etc/containerd/config.toml; }\n"
	"into() { B=$1; mkdir -p $B; }\n"
	"conf() { echo '{\"cniVersion\":\"0.3.1\",\"name\":\"'$2'\",\"type\":\"'$3'\"}' >$N/$1; plugin $3; }\n"
	"unit() { mkdir -p usr/lib/systemd/system; printf '[Service]\n%s\n' \"$1\" >usr/lib/systemd/system/crio.service; }\n"
	"older() { touch -d 2026-01-01 $N/$1; }\n";

enum before { WAS_WRONG, WAS_RIGHT };

static const struct node {
	const char *name;
	enum before before;
	const char *script;
	enum verdict verdict;      /* of the gravest finding */
	const char *cause;         /* NULL: of a finding without one, or … */
	const char *words[3];      /* in its summary */
	const char *command;       /* in its command; NULL: not asked */
	bool fixes;                /* run, it leaves nothing to be fixed */
} nodes[] = {
#define RIVAL  VERDICT_WARN, "cni-config-rival"
#define SILENT VERDICT_PASS, NULL
#define LOST   VERDICT_FAIL, "cni-plugin-missing"
	/* B: a network that nobody meant is taken. */
	{"CRI-O's bridge alone, before the first CNI came", WAS_WRONG, "crio; crio_bridge; project", RIVAL,
	 {"CRI-O takes ", "100-crio-bridge.conflist, the default network that the package of CRI-O installs: its "
	  "name sorts first in byte order, and no CNI has installed a file there; its pods get addresses of 10.85.0.0/16, 1100:200::/24"},
	 "/etc/cni/net.d/100-crio-bridge.conflist ", true},
	{"podman's bridge alone", WAS_WRONG, "podman; project", RIVAL,
	 {"containerd takes ", "the package of podman installs", "10.88.0.0/16"}, "87-podman", true},
	{"a network that \"podman network create\" made", WAS_WRONG,
	 "bridge dev.conflist dev cni-podman1 10.89.0.0/24; project", RIVAL, {"the package of podman"},
	 "dev.conflist", true},
	{"nerdctl's network alone", WAS_WRONG, "nerdctl; project", RIVAL, {"nerdctl installs", "10.4.0.0/24"},
	 "nerdctl-bridge", true},
	{"the network of containerd's archive alone", WAS_WRONG, "archive; project", RIVAL,
	 {"the archive of containerd installs", "10.88.0.0/16"}, "10-containerd-net", true},
	{"CRI-O: its bridge before Calico's file", WAS_WRONG,
	 "crio; crio_bridge 10-crio-bridge.conflist; project; network 15-calico.conflist calico; plugin calico",
	 RIVAL, {"and not ", "15-calico.conflist: its name sorts first in byte order", "10.85.0.0/16"},
	 "10-crio-bridge", true},
	{"CRI-O: its bridge behind Calico's file, whose plugin is missing", WAS_WRONG,
	 "crio; crio_bridge; project; network 10-calico.conflist calico", RIVAL,
	 {"100-crio-bridge.conflist, the default network ", "10-calico.conflist: the other one sorts first in byte order, "
	  "but is skipped"}, NULL, false},
	{"CRI-O: Calico, which flannel has replaced", WAS_WRONG,
	 "crio; calico; flannel; older 10-calico.conflist", RIVAL,
	 {"10-calico.conflist and not ", "10-flannel.conflist, which was written later", "\"n\" (calico, portmap)"},
	 "10-calico", true},
	{"Cilium, which flannel has replaced", WAS_WRONG,
	 "flannel; network 05-cilium.conflist cilium-cni; plugin cilium-cni; older 05-cilium.conflist;"
	 "flannel_pod", RIVAL, {"05-cilium.conflist and not ", "10-flannel.conflist, which was written later"},
	 "05-cilium", true},
	{"CRI-O: its bridge of before it had lists", WAS_WRONG, "crio; project; echo '{\"cniVersion\":\"0.2.0\","
	 "\"name\":\"crio\",\"type\":\"bridge\",\"bridge\":\"cni0\",\"ipam\":{\"type\":\"host-local\","
	 "\"subnet\":\"10.85.0.0/16\"}}' >$N/100-crio-bridge.conf; network 200-loopback.conflist loopback", RIVAL,
	 {"100-crio-bridge.conf, the default network ", "addresses of 10.85.0.0/16"}, "100-crio-bridge.conf ", false},
	{"CRI-O: its bridge by cni_default_network, beside Calico's file", WAS_WRONG,
	 "crio; set_crio 'cni_default_network = \"crio\"'; crio_bridge; project;"
	 "network 15-calico.conflist calico; plugin calico", RIVAL, {"cni_default_network is \"crio\""},
	 "cni_default_network = \"n\"", true},
	{"the loopback alone", WAS_WRONG,
	 "crio; network 99-loopback.conflist loopback; project", RIVAL, {"pods get no address except 127.0.0.1"}, "99-loopback", true},
	{"CRI-O's bridge, where kubelet has started nothing", WAS_WRONG,
	 "crio; crio_bridge; project; addresses crio", RIVAL, {"100-crio-bridge"}, NULL, false},
	{"CRI-O's bridge, where Cilium was", WAS_WRONG,
	 "crio; crio_bridge; project; addresses crio; mkdir -p $P/$U; plugin cilium-cni", RIVAL,
	 {"100-crio-bridge"}, NULL, false},
	{"podman's bridge, with addresses of containers alone", WAS_WRONG,
	 "podman; project; addresses podman; mkdir -p $P/$U; result podman cniCacheV1", RIVAL,
	 {"87-podman"}, NULL, false},
	{"Calico, which flannel has replaced", WAS_RIGHT,
	 "calico; flannel; sed -i 's/\"n\"/\"cbr0\"/' $N/10-flannel.conflist; older 10-calico.conflist", RIVAL,
	 {"containerd takes ", "10-calico.conflist and not "}, "10-calico", true},
	{"a copy that hides what was written later", WAS_RIGHT,
	 "flannel; cp $N/10-flannel.conflist $N/10-flannel.bak.conflist; older 10-flannel.bak.conflist", RIVAL,
	 {"10-flannel.bak.conflist and not "}, "10-flannel.bak.conflist", true},

	{"flannel, which Calico has replaced", WAS_RIGHT,
	 "calico; flannel; sed -i 's/\"n\"/\"cbr0\"/' $N/10-flannel.conflist; older 10-flannel.conflist", SILENT,
	 {"10-calico.conflist is valid"}, NULL, false},
	{"CRI-O's bridge, with which kubelet has run", WAS_RIGHT,
	 "crio; crio_bridge; project; addresses crio; mkdir -p $P/$U", SILENT, {"is valid"}, NULL, false},
	{"podman's bridge, with which kubelet has run", WAS_RIGHT,
	 "podman; project; mkdir -p $P/$U; result podman '[[\"K8S_POD_NAME\",\"a\"]]'", SILENT,
	 {"is valid"}, NULL, false},
	{"CRI-O's bridge, which cni_default_network names", WAS_RIGHT,
	 "crio; set_crio 'cni_default_network = \"crio\"'; crio_bridge; project", SILENT, {"is valid"}, NULL, false},
	{"CRI-O's bridge behind Calico's file", WAS_RIGHT, "crio; calico; crio_bridge; project", SILENT,
	 {"10-calico.conflist is valid"}, NULL, false},
	{"minikube's own bridge", WAS_RIGHT, "bridge 1-k8s.conflist bridge bridge 10.244.0.0/16; project", SILENT,
	 {"1-k8s.conflist is valid"}, NULL, false},
	{"kind's own network", WAS_RIGHT, "network 10-kindnet.conflist ptp portmap; project", SILENT,
	 {"10-kindnet.conflist is valid"}, NULL, false},
	{"GKE's file, which is named like that of containerd's archive", WAS_RIGHT,
	 "network 10-containerd-net.conflist ptp portmap; project", SILENT, {"is valid"}, NULL, false},
	{"multus before the network that it delegates to", WAS_RIGHT,
	 "flannel; network 00-multus.conflist multus; plugin multus; older 00-multus.conflist", SILENT,
	 {"00-multus.conflist is valid"}, NULL, false},
	{"Cilium chained before AWS's file", WAS_RIGHT,
	 "network 05-cilium.conflist aws-cni cilium-cni; network 10-aws.conflist aws-cni;"
	 "plugin aws-cni cilium-cni loopback; older 05-cilium.conflist", SILENT, {"05-cilium.conflist is valid"},
	 NULL, false},
	{"Cilium before the file of another CNI, with its agent", WAS_RIGHT,
	 "flannel; network 05-cilium.conflist cilium-cni; plugin cilium-cni; older 05-cilium.conflist;"
	 "pod kube-system_cilium-4c $U mount-cgroup cilium-agent", SILENT, {"05-cilium.conflist is valid"}, NULL,
	 false},
	{"Istio's plugin behind Calico's, in a file of its own", WAS_WRONG,
	 "calico; calico_pod; network 02-istio-cni.conflist calico portmap istio-cni; plugin istio-cni;"
	 "older 02-istio-cni.conflist", SILENT, {"02-istio-cni.conflist is valid"}, NULL, false},
	{"Istio's file for multus, beside Calico's", WAS_WRONG,
	 "calico; older 10-calico.conflist; conf YYY-istio-cni.conf istio-cni istio-cni", SILENT,
	 {"10-calico.conflist is valid"}, NULL, false},
	{"a network of one more plugin of the project", WAS_WRONG,
	 "calico; older 10-calico.conflist; conf 99-tuning.conf tuning tuning", SILENT,
	 {"10-calico.conflist is valid"}, NULL, false},
	{"DANM before the network that it delegates to", WAS_WRONG,
	 "flannel; conf 00-danm.conf meta_cni danm; older 00-danm.conf", SILENT, {"00-danm.conf is valid"}, NULL,
	 false},
	{"Genie before the network that it delegates to", WAS_WRONG,
	 "flannel; conf 00-genie.conf k8s-pod-network genie; older 00-genie.conf", SILENT, {"00-genie.conf is valid"},
	 NULL, false},
	{"two CNIs that both have their pods", WAS_WRONG,
	 "calico; flannel; older 10-calico.conflist; calico_pod; U=${U%a}b; flannel_pod", SILENT,
	 {"10-calico.conflist is valid"}, NULL, false},
	{"a macvlan network of podman's, after Calico", WAS_WRONG,
	 "calico; calico_pod; older 10-calico.conflist; conf lan.conflist.x lan macvlan; network lan.conflist macvlan",
	 SILENT, {"10-calico.conflist is valid"}, NULL, false},

	/* C: a plugin is elsewhere. */
	{"CRI-O: one of two directories is not searched", WAS_WRONG,
	 "crio; set_crio 'plugin_dirs = [\"/usr/libexec/cni\"]'; calico; into usr/libexec/cni; plugin portmap;"
	 "rm opt/cni/bin/portmap", LOST,
	 {"calico: not in /usr/libexec/cni", "but in /opt/cni/bin", "the setting is plugin_dirs in "
	  "/etc/crio/crio.conf.d/10-x.conf"}, "plugin_dirs = [\"/usr/libexec/cni\", \"/opt/cni/bin\"]", true},
	{"CRI-O takes its bridge, and skips Calico for a directory that is not searched", WAS_WRONG,
	 "crio; set_crio 'plugin_dirs = [\"/usr/libexec/cni\"]'; calico; into usr/libexec/cni;"
	 "plugin bridge host-local; crio_bridge", VERDICT_WARN, "cni-config-skipped",
	 {"10-calico.conflist is skipped by CRI-O: plugin calico: not in /usr/libexec/cni, but in /opt/cni/bin"},
	 "plugin_dirs = [\"/usr/libexec/cni\", \"/opt/cni/bin\"]", true},
	{"in /usr/local/libexec/cni", WAS_WRONG, "calico; mkdir -p usr/local/libexec; mv $B usr/local/libexec/cni",
	 LOST, {"calico, portmap, loopback: not in /opt/cni/bin", "but in /usr/local/libexec/cni; every pod needs "
	 "them", "the setting is bin_dir in /etc/containerd/config.toml"}, "ln -s ", true},
	{"in /home/kubernetes/bin", WAS_WRONG, "calico; mkdir -p home/kubernetes; mv $B home/kubernetes/bin", LOST,
	 {"but in /home/kubernetes/bin"}, "ln -s ", true},
	{"in /opt/libexec/cni", WAS_WRONG, "calico; mkdir -p opt/libexec; mv $B opt/libexec/cni", LOST,
	 {"but in /opt/libexec/cni"}, "ln -s ", true},
	{"among those of k3s", WAS_WRONG, "flannel; mkdir -p var/lib/rancher/k3s/data/0a1b;"
	 "mv $B var/lib/rancher/k3s/data/0a1b/bin", LOST, {"but in /var/lib/rancher/k3s/data/0a1b/bin"}, "ln -s ",
	 true},
	{"among those of RKE2", WAS_WRONG, "flannel; mkdir -p var/lib/rancher/rke2/data/v1.31;"
	 "mv $B var/lib/rancher/rke2/data/v1.31/bin", LOST, {"but in /var/lib/rancher/rke2/data/v1.31/bin"},
	 "ln -s ", true},
	{"in two directories", WAS_WRONG, "calico; mkdir -p usr/lib/cni usr/libexec/cni;"
	 "mv $B/calico usr/lib/cni; mv $B/portmap usr/libexec/cni", LOST,
	 {"calico, portmap: not in /opt/cni/bin", "but in /usr/lib/cni, /usr/libexec/cni"}, "ln -s ", true},
	{"Debian's bin_dir: one command for all", WAS_WRONG, "calico; bin_dir /usr/lib/cni", LOST, {"but in /opt/cni/bin"}, "ln -s ", true},
	{"CRI-O: all in the directory that is not searched", WAS_RIGHT,
	 "crio; set_crio 'plugin_dirs = [\"/usr/libexec/cni\"]'; calico", LOST, {"but in /opt/cni/bin"},
	 "\"/opt/cni/bin\"]", true},
	{"a sound one behind one that is empty", WAS_RIGHT,
	 "calico; mkdir -p usr/lib/cni; cp $B/portmap usr/lib/cni; >$B/portmap", VERDICT_FAIL,
	 "cni-plugin-unusable", {"portmap is empty"}, "ln -s ", true},
	{"one elsewhere that cannot be executed is none", WAS_RIGHT,
	 "calico; mkdir -p usr/lib/cni; mv $B/calico usr/lib/cni; >usr/lib/cni/calico", LOST,
	 {"calico: not in /opt/cni/bin; "}, "10-calico.conflist ", true},
	{"an empty bin_dir", WAS_WRONG, "calico; bin_dir ''", VERDICT_FAIL, "cni-runtime-invalid",
	 {"the directory of plugins is empty"}, NULL, false},
	{"two directories in bin_dir", WAS_WRONG, "calico; bin_dir /opt/cni/bin:/usr/lib/cni", LOST,
	 {"not in /opt/cni/bin:/usr/lib/cni (", "but in /opt/cni/bin; "}, "vi ", false},
	{"CRI-O: a file of its own behind the drop-in sets the directories", WAS_WRONG,
	 "crio; calico; printf '[crio.network]\nplugin_dirs = [\"/usr/libexec/cni\"]\n' "
	 ">etc/crio/crio.conf.d/zz-local.conf", LOST, {"but in /opt/cni/bin"}, "ln -s ", true},
	{"CRI-O: an option of its unit sets the directory", WAS_WRONG,
	 "crio; calico; unit 'ExecStart=/usr/bin/crio --cni-plugin-dir /usr/libexec/cni'", LOST,
	 {"but in /opt/cni/bin"}, "ln -s ", true},
	{"CRI-O: it reads its drop-ins elsewhere", WAS_WRONG,
	 "crio; calico; unit 'ExecStart=/usr/bin/crio --config-dir /etc/crio/mine.d'; mkdir etc/crio/mine.d;"
	 "printf '[crio.network]\nplugin_dirs = [\"/usr/libexec/cni\"]\n' >etc/crio/mine.d/1.conf", LOST,
	 {"but in /opt/cni/bin"}, "ln -s ", true},
	{"CRI-O: a file behind the drop-in sets the network", WAS_WRONG,
	 "crio; crio_bridge; project; network 15-calico.conflist calico; plugin calico;"
	 "printf '[crio.network]\ncni_default_network = \"crio\"\n' >etc/crio/crio.conf.d/99-kubernetes.conf", RIVAL,
	 {"cni_default_network is \"crio\""}, "vi ", false},

	/* D: fit, and held back. */
	{"nerdctl's network alone, with its plugins elsewhere", WAS_WRONG,
	 "nerdctl; into usr/local/libexec/cni; project", VERDICT_WARN, "cni-plugin-missing",
	 {"bridge, portmap, firewall, tuning, host-local, loopback: not in /opt/cni/bin", "but in "
	  "/usr/local/libexec/cni; the network is the default one that nerdctl installs"}, "nerdctl-bridge", true},
	{"the network of containerd's archive alone, without plugins", WAS_WRONG, "archive", VERDICT_WARN,
	 "cni-plugin-missing", {"bridge, portmap, host-local, loopback: "}, "10-containerd-net", true},
	{"a network of podman's alone, without plugins", WAS_WRONG,
	 "bridge dev.conflist dev cni-podman1 10.89.0.0/24", VERDICT_WARN, "cni-plugin-missing",
	 {"waits for its CNI"}, "dev.conflist", true},
	{"podman's bridge alone, without plugins", WAS_RIGHT, "podman", VERDICT_WARN, "cni-plugin-missing",
	 {"the package of podman installs, and the node waits"}, "87-podman", true},
	{"a bin_dir of k3s of before an upgrade", WAS_RIGHT,
	 "k3s; N=$N B=var/lib/rancher/k3s/data/current/bin; mkdir -p $B; flannel;"
	 "mkdir -p var/lib/rancher/k3s/agent/etc/containerd; printf 'version = 2\\n[plugins."
	 "\"io.containerd.grpc.v1.cri\".cni]\\nbin_dir=\"/var/lib/rancher/k3s/data/0ld/bin\"\\n"
	 "conf_dir=\"/var/lib/rancher/k3s/agent/etc/cni/net.d\"\\n' "
	 ">var/lib/rancher/k3s/agent/etc/containerd/config.toml", SILENT,
	 {"10-flannel.conflist is valid"}, NULL, false},
	{"a cniVersion of after this program", WAS_RIGHT,
	 "calico; sed -i s/0.3.1/1.2.0/ $N/10-calico.conflist", SILENT, {"newer than this program supports"}, NULL, false},
	{"CRI-O: a cniVersion of after this program", WAS_RIGHT,
	 "crio; calico; sed -i s/0.3.1/2.0.0/ $N/10-calico.conflist", SILENT, {"newer than this program supports"}, NULL,
	 false},
	{"CRI-O's bridge alone, with which kubelet has run, and a plugin is gone", WAS_WRONG,
	 "crio; crio_bridge; plugin host-local; addresses crio; mkdir -p $P/$U", LOST,
	 {"bridge: not in /opt/cni/bin"}, NULL, false},

	/* F: what brings a plugin or a file back. */
	{"Calico's plugins are missing", WAS_WRONG, "calico; rm $B/*", LOST,
	 {"calico, portmap, loopback: not in /opt/cni/bin", "the DaemonSet of the CNI has what is missing: with ",
	  "10-calico.conflist moved away kubelet starts, and it reinstalls both"}, "10-calico.conflist ", true},
	{"multus's is missing", WAS_WRONG, "network 00-multus.conflist multus; plugin loopback", LOST,
	 {"multus: not in", "the DaemonSet of the CNI"}, "00-multus.conflist ", true},
	{"what flannel needs of the host, with apt", WAS_WRONG,
	 "flannel; rm $B/*; plugin flannel; >usr/bin/apt-get", LOST,
	 {"portmap, bridge, host-local, loopback: ", "the package kubernetes-cni has what is missing"},
	 "install --reinstall kubernetes-cni", false},
	{"what flannel needs of the host, without a package manager", WAS_WRONG, "flannel; rm $B/bridge", LOST,
	 {"bridge: ", "containernetworking-plugins and kubernetes-cni have"}, "ls -l ", false},
	{"what flannel needs of the host is empty, without a package manager", WAS_WRONG, "flannel; >$B/bridge",
	 VERDICT_FAIL, "cni-plugin-unusable", {"bridge is empty; ", "containernetworking-plugins and kubernetes-cni have"},
	 "ls -l ", false},
	{"flannel's own plugin and one of the host's", WAS_WRONG, "flannel; rm $B/bridge $B/flannel; mkdir r; >r/x", LOST,
	 {"flannel: not in ", "the DaemonSet of the CNI has what is missing"}, NULL, false},
	{"a plugin that this program does not know", WAS_WRONG, "network 10-x.conflist acme; plugin loopback", LOST,
	 {"acme: not in ", "what installs it is not known: install the CNI again"}, NULL, false},
	{"five plugins without their x bit", WAS_WRONG, "flannel; chmod 644 $B/*", VERDICT_FAIL, "cni-plugin-unusable",
	 {"flannel, portmap, bridge, host-local, loopback: ", "flannel has mode 0644 and cannot be executed, and so with "
	  "the others; every pod needs them"}, "chmod 0755 ", true},
	{"two plugins that are cut off", WAS_WRONG, "calico; >$B/calico; >$B/portmap", VERDICT_FAIL,
	 "cni-plugin-unusable", {"calico, portmap: ", "calico is empty, and so with the others; every pod needs them; "
	 "the DaemonSet"}, "10-calico.conflist ", true},
	{"CRI-O skips podman's network, which lacks a plugin, and takes Calico's", WAS_WRONG,
	 "crio; podman; network 90-calico.conflist calico portmap; plugin calico portmap", SILENT,
	 {"90-calico.conflist is valid"}, NULL, false},
	{"Docker's containerd without CRI, and no cri-dockerd", WAS_WRONG,
	 "calico; echo 'disabled_plugins = [\"cri\"]' >etc/containerd/config.toml; >usr/bin/dockerd", VERDICT_FAIL,
	 "cni-runtime-invalid", {"disabled_plugins has cri"}, NULL, false},
	{"AWS's file, which Cilium has put aside", WAS_WRONG, ">$N/10-azure.conflist.cilium_bak", SILENT,
	 {"the node waits", "10-azure.conflist.cilium_bak is not read", "Cilium has put it aside: to restore it, "
	  "rename it to 10-azure.conflist"}, NULL, false},
	{"a package's network, which Cilium has put aside, before another file", WAS_WRONG,
	 "podman; mv $N/87-podman-bridge.conflist $N/87-podman-bridge.conflist.cilium_bak; >$N/90-x.conflist.cilium_bak",
	 SILENT, {"the node waits", "; 90-x.conflist.cilium_bak is not read"}, NULL, false},
	{"files that Cilium, which is here, has put aside, before another one", WAS_WRONG,
	 ">$N/10-kindnet.conflist.cilium_bak; >$N/90-x.conflist.bak; pod kube-system_cilium-4c $U mount-cgroup cilium-agent",
	 SILENT, {"the node waits", "; 90-x.conflist.bak is not read"}, NULL, false},
	{"a file that somebody has put aside", WAS_WRONG, ">$N/10-x.conf.bak", SILENT,
	 {"to restore it, rename it to 10-x.conf"}, NULL, false},
	{"Debian's package in Debian's directory", WAS_RIGHT,
	 "flannel; mv $B usr/lib/cni 2>/dev/null || { mkdir -p usr/lib; mv $B usr/lib/cni; };"
	 "bin_dir /usr/lib/cni; rm usr/lib/cni/bridge; >usr/bin/apt-get", LOST, {"bridge: not in /usr/lib/cni"},
	 "containernetworking-plugins", false},
	{"a plugin without its x bit", WAS_RIGHT, "calico; chmod 644 $B/calico", VERDICT_FAIL,
	 "cni-plugin-unusable", {"mode 0644"}, "chmod 0755", true},
	{"a file that an installer was writing", WAS_RIGHT, ">$N/10-x.conflist.tmp", SILENT, {"the node waits"},
	 NULL, false},
};

static const struct finding *find_node(const struct report *report, const struct node *node)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];
		bool found = finding->verdict == node->verdict &&
			     (node->cause ? finding->cause && text_equal(finding->cause->name, node->cause)
					  : !finding->cause);

		for (size_t word = 0; word < ARRAY_SIZE(node->words) && node->words[word]; word++)
			found = found && strstr(finding->summary, node->words[word]);
		if (found)
			return finding;
	}
	return NULL;
}

static void look(struct fixture *fixture)
{
	report_free(&fixture->report);
	report_init(&fixture->report, "", fixture->path);
	assert_int_equal(check_cni_config.run(&fixture->ctx, &fixture->report), 0);
	assert_int_equal(check_cni_plugins.run(&fixture->ctx, &fixture->report), 0);
}

/* Nothing of that kind is said any more; other findings are no matter. */
static bool is_fixed(const struct fixture *fixture, const struct node *node)
{
	for (size_t i = 0; i < fixture->report.count; i++)
		if (fixture->report.findings[i].cause &&
		    text_equal(fixture->report.findings[i].cause->name, node->cause))
			return false;
	return true;
}

static bool is_quiet(const struct fixture *fixture)
{
	return report_gravest(&fixture->report)->verdict <= VERDICT_SKIP;
}

/* What is wrong with the answer; NULL for nothing. */
static const char *judge(struct fixture *fixture, const struct node *node)
{
	const struct finding *finding = find_node(&fixture->report, node);

	if (report_gravest(&fixture->report)->verdict > node->verdict && (node->cause || !is_quiet(fixture)))
		return "graver";
	if (!finding)
		return "not found";
	if (node->command && (!finding->remedy || !strstr(finding->remedy, node->command)))
		return "another command";
	if (!node->fixes)
		return NULL;
	if (system(finding->remedy) != 0)
		return "the command failed";
	look(fixture);
	return is_fixed(fixture, node) ? NULL : "not fixed";
}

static void test_nodes(void **state)
{
	struct fixture *fixture = *state;
	size_t wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++) {
		const char *fault;

		run_command("cd %s && { %s\n%s\n%s\n}", fixture->path, prelude, networks, nodes[i].script);
		look(fixture);
		fault = judge(fixture, &nodes[i]);
		if (fault) {
			wrong++;
			print_message("# %s (%s): %s\n", nodes[i].name,
				      nodes[i].before == WAS_RIGHT ? "was right" : "was wrong", fault);
			for (size_t j = 0; j < fixture->report.count; j++)
				print_message("#   %s %s\n", verdict_name(fixture->report.findings[j].verdict),
					      fixture->report.findings[j].summary);
		}
		start_anew(fixture);
	}
	print_message("# %zu nodes\n", ARRAY_SIZE(nodes));
	assert_int_equal(wrong, 0);
}

/* It is not said to be skipped beside that. */
static void test_not_judged(void **state)
{
	struct fixture *fixture = *state;
	size_t warnings = 0;

	run_command("cd %s && { %s\n%s\n%s\n}", fixture->path, prelude, networks,
		    "crio; calico; sed -i s/0.3.1/1.2.0/ $N/10-calico.conflist; crio_bridge; project");
	look(fixture);
	for (size_t i = 0; i < fixture->report.count; i++)
		warnings += fixture->report.findings[i].verdict == VERDICT_WARN;
	assert_int_equal(warnings, 1);
	assert_finding(report_gravest(&fixture->report), VERDICT_WARN, "cni-config-skipped",
		       "whether CRI-O accepts or skips it was not checked");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_nodes),
		FIXTURE_TEST(test_not_judged),
	};

	return RUN_GROUP("cni_nodes", tests);
}
