/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that lie in links, packages, the next kernel, the gate itself and its settings. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_other[] = {
	{CAUSE_LINK_REFUSED,
	 "link-refused", "d2958a2c665b409e9db3af6bf69f18b1", VERDICT_FAIL,
	 "The kernel refuses to create the link or to set it up.",
	 "The finding of the module names the cause; where the module is loaded, the "
	 "kernel's text is all there is to know.",
	 "The link is made in a network namespace that is thrown away, as the CNI will make "
	 "its own: the only proof that counts. The kernel has one answer for every cause.",
	 OURS " man:ip-link(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_LINK_UNPROVEN,
	 "link-unproven", "9183e84a26fd45e28e9a5f028f028ba0", VERDICT_WARN,
	 "No link was tried, because the settings say so.",
	 "Set Probe=yes.",
	 "With Probe=no the verdict rests on the modules alone: a module that is loaded and "
	 "makes no link is not seen.",
	 CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_LINK_UNKNOWN,
	 "link-unknown", "131655c97c8c4b67bf6de9b44cedee6f", VERDICT_ERROR,
	 "The link could not be tried.",
	 "Look as root.",
	 "A link is tried in a network namespace of its own, which only root can make, and "
	 "no process in a sandbox that forbids it.",
	 OURS " man:network_namespaces(7)", SCOPE_NODE, POLICY_NONE},
	{CAUSE_PACKAGE_MISSING,
	 "package-missing", "3a2b568e26d745faa2bef5a21d6c5331", VERDICT_FAIL,
	 "The package that carries the module for this kernel is not installed.",
	 "Install the package.",
	 "A kernel upgrade installs the kernel and what depends on it. A package with the "
	 "rest of the modules comes along only where a metapackage asks for it.",
	 OURS, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_PACKAGE_INCOMPLETE,
	 "package-incomplete", "9bcb4e7a1bd84618ba2961c67009535e", VERDICT_FAIL,
	 "The package that carries the module is installed and its file is not on the disk.",
	 "Install the package again.",
	 NULL, OURS, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_PACKAGE_UNKNOWN,
	 "package-unknown", "4eb4bd9d3b5e4163b17f45c379e3db04", VERDICT_WARN,
	 "The package database of this node could not be read.",
	 "Mend the database of the package manager.",
	 "The package is only a remedy and a warning: whether the kernel has the module is "
	 "seen without it.",
	 OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_METAPACKAGE_MISSING,
	 "metapackage-missing", "e191a2f5179e47cdad6c9c73c6799612", VERDICT_WARN,
	 "The next kernel upgrade will not bring the package that carries the module.",
	 "Install the metapackage.",
	 "The package was installed for this one kernel. The upgrade to the next brings that "
	 "kernel without it, and the reboot after it finds no module.",
	 OURS " " UNITS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_PERSIST_MISSING,
	 "persist-missing", "84e5ece661fd45d39d8c88a9be970901", VERDICT_WARN,
	 "No modules-load.d file names the module, so that the next boot loads it late.",
	 "Name the module in a file of modules-load.d.",
	 "The gate loads the module by itself. A program that starts before it, or without "
	 "it, finds no module.",
	 "man:modules-load.d(5) " CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_PERSIST_MASKED,
	 "persist-masked", "9378876659394589827b76785b17cd63", VERDICT_WARN,
	 "The administrator masked our modules-load.d file, and no other names the module.",
	 "Take the mask away, or name the module in a file of your own.",
	 "A symbolic link to /dev/null in the place of our file says that it shall not be "
	 "written. The gate keeps to that, and loads the module at every boot by itself.",
	 "man:modules-load.d(5) " CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_PERSIST_NOT_WRITTEN,
	 "persist-not-written", "95fc47486fb64ce3860854eaf333bd2c", VERDICT_WARN,
	 "The modules-load.d file could not be written.",
	 "Make /etc/modules-load.d writable, or name the module in a file of your own.",
	 "The root file system is read-only, or full. The gate loads the module at every "
	 "boot by itself.",
	 "man:modules-load.d(5) " CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_NEXT_KERNEL_UNFIT,
	 "next-kernel-unfit", "0a87dad6d01a4e6ab235fb400fb0bbac", VERDICT_WARN,
	 "The kernel that boots next lacks a module that this node needs: after a reboot "
	 "kubelet is held back.",
	 "Install the package that carries the module for that kernel before the reboot, "
	 "or let the boot loader boot another kernel.",
	 NULL, OURS " " UNITS, SCOPE_NODE, POLICY_WARN | POLICY_IGNORE},
	{CAUSE_NEWER_KERNEL_UNFIT,
	 "newer-kernel-unfit", "684bc8291bc447b797346ac169d96b3e", VERDICT_WARN,
	 "A kernel that is installed, and newer than this one, lacks a module that this "
	 "node needs.",
	 "Install the package that carries the module for that kernel before it is booted.",
	 "It is not what boots next by the boot loader's files, and becomes that with the "
	 "next change of the default.",
	 OURS " " UNITS, SCOPE_NODE, POLICY_WARN | POLICY_IGNORE},
	{CAUSE_NEXT_KERNEL_UNKNOWN,
	 "next-kernel-unknown", "44ef1d3bd4f146ae857ecc7801534a11", VERDICT_WARN,
	 "The kernels that are installed could not be looked at, or which of them boots next is not known.",
	 "Look as root, and mend what is named.",
	 NULL, OURS, SCOPE_NODE, POLICY_WARN | POLICY_IGNORE},
	{CAUSE_GATE_NOT_INSTALLED,
	 "gate-not-installed", "de9e93bc186f40bd9ac48be6a41f8f93", VERDICT_FAIL,
	 "The image lacks the unit or the program that proves its nodes fit.",
	 "Install kubelet-preflight into the image.",
	 NULL, UNITS, SCOPE_IMAGE, POLICY_NONE},
	{CAUSE_GATE_NOT_ENABLED,
	 "gate-not-enabled", "22a9ca0c11a8413ca798a289c8688956", VERDICT_FAIL,
	 "The kubelet of the image does not require the gate, and starts unproven.",
	 "Enable kubelet-preflight.service in the image.",
	 "A package enables nothing by itself. systemctl enable makes the links from every "
	 "service with a kubelet to the gate.",
	 UNITS, SCOPE_IMAGE, POLICY_NONE},
	{CAUSE_GATE_UNKNOWN,
	 "gate-unknown", "8ded74ae5fc146239a09bcaab9a113ed", VERDICT_ERROR,
	 "The unit files of the image could not be read.",
	 "Look as root, and mend what is named.",
	 NULL, UNITS, SCOPE_IMAGE, POLICY_NONE},
	{CAUSE_GATE_MASKED,
	 "gate-masked", "ce16d2cdcb2840aa9926cb6604fe78d3", VERDICT_ERROR,
	 "The unit of the gate, or of its barrier, is masked: systemd never runs it, and "
	 "nobody says whether this node can carry pod traffic.",
	 "Unmask the unit with systemctl unmask, or take systemd.mask= off the kernel command "
	 "line and reboot. To switch the gate off, disable its units.",
	 "A mask is a link to /dev/null in place of a unit: systemctl mask and systemd.mask= "
	 "on the kernel command line make one. kubelet requires the barrier, which is bound "
	 "to the gate, and does not start without them; but an older systemd (252, not 257) "
	 "starts kubelet unproven at boot when it is the barrier that is masked.",
	 UNITS " man:systemctl(1) man:systemd-debug-generator(8)", SCOPE_NODE, POLICY_NONE},
	{CAUSE_SETTINGS_INVALID,
	 "settings-invalid", "518053192a194a22af8ac5762d58cf2b", VERDICT_ERROR,
	 "The settings of kubelet-preflight cannot be read, or not all of them.",
	 "Correct the file and line that are named.",
	 "What is wrong is left out, and every check runs with the rest. A value that no release "
	 "can have, or a file that cannot be read, is an error, and until it is corrected the gate "
	 "stays closed. A name that is not known can be one of a later release, and is a warning. "
	 "kubelet-preflight settings prints what holds; with --check it finds such lines before "
	 "they reach a node.",
	 CONF, SCOPE_NODE, POLICY_NONE},
	{0},
};
