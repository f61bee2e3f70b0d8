/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The background of each cause: how a node comes to it, what follows, and where to read on. */
#include "config.h"

#include <assert.h>

#include "preflight/cause.h"

#define OURS "man:kubelet-preflight(8)"
#define CONF "man:kubelet-preflight.conf(5)"
#define UNITS "man:kubelet-preflight.service(8)"

static const struct cause_background backgrounds[_CAUSE_COUNT] = {
	[CAUSE_MODULE_NOT_SHIPPED] = {
		"An upgrade to a kernel of another flavour does it, and one without the package "
		"that has the module, where that is a package of its own (linux-modules of Debian "
		"from kernel 6.19 on and of Ubuntu, kernel-modules-extra of Red Hat). "
		"systemd-modules-load says nothing, the CNI tries for ever, and the node would be "
		"Ready with pods that cannot talk.",
		OURS " man:modprobe(8)"},
	[CAUSE_MODULE_TREE_GONE] = {
		"The package of the kernel that runs was upgraded in place or removed. What is "
		"loaded stays loaded, and nothing more can be loaded until a kernel is booted "
		"that has its files.",
		OURS " man:depmod(8)"},
	[CAUSE_MODULE_INDEX_MISSING] = {
		"depmod makes the index when a kernel is installed. After an installation that was "
		"cut off, or in a tree that was copied by hand, there is none, and modprobe finds "
		"no module at all.",
		"man:depmod(8) man:modules.dep(5)"},
	[CAUSE_MODULE_INDEX_STALE] = {
		"The file came into the tree and depmod did not run after it. modprobe goes by the "
		"index alone, and says that there is no such module.",
		"man:depmod(8) man:modules.dep(5)"},
	[CAUSE_MODULE_INDEX_DAMAGED] = {
		"A disk that was full, or a power failure while depmod wrote, leaves such an index. "
		"libkmod before version 34 crashes on it, and modprobe with it.",
		"man:depmod(8) man:modules.dep(5)"},
	[CAUSE_MODULE_IN_OTHER_KERNEL] = {
		"The packages brought the module to one kernel and the node booted another: the "
		"upgrade of one flavour, or of the kernel without its extra package.",
		OURS " " UNITS},
	[CAUSE_MODULE_FILE_MISSING] = {
		"The file was removed, or the file system lost it, after depmod had made the index.",
		"man:depmod(8) man:modprobe(8)"},
	[CAUSE_MODULE_DEPENDENCY_MISSING] = {
		"A module is loaded together with those it needs: vxlan with udp_tunnel and "
		"ip6_udp_tunnel. Where one of them is gone, so is the module.",
		"man:modprobe(8) man:modinfo(8)"},
	[CAUSE_MODULE_FILE_DAMAGED] = {
		"A disk that was full during the upgrade, or a power failure after it, leaves files "
		"that are empty or end too early.",
		"man:modinfo(8) man:modprobe(8)"},
	[CAUSE_MODULE_COMPRESSION_UNKNOWN] = {
		"Modules are compressed with gzip, xz or zstd, and libkmod reads those that it was "
		"built with. A kernel of a newer release of the distribution can have another one.",
		"man:modprobe(8) man:kmod(8)"},
	[CAUSE_MODULE_OF_OTHER_KERNEL] = {
		"Each module says for which kernel it was built (vermagic), and a kernel refuses "
		"those of others: the tree was copied, or a build of one's own was put into it.",
		"man:modinfo(8) man:modprobe(8)"},
	[CAUSE_MODULE_SYMBOLS_DIFFER] = {
		"The kernel compares what a module uses with what it offers itself. Files of two "
		"builds of one release, mixed in one tree, do not match.",
		"man:modinfo(8) man:modprobe(8)"},
	[CAUSE_MODULE_SIGNATURE_REJECTED] = {
		"A signature holds for the bytes that were signed and for a key that the kernel "
		"knows. A file that was stripped or built anew has another signature or a void one.",
		"man:modinfo(8) man:kernel_lockdown(7)"},
	[CAUSE_MODULE_UNSIGNED] = {
		"With module.sig_enforce=1, and under Secure Boot where the distribution asks for "
		"it, the kernel loads signed modules only. One that was built on the node has no "
		"signature, or one with a key of the node that the firmware has to be told of.",
		"man:modinfo(8) man:kernel_lockdown(7)"},
	[CAUSE_KERNEL_LOCKED_DOWN] = {
		"Under Secure Boot distributions lock their kernels down: not even root can then "
		"load a module without a signature that the kernel trusts.",
		"man:kernel_lockdown(7) man:modinfo(8)"},
	[CAUSE_MODULES_DISABLED] = {
		"A hardening of the node sets it in a file of sysctl.d or at the end of the boot. "
		"Nothing but a reboot sets it back.",
		"man:sysctl.d(5) man:modules-load.d(5)"},
	[CAUSE_MODULE_DENIED] = {
		"A blacklist line of modprobe.d is the decision of whoever hardened this node. A CNI "
		"that needs the module does not work with it.",
		"man:modprobe.d(5)"},
	[CAUSE_MODULE_DENIED_AT_BOOT] = {
		"module_blacklist= is the kernel's own and holds for every load of the module; "
		"modprobe.blacklist= holds for those by modprobe and libkmod.",
		"man:modprobe(8) man:kernel-command-line(7)"},
	[CAUSE_MODULE_DENIED_BY_POLICY] = {
		"The kernel asks its security modules before it loads a file. After a restore or a "
		"copy the label or the signature of the file is not what the policy asks for.",
		"man:modprobe(8) man:selinux(8)"},
	[CAUSE_MODULE_INSTALL_FAILED] = {
		"modprobe runs the command of an install line in place of the load, and takes its "
		"failure for that of the load. One with /bin/false is how a node is hardened: a CNI "
		"that needs the module does not work with it.",
		"man:modprobe.d(5)"},
	[CAUSE_MODULE_INSTALL_VOID] = {
		"An install line with /bin/true switches a module off without an error: modprobe "
		"says that all is well, and nothing is loaded.",
		"man:modprobe.d(5)"},
	[CAUSE_MODULE_OPTION_BAD] = {
		"An options line of modprobe.d, or MODULE.OPTION=VALUE on the kernel command line, "
		"holds for every load. A value that one kernel takes can be refused by the next.",
		"man:modprobe.d(5) man:modinfo(8)"},
	[CAUSE_MODULE_LOAD_NOT_PERMITTED] = {
		"The unit has the capability and the system call. A drop-in that takes one of them, "
		"ProtectKernelModules=yes, and a container all take away the right to load.",
		UNITS " man:capabilities(7)"},
	[CAUSE_MODULE_LOAD_FAILED] = {
		"Index, files, configuration and policy are sound as far as they can be read, and "
		"the kernel answers with an error of its own.",
		OURS " man:modprobe(8)"},
	[CAUSE_MODULE_LOAD_VOID] = {
		"libkmod reports a success, and /sys/module does not have the module afterwards.",
		OURS " man:modprobe(8)"},
	[CAUSE_KERNEL_WITHOUT_MODULES] = {
		"A kernel without CONFIG_MODULES has what was built into it and nothing more, as in "
		"small virtual machines. No package can add to it.",
		OURS},
	[CAUSE_MODULE_ONLY_IN_INITRAMFS] = {
		"The node works until the module is unloaded. It comes back at the next boot only "
		"if the initramfs of that kernel has it as well.",
		UNITS " man:modules-load.d(5)"},
	[CAUSE_MODULE_UNKNOWN] = {
		"What cannot be looked at is not taken for sound: the gate stays closed.",
		OURS},
	[CAUSE_LINK_REFUSED] = {
		"The link is made in a network namespace that is thrown away, as the CNI will make "
		"its own: the only proof that counts. The kernel has one answer for every cause.",
		OURS " man:ip-link(8)"},
	[CAUSE_LINK_UNPROVEN] = {
		"With Probe=no the verdict rests on the modules alone: a module that is loaded and "
		"makes no link is not seen.",
		CONF},
	[CAUSE_LINK_UNKNOWN] = {
		"A link is tried in a network namespace of its own, which only root can make, and "
		"no process in a sandbox that forbids it.",
		OURS " man:network_namespaces(7)"},
	[CAUSE_PACKAGE_MISSING] = {
		"A kernel upgrade installs the kernel and what depends on it. A package with the "
		"rest of the modules comes along only where a metapackage asks for it.",
		OURS},
	[CAUSE_PACKAGE_INCOMPLETE] = {
		"The package manager thinks that all is there. Files were removed behind its back, "
		"or never written because the disk was full.",
		OURS},
	[CAUSE_PACKAGE_UNKNOWN] = {
		"The package is only a remedy and a warning: whether the kernel has the module is "
		"seen without it.",
		OURS},
	[CAUSE_METAPACKAGE_MISSING] = {
		"The package was installed for this one kernel. The upgrade to the next brings that "
		"kernel without it, and the reboot after it finds no module.",
		OURS " " UNITS},
	[CAUSE_PERSIST_MISSING] = {
		"The gate loads the module by itself. A program that starts before it, or without "
		"it, finds no module.",
		"man:modules-load.d(5) " CONF},
	[CAUSE_PERSIST_MASKED] = {
		"A symbolic link to /dev/null in the place of our file says that it shall not be "
		"written. The gate keeps to that, and loads the module at every boot by itself.",
		"man:modules-load.d(5) " CONF},
	[CAUSE_PERSIST_NOT_WRITTEN] = {
		"The root file system is read-only, or full. The gate loads the module at every "
		"boot by itself.",
		"man:modules-load.d(5) " CONF},
	[CAUSE_CNI_CONFIG_INVALID] = {
		"containerd takes the first file of the directory in byte order and never falls "
		"back to another, and CRI-O has no other to take. An edit by hand, or the installer "
		"of a CNI that was killed while it wrote, leaves such a file.",
		CONF " " OURS},
	[CAUSE_CNI_CONFIG_UNREADABLE] = {
		"A directory, a FIFO or a link to nothing stands where the configuration should, or "
		"the disk does not give the file. The runtime opens it all the same, and waits for "
		"ever on a FIFO.",
		CONF " " OURS},
	[CAUSE_CNI_CONFIG_ABSENT] = {
		"By default such a node is fit: the DaemonSet of its CNI writes the configuration "
		"once kubelet runs. Absent=block says that nobody will.",
		CONF},
	[CAUSE_CNI_CONFIG_QUARANTINED] = {
		"Invalid=quarantine asks for it. The file is in "
		"/var/lib/kubelet-preflight/quarantine with its bytes, mode and owner.",
		CONF},
	[CAUSE_CNI_CONFIG_SKIPPED] = {
		"Pods get the network of the file that is taken, which need not be the one that was "
		"meant.",
		CONF " " OURS},
	[CAUSE_CNI_CONFIG_RIVAL] = {
		"A copy that was kept beside the file, or what an older CNI left behind, comes first "
		"in byte order: pods get the network of a file that nobody looks after.",
		OURS},
	[CAUSE_CNI_CONFIG_RELEASE] = {
		"Releases of the runtime differ in what they accept. Pods have their network with "
		"this one, and can lose it with the next upgrade of the runtime.",
		OURS},
	[CAUSE_CNI_CONFIG_UNWORKABLE] = {
		"The runtime does not compare the cniVersion with those that exist, nor does it look at "
		"the plugins that a plugin names. Each ADD fails then, and every pod stays in "
		"ContainerCreating.",
		CONF " " OURS},
	[CAUSE_CNI_FILE_MISSING] = {
		"Such files are made anew after each boot: flannel's subnet.env is below /run. Until "
		"then pods wait, but for those of the host's network, as the DaemonSet's is.",
		OURS},
	[CAUSE_CNI_PLUGIN_MISSING] = {
		"Plugins lie in the directories that the runtime's own configuration names. A "
		"package that installs into another directory does not serve it.",
		CONF " " OURS},
	[CAUSE_CNI_PLUGIN_UNUSABLE] = {
		"A plugin of another architecture, an empty file of an installation that was cut "
		"off, a mode without x or a file system with noexec does that.",
		CONF " " OURS},
	[CAUSE_CNI_RUNTIME_INVALID] = {
		"containerd, CRI-O and the kubelet read their configuration when they start, and "
		"end when they cannot. A node whose runtime runs has not restarted it since the edit.",
		CONF " " OURS},
	[CAUSE_CNI_INSTALLER_HEALS] = {
		"Most CNIs install their plugins and their configuration from a container of their "
		"DaemonSet, each time its pod starts, and kubelet starts the pods of this node again "
		"after a reboot. To hold kubelet back would keep that from happening. What shows "
		"that the installer has run here are the directories that kubelet made for it below "
		"/var/lib/kubelet/pods and /var/log/pods. A node that was reset, or joined to a "
		"cluster with another CNI, can still have them, and then no pod comes back. "
		"kubelet-preflight-installer.service looks again 3 and 10 minutes after kubelet has "
		"started.",
		UNITS " " CONF},
	[CAUSE_CNI_INSTALLER_FAILED] = {
		"kubelet was started although the file was damaged or missing, because a pod of this "
		"node had an installer that writes it. The pod did not start, its installer failed, "
		"or the pod does not belong to this node any more.",
		UNITS},
	[CAUSE_CNI_LINK_UNPROVEN] = {
		"Without a setting the gate proves vxlan, which most CNIs use. Antrea, Kube-OVN and "
		"OVN-Kubernetes use geneve. Once Modules= is set, to whatever it is, nothing more is said.",
		CONF},
	[CAUSE_CNI_UNKNOWN] = {
		"What cannot be looked at is not taken for sound: the gate stays closed.",
		CONF " " OURS},
	[CAUSE_NEXT_KERNEL_UNFIT] = {
		"A kernel upgrade plants the fault, and the next boot springs it. What boots next is "
		"read from the boot loader's own files.",
		OURS " " UNITS},
	[CAUSE_NEWER_KERNEL_UNFIT] = {
		"It is not what boots next by the boot loader's files, and becomes that with the "
		"next change of the default.",
		OURS " " UNITS},
	[CAUSE_NEXT_KERNEL_UNKNOWN] = {
		"The check is a warning for the time after the next reboot: it never holds a node "
		"back.",
		OURS},
	[CAUSE_GATE_NOT_INSTALLED] = {
		"It is looked for with check --kernel=all: an image is proven before it ships, and "
		"its nodes at every boot.",
		UNITS},
	[CAUSE_GATE_NOT_ENABLED] = {
		"A package enables nothing by itself. systemctl enable makes the links from every "
		"service with a kubelet to the gate.",
		UNITS},
	[CAUSE_GATE_UNKNOWN] = {
		"What cannot be looked at is not taken for sound: the image is not proven.",
		UNITS},
	[CAUSE_GATE_MASKED] = {
		"A mask is a link to /dev/null in place of a unit: systemctl mask and systemd.mask= "
		"on the kernel command line make one. kubelet requires the barrier, which is bound "
		"to the gate, and does not start without them; but an older systemd (252, not 257) "
		"starts kubelet unproven at boot when it is the barrier that is masked.",
		UNITS " man:systemctl(1) man:systemd-debug-generator(8)"},
	[CAUSE_OVERLAY_LINK_MISSING] = {
		"The CNI's pod on this node creates the tunnel: Calico's felix tries once a second "
		"for ever, and neither the pod's readiness nor the node's condition tells of it. A "
		"pod that was started anew begins from what the node has now.",
		UNITS " man:ip-link(8)"},
	[CAUSE_OVERLAY_LINK_GONE] = {
		"A script that tidies up, a network manager that takes links it does not know away, "
		"and a CNI that ends and cleans behind itself do it. Some CNIs make the tunnel "
		"anew by themselves, others only when they start.",
		UNITS " man:ip-link(8)"},
	[CAUSE_OVERLAY_LINK_IN_THE_WAY] = {
		"Two vxlan interfaces can share a UDP port only with different VNIs, and not where "
		"one of them is external, as Cilium's is. A node that changed its CNI keeps the link of the "
		"one before until somebody deletes it or reboots.",
		UNITS " man:ip-link(8)"},
	[CAUSE_OVERLAY_LINK_DOWN] = {
		"A CNI makes the link first and sets it up then; one that ended in between, and "
		"somebody's ip link set down, leave it so. The kernel drops what is sent over it.",
		UNITS " man:ip-link(8)"},
	[CAUSE_OVERLAY_LINK_KIND] = {
		"A name is given once in a network namespace. The CNI looks for its tunnel by the "
		"name, and fails on a link that is something else.",
		"man:ip-link(8)"},
	[CAUSE_OVERLAY_ADDRESS_MISSING] = {
		"The CNI takes the address from the block of the pod network that this node has. "
		"Without one in the cluster's state, or after somebody flushed the addresses, the "
		"tunnel is up and unused.",
		UNITS " man:ip-address(8)"},
	[CAUSE_OVERLAY_LOCAL_MISSING] = {
		"The link keeps the address that it was made with. After the node got another one, "
		"by DHCP or on another network card, answers go to where nobody is.",
		"man:ip-link(8) man:ip-address(8)"},
	[CAUSE_OVERLAY_PORT] = {
		"Port and VNI are the same on all nodes of a cluster. Linux makes a link with port "
		"8472 where none is given, and IANA's number is 4789: a CNI whose settings changed "
		"has old links on the nodes that it did not reach.",
		CONF " man:ip-link(8)"},
	[CAUSE_OVERLAY_MTU] = {
		"Small packets pass, so that pings and the readiness of pods tell nothing: large "
		"answers hang. The MTU of the CNI's settings was set for another network.",
		"man:ip-link(8)"},
	[CAUSE_OVERLAY_MODULE_MISSING] = {
		"The gate loads the module before kubelet starts. Somebody's rmmod, which takes the "
		"links of the module along, is the way to lose it after that.",
		OURS " man:modprobe(8)"},
	[CAUSE_OVERLAY_KUBELET_STOPPED] = {
		"The pod that makes the tunnel is started by kubelet, as all are.",
		UNITS},
	[CAUSE_OVERLAY_PODS_STALE] = {
		"A pod that was started while the tunnel was broken got routes and neighbours of "
		"that time, and some programs keep what they could not reach. Most such pods are "
		"well, which is why this is a warning.",
		UNITS " " CONF},
	[CAUSE_OVERLAY_UNKNOWN] = {
		"The kernel tells links, addresses and routes to whoever asks in its own network "
		"namespace: a container sees those of the container.",
		OURS " " CONF},
	[CAUSE_SETTINGS_INVALID] = {
		"A value that no release can have is an error, and until then the gate stays closed. A "
		"name that is not known can be one of a later release: it is left out, with a warning.",
		CONF},
	[CAUSE_OUT_OF_MEMORY] = {
		"A report that lost a finding is never taken for fit.",
		OURS},
};

const struct cause_background *cause_background(enum cause_id id)
{
	assert(id > CAUSE_NONE && id < _CAUSE_COUNT);
	return &backgrounds[id];
}
