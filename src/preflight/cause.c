/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of causes: the stable names of what is wrong with a node. */
#include "config.h"

#include <assert.h>

#include "preflight/cause.h"
#include "util.h"

static const struct cause causes[_CAUSE_COUNT] = {
	[CAUSE_MODULE_NOT_SHIPPED] = {
		"module-not-shipped", "96eb54c83b244d5d96990315cb5849b9", VERDICT_FAIL,
		"The kernel has no such module: not built in, and no file of it in its module tree.",
		"Install the package that carries the module for the running kernel; where the "
		"archive no longer has this version, the newest kernel of the flavour, and "
		"reboot."},
	[CAUSE_MODULE_TREE_GONE] = {
		"module-tree-gone", "a8fd4f48be3d4a32b385a379985193fc", VERDICT_FAIL,
		"The module tree of the kernel is gone, as after an upgrade without a reboot.",
		"Reboot into the kernel that is installed; where none is, install one first."},
	[CAUSE_MODULE_INDEX_MISSING] = {
		"module-index-missing", "cd32014a577a4de7bcff096675edaff0", VERDICT_FAIL,
		"The module's file is there and the index that finds it (modules.dep.bin) is not.",
		"Make the index anew with depmod."},
	[CAUSE_MODULE_INDEX_STALE] = {
		"module-index-stale", "3afc064949a24e169537c5bc921c1277", VERDICT_FAIL,
		"The module's file is there and the index (modules.dep.bin) does not know it.",
		"Make the index anew with depmod."},
	[CAUSE_MODULE_INDEX_DAMAGED] = {
		"module-index-damaged", "f2360f337f364f469ba2232fd0fd1d58", VERDICT_FAIL,
		"The module index (modules.dep.bin) is damaged.",
		"Make the index anew with depmod."},
	[CAUSE_MODULE_IN_OTHER_KERNEL] = {
		"module-in-other-kernel", "11a1c148436b456e89c7b85b399a45b1", VERDICT_FAIL,
		"The running kernel has no such module, and another installed kernel has.",
		"Boot the kernel that has the module, or install the package that carries it for "
		"this one."},
	[CAUSE_MODULE_FILE_MISSING] = {
		"module-file-missing", "741c09bb856d4f56b5d3171779ed09c3", VERDICT_FAIL,
		"The index names a file of the module that is not there.",
		"Install the package of the kernel's modules again."},
	[CAUSE_MODULE_DEPENDENCY_MISSING] = {
		"module-dependency-missing", "1ff509f544274090b3088753558be303", VERDICT_FAIL,
		"The file of another module, which this one needs, is not there.",
		"Install the package of the kernel's modules again."},
	[CAUSE_MODULE_FILE_DAMAGED] = {
		"module-file-damaged", "e38e145104124713890e177f94befae3", VERDICT_FAIL,
		"The file of the module, or of one it needs, is empty, cut off or no module at all.",
		"Install the package of the kernel's modules again."},
	[CAUSE_MODULE_COMPRESSION_UNKNOWN] = {
		"module-compression-unknown", "01abb9b7794d42688dc4391679b2d910", VERDICT_FAIL,
		"The module's file is compressed with what this node's libkmod cannot read.",
		"Decompress the files of the modules, and make the index anew with depmod."},
	[CAUSE_MODULE_OF_OTHER_KERNEL] = {
		"module-of-other-kernel", "44a63c6ef636400f8d42cd8ac889d7b8", VERDICT_FAIL,
		"The module's file was built for another kernel.",
		"Install the package of the kernel's modules again, which has the file for this "
		"kernel."},
	[CAUSE_MODULE_SYMBOLS_DIFFER] = {
		"module-symbols-differ", "95666f626b764cdf872bd7a1d0bee123", VERDICT_FAIL,
		"The kernel refuses the module: it was built against other versions of the "
		"kernel's symbols.",
		"Install the package of the kernel's modules again, which has the file for this "
		"kernel."},
	[CAUSE_MODULE_SIGNATURE_REJECTED] = {
		"module-signature-rejected", "085bce25b4eb48db8051d4fd44a55c2a", VERDICT_FAIL,
		"The kernel rejects the signature of the module, which was altered or signed "
		"with another key.",
		"Install the package of the kernel's modules again, which has the file with its "
		"signature."},
	[CAUSE_MODULE_UNSIGNED] = {
		"module-unsigned", "a81dc7f21d61468aaa5f19370892244f", VERDICT_FAIL,
		"The kernel demands signed modules, and this one has no signature.",
		"Install the module as the distribution signed it, or sign it with a key that "
		"this kernel trusts."},
	[CAUSE_KERNEL_LOCKED_DOWN] = {
		"kernel-locked-down", "f32da1ab44c84e118ac91123b942d77a", VERDICT_FAIL,
		"The kernel is locked down and refuses the module.",
		"Install the module as the distribution signed it, or sign it with a key that "
		"this kernel trusts."},
	[CAUSE_MODULES_DISABLED] = {
		"modules-disabled", "41c69546635c45bcbb277adf2c2da60b", VERDICT_FAIL,
		"Loading of modules is switched off until the next boot (kernel.modules_disabled=1).",
		"Name the module in modules-load.d, which is read before loading is switched "
		"off, and reboot."},
	[CAUSE_MODULE_DENIED] = {
		"module-denied", "d9932358a47d4ffd982b4b2b0f1bb903", VERDICT_FAIL,
		"The configuration of this node forbids to load the module.",
		"Whoever forbids the module decides: take the line out, or give this node a CNI "
		"that does without the module. It is never overridden."},
	[CAUSE_MODULE_DENIED_AT_BOOT] = {
		"module-denied-at-boot", "13b331ba560a4d07acb05d7dd688b907", VERDICT_FAIL,
		"The kernel command line forbids to load the module.",
		"Whoever forbids the module decides: take the parameter off the kernel command "
		"line and reboot, or give this node a CNI that does without the module. It is "
		"never overridden."},
	[CAUSE_MODULE_DENIED_BY_POLICY] = {
		"module-denied-by-policy", "44edd880527a402a9944c38d960bce08", VERDICT_FAIL,
		"A security policy (SELinux, IMA) forbids to load the module.",
		"Give the files of the module tree the labels or signatures that the policy asks "
		"for."},
	[CAUSE_MODULE_INSTALL_FAILED] = {
		"module-install-failed", "7f087658b0d841d4bb5dab6b7d0777cc", VERDICT_FAIL,
		"An install line of modprobe.d replaces the load by a command, and the command "
		"fails.",
		"Take the install line out, or mend its command."},
	[CAUSE_MODULE_INSTALL_VOID] = {
		"module-install-void", "b72100c1781e42e0a0995b5fcbaeb30b", VERDICT_FAIL,
		"An install line of modprobe.d replaces the load by a command that succeeds and "
		"loads nothing.",
		"Take the install line out, or mend its command."},
	[CAUSE_MODULE_OPTION_BAD] = {
		"module-option-bad", "4f2a2eb2c1904ad4a6a3e620b272cd02", VERDICT_FAIL,
		"The module refuses the value of an option that modprobe.d gives it.",
		"Correct the option, or take it out."},
	[CAUSE_MODULE_LOAD_NOT_PERMITTED] = {
		"module-load-not-permitted", "f36fb7c929504458b4002aeb623e73f3", VERDICT_FAIL,
		"The gate itself is not permitted to load modules: a sandbox or a missing "
		"capability.",
		"Run the gate as its unit file has it: as root, with CAP_SYS_MODULE and without "
		"a filter on finit_module."},
	[CAUSE_MODULE_LOAD_FAILED] = {
		"module-load-failed", "e251f59b4862477fa8d0651a9a7ad19a", VERDICT_FAIL,
		"The load of the module failed.",
		"The kernel's error tells more: journalctl -k -b. Install the package of the "
		"kernel's modules again."},
	[CAUSE_MODULE_LOAD_VOID] = {
		"module-load-void", "d71f8f81fb6948ffba570e62c0b0cc8a", VERDICT_FAIL,
		"The load was reported as a success and the module is not loaded.",
		"The kernel's log tells more: journalctl -k -b. Install the package of the "
		"kernel's modules again."},
	[CAUSE_KERNEL_WITHOUT_MODULES] = {
		"kernel-without-modules", "76e130c01a1e4015a8663507bbb3c0cc", VERDICT_FAIL,
		"The kernel was built without module support and without this function.",
		"Boot a kernel that has the function: the distribution's own has it."},
	[CAUSE_MODULE_ONLY_IN_INITRAMFS] = {
		"module-only-in-initramfs", "27fc9166b59544969529712c6fd94d37", VERDICT_WARN,
		"The module is loaded, and the root file system does not ship it, or not all that "
		"it needs: it came from the initramfs, or a file was removed since.",
		"Install the package of the kernel's modules into the root file system."},
	[CAUSE_MODULE_UNKNOWN] = {
		"module-unknown", "45a78121d20742f395b444808fd2ac09", VERDICT_ERROR,
		"The state of the module could not be read.",
		"Mount /proc and /sys, and look as root; where libkmod cannot be opened, install "
		"its package anew."},
	[CAUSE_LINK_REFUSED] = {
		"link-refused", "d2958a2c665b409e9db3af6bf69f18b1", VERDICT_FAIL,
		"The kernel refuses to create the link or to set it up.",
		"The finding of the module names the cause; where the module is loaded, the "
		"kernel's text is all there is to know."},
	[CAUSE_LINK_UNPROVEN] = {
		"link-unproven", "9183e84a26fd45e28e9a5f028f028ba0", VERDICT_WARN,
		"No link was tried, because the settings say so.",
		"Set Probe=yes."},
	[CAUSE_LINK_UNKNOWN] = {
		"link-unknown", "131655c97c8c4b67bf6de9b44cedee6f", VERDICT_ERROR,
		"The link could not be tried.",
		"Look as root."},
	[CAUSE_PACKAGE_MISSING] = {
		"package-missing", "3a2b568e26d745faa2bef5a21d6c5331", VERDICT_FAIL,
		"The package that carries the module for this kernel is not installed.",
		"Install the package."},
	[CAUSE_PACKAGE_INCOMPLETE] = {
		"package-incomplete", "9bcb4e7a1bd84618ba2961c67009535e", VERDICT_FAIL,
		"The package that carries the module is installed and its file is not on the disk.",
		"Install the package again."},
	[CAUSE_PACKAGE_UNKNOWN] = {
		"package-unknown", "4eb4bd9d3b5e4163b17f45c379e3db04", VERDICT_WARN,
		"The package database of this node could not be read.",
		"Mend the database of the package manager."},
	[CAUSE_METAPACKAGE_MISSING] = {
		"metapackage-missing", "e191a2f5179e47cdad6c9c73c6799612", VERDICT_WARN,
		"The next kernel upgrade will not bring the package that carries the module.",
		"Install the metapackage."},
	[CAUSE_PERSIST_MISSING] = {
		"persist-missing", "84e5ece661fd45d39d8c88a9be970901", VERDICT_WARN,
		"No modules-load.d file names the module, so that the next boot loads it late.",
		"Name the module in a file of modules-load.d."},
	[CAUSE_PERSIST_MASKED] = {
		"persist-masked", "9378876659394589827b76785b17cd63", VERDICT_WARN,
		"The administrator masked our modules-load.d file, and no other names the module.",
		"Take the mask away, or name the module in a file of your own."},
	[CAUSE_PERSIST_NOT_WRITTEN] = {
		"persist-not-written", "95fc47486fb64ce3860854eaf333bd2c", VERDICT_WARN,
		"The modules-load.d file could not be written.",
		"Make /etc/modules-load.d writable, or name the module in a file of your own."},
	[CAUSE_CNI_CONFIG_INVALID] = {
		"cni-config-invalid", "8699b602dc014b5c907f801d8f891457", VERDICT_FAIL,
		"The container runtime rejects its CNI configuration, and with it every pod.",
		"Correct the file, or rename it so that its name ends in none of .conf, .conflist "
		"and .json: the DaemonSet of the CNI installs its own again."},
	[CAUSE_CNI_CONFIG_UNREADABLE] = {
		"cni-config-unreadable", "7f91f8dde0804670a7ad5af950c56810", VERDICT_FAIL,
		"The CNI configuration is nothing the container runtime can read.",
		"Move the file out of the directory: the DaemonSet of the CNI installs its own anew."},
	[CAUSE_CNI_CONFIG_ABSENT] = {
		"cni-config-absent", "60e50f1df9924116aa7776ef7dd9bd9a", VERDICT_FAIL,
		"There is no CNI configuration, and the settings say that the image brings one.",
		"Install the image's CNI configuration, or let the node wait for a DaemonSet "
		"with Absent=allow."},
	[CAUSE_CNI_CONFIG_QUARANTINED] = {
		"cni-config-quarantined", "468abda423b14d3da36c93fff05cc425", VERDICT_WARN,
		"A CNI configuration that the container runtime rejects was moved out of its way.",
		"None is needed: the DaemonSet of the CNI installs its own anew. The remedy "
		"takes the file back."},
	[CAUSE_CNI_CONFIG_SKIPPED] = {
		"cni-config-skipped", "b5b1c99b9bb449ed9158b0ce08d59e31", VERDICT_WARN,
		"CRI-O skips a CNI configuration that it cannot use, and takes another.",
		"Correct the file, or move it out of the directory."},
	[CAUSE_CNI_CONFIG_RIVAL] = {
		"cni-config-rival", "f531281cd3a24fceb0afc72432313af5", VERDICT_WARN,
		"The container runtime takes another CNI configuration than its directory suggests.",
		"Move the file that is not meant out of the directory."},
	[CAUSE_CNI_CONFIG_RELEASE] = {
		"cni-config-release", "118a625cc4e142e5b03d7a5c3639744e", VERDICT_WARN,
		"Other releases of the container runtime make something else of this CNI "
		"configuration.",
		"Write the file so that every release of the runtime takes it."},
	[CAUSE_CNI_CONFIG_UNWORKABLE] = {
		"cni-config-unworkable", "aab8866d68e242dc8102f57909be358f", VERDICT_FAIL,
		"The container runtime takes the CNI configuration, but no pod can get a network "
		"with its cniVersion or the name of a plugin in it.",
		"Correct the version or the name that the finding quotes, or move the file out of "
		"the directory: the DaemonSet of the CNI installs its own again."},
	[CAUSE_CNI_FILE_MISSING] = {
		"cni-file-missing", "9efe9ef65f804f24bc3bc20ac6709bd9", VERDICT_WARN,
		"A file that a CNI plugin reads is missing or empty, until its DaemonSet writes "
		"it anew.",
		"None is needed: the DaemonSet of the CNI writes the file anew once kubelet runs."},
	[CAUSE_CNI_PLUGIN_MISSING] = {
		"cni-plugin-missing", "45a7fbe78d02449bb9f675fb9eaa5ce5", VERDICT_FAIL,
		"A CNI plugin that every pod needs is not installed.",
		"Install the package that has the plugin; the DaemonSet of a CNI installs its own."},
	[CAUSE_CNI_PLUGIN_UNUSABLE] = {
		"cni-plugin-unusable", "96857acf4c674a88a653a99ff012baff", VERDICT_FAIL,
		"A CNI plugin that every pod needs cannot be executed.",
		"Install the plugin again for this architecture, or make it executable."},
	[CAUSE_CNI_RUNTIME_INVALID] = {
		"cni-runtime-invalid", "f6f640b8d123418bbf54c51236f38ed0", VERDICT_FAIL,
		"The container runtime or the kubelet rejects its own configuration.",
		"Correct the file and line that are named: the program that reads it does not "
		"start with it."},
	[CAUSE_CNI_INSTALLER_HEALS] = {
		"cni-installer-heals", "1e014cfdc68c4563b0c772440fc620ad", VERDICT_WARN,
		"A CNI configuration or plugin is damaged or missing, and an installer that has run on "
		"this node writes it again once kubelet runs.",
		"None is needed while the installer does so. If pods stay without a network, read "
		"the installer's log, as the command does."},
	[CAUSE_CNI_INSTALLER_FAILED] = {
		"cni-installer-failed", "33a341efc9714bc6b26567d94e8440df", VERDICT_FAIL,
		"A CNI configuration or plugin is still damaged or missing, minutes after kubelet "
		"started the pod whose installer writes it.",
		"Read the installer's log, as the command does. Where the pod is gone, install the "
		"CNI of the cluster that this node belongs to.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_CNI_LINK_UNPROVEN] = {
		"cni-link-unproven", "91e7616105564377a337909f2ae2a994", VERDICT_WARN,
		"The CNI makes its tunnel of a kind that no module of the settings stands for: whether "
		"this kernel can make one was not tried.",
		"Name the kind in Modules=, as the command does: the gate proves it from then on."},
	[CAUSE_CNI_UNKNOWN] = {
		"cni-unknown", "6c3ce49f70c94fdd95b9a83d95fa021c", VERDICT_ERROR,
		"The CNI directories, or the files that say where they are and which plugins are "
		"needed, could not be used.",
		"Look as root; the check cni-config says what is wrong with a file."},
	[CAUSE_NEXT_KERNEL_UNFIT] = {
		"next-kernel-unfit", "0a87dad6d01a4e6ab235fb400fb0bbac", VERDICT_WARN,
		"The kernel that boots next lacks a module that this node needs: after a reboot "
		"kubelet is held back.",
		"Install the package that carries the module for that kernel before the reboot, "
		"or let the boot loader boot another kernel."},
	[CAUSE_NEWER_KERNEL_UNFIT] = {
		"newer-kernel-unfit", "684bc8291bc447b797346ac169d96b3e", VERDICT_WARN,
		"A kernel that is installed, and newer than this one, lacks a module that this "
		"node needs.",
		"Install the package that carries the module for that kernel before it is booted."},
	[CAUSE_NEXT_KERNEL_UNKNOWN] = {
		"next-kernel-unknown", "44ef1d3bd4f146ae857ecc7801534a11", VERDICT_WARN,
		"The kernels that are installed could not be looked at.",
		"Look as root, and mend what is named."},
	[CAUSE_GATE_NOT_INSTALLED] = {
		"gate-not-installed", "de9e93bc186f40bd9ac48be6a41f8f93", VERDICT_FAIL,
		"The image lacks the unit or the program that proves its nodes fit.",
		"Install kubelet-preflight into the image.",
		.scope = SCOPE_IMAGE},
	[CAUSE_GATE_NOT_ENABLED] = {
		"gate-not-enabled", "22a9ca0c11a8413ca798a289c8688956", VERDICT_FAIL,
		"The kubelet of the image does not require the gate, and starts unproven.",
		"Enable kubelet-preflight.service in the image.",
		.scope = SCOPE_IMAGE},
	[CAUSE_GATE_UNKNOWN] = {
		"gate-unknown", "8ded74ae5fc146239a09bcaab9a113ed", VERDICT_ERROR,
		"The unit files of the image could not be read.",
		"Look as root, and mend what is named.",
		.scope = SCOPE_IMAGE},
	[CAUSE_GATE_MASKED] = {
		"gate-masked", "ce16d2cdcb2840aa9926cb6604fe78d3", VERDICT_ERROR,
		"The unit of the gate, or of its barrier, is masked: systemd never runs it, and "
		"nobody says whether this node can carry pod traffic.",
		"Unmask the unit with systemctl unmask, or take systemd.mask= off the kernel command "
		"line and reboot. To switch the gate off, disable its units."},
	[CAUSE_OVERLAY_LINK_MISSING] = {
		"overlay-link-missing", "e00fe6248ea74d46a35f1acdb9cbeaed", VERDICT_FAIL,
		"The tunnel that the CNI of this node makes does not exist, so that its pods do not "
		"reach those of other nodes.",
		"The pod of the CNI on this node creates it: its log says what keeps it from that. "
		"Delete the pod, and its DaemonSet starts another.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_LINK_GONE] = {
		"overlay-link-gone", "c57000d52c5643ac932073242b0b7664", VERDICT_FAIL,
		"The tunnel was up, and somebody removed it.",
		"Delete the pod of the CNI on this node: its DaemonSet starts another, which makes "
		"the tunnel anew.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_LINK_IN_THE_WAY] = {
		"overlay-link-in-the-way", "abe26c78999043d58574fb49e026d545", VERDICT_FAIL,
		"The tunnel is missing or down, and another vxlan interface has its UDP port.",
		"Delete the other interface, which an earlier CNI left behind; where both are meant, "
		"give one of them another port.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_LINK_DOWN] = {
		"overlay-link-down", "065d58f15767459781eb9874f5ad79fa", VERDICT_FAIL,
		"The tunnel exists and is not up.",
		"Set the link up, or delete the pod of the CNI on this node, whose DaemonSet starts "
		"another.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_LINK_KIND] = {
		"overlay-link-kind", "148c0fb662df4064b027fa071c4df3ad", VERDICT_FAIL,
		"A link has the tunnel's name and is of another kind.",
		"Delete the link: the CNI makes the tunnel when the name is free.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_ADDRESS_MISSING] = {
		"overlay-address-missing", "5a5b0a97497a46c485e0f5bf61d5db6d", VERDICT_FAIL,
		"The tunnel has no address of the pod network, and no pod of another node can be "
		"reached over it.",
		"Delete the pod of the CNI on this node: its DaemonSet starts another, which gives "
		"the tunnel its address.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_LOCAL_MISSING] = {
		"overlay-local-missing", "e1be7c8e845c4cf39bc9af8b9371c720", VERDICT_FAIL,
		"The tunnel sends from an address that this node does not have.",
		"Give the node its address back, or delete the pod of the CNI on this node, which "
		"makes the tunnel anew with the address of now.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_PORT] = {
		"overlay-port", "8150d2d6aa1543f49f94ad0c3de17e44", VERDICT_WARN,
		"The tunnel has another UDP port or VNI than it should: nodes that differ in them do "
		"not hear each other. Where only the CNI's default says what it should have, it is a "
		"warning; where Port= or VNI= in [Overlay] says it, a fault, with exit status 1.",
		"Say with Port= and VNI= in [Overlay] what the cluster has; where the tunnel is "
		"wrong, delete it, and the CNI makes it anew.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_MTU] = {
		"overlay-mtu", "fa7d553c92584e31a9c6db44f139cefb", VERDICT_WARN,
		"The MTU of the tunnel leaves no room for what the tunnel adds: large packets are "
		"lost.",
		"Set the MTU of the CNI to that of the node's network, less 50 bytes (70 over IPv6).",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_MODULE_MISSING] = {
		"overlay-module-missing", "e1902458c5a340e5a7a61560a534b757", VERDICT_FAIL,
		"The kernel module of the tunnel was there when kubelet started, and is not any more.",
		"Load the module: the CNI then makes the tunnel by itself.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_KUBELET_STOPPED] = {
		"overlay-kubelet-stopped", "8e50e93b64434e8aaff755cab1d52ef4", VERDICT_FAIL,
		"The tunnel is not there, and kubelet does not run, so that nothing makes it.",
		"Start kubelet; its log says why it ended.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_PODS_STALE] = {
		"overlay-pods-stale", "a5d0f88ffbb5415eb9f20100819131b9", VERDICT_WARN,
		"There are pods from before the tunnel, whose network can be that of before.",
		"List the pods of this node by their age, and delete those that have no network.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_OVERLAY_UNKNOWN] = {
		"overlay-unknown", "250cbcf3a733405ca6059644162ef120", VERDICT_ERROR,
		"The links of this node, or what says which tunnel it has, could not be looked at.",
		"Look as root, in the network namespace of the host.",
		.scope = SCOPE_OVERLAY},
	[CAUSE_SETTINGS_INVALID] = {
		"settings-invalid", "518053192a194a22af8ac5762d58cf2b", VERDICT_ERROR,
		"The settings of kubelet-preflight cannot be read, or not all of them.",
		"Correct the file and line that are named."},
	[CAUSE_OUT_OF_MEMORY] = {
		"out-of-memory", "bdf45500a9ae4605b0e9a43b5fa0b12c", VERDICT_ERROR,
		"There was no memory to look.",
		"Free memory, and start the gate again."},
};

const struct cause *cause_get(enum cause_id id)
{
	assert(id > CAUSE_NONE && id < _CAUSE_COUNT);
	return &causes[id];
}

enum cause_id cause_find(const char *name)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++)
		if (text_equal(causes[id].name, name))
			return (enum cause_id)id;
	return CAUSE_NONE;
}
