/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that lie in links, packages, the next kernel, the gate itself and its settings. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_other[] = {
	{CAUSE_LINK_REFUSED,
	 "link-refused", "d2958a2c665b409e9db3af6bf69f18b1", VERDICT_FAIL,
	 "The kernel refuses to create the interface or to set it up.",
	 "See the module check for the cause. If the module is loaded, only the kernel's error "
	 "message is available.",
	 "The interface is created in a temporary network namespace, the same way the CNI will "
	 "create its own. The kernel returns the same error for every cause.",
	 OURS " man:ip-link(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_LINK_UNPROVEN,
	 "link-unproven", "9183e84a26fd45e28e9a5f028f028ba0", VERDICT_WARN,
	 "No interface was tried, because the settings say so.",
	 "Set Probe=yes.",
	 "With Probe=no the verdict rests on the modules alone: a module that is loaded but "
	 "cannot create an interface goes unnoticed.",
	 CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_LINK_UNKNOWN,
	 "link-unknown", "131655c97c8c4b67bf6de9b44cedee6f", VERDICT_ERROR,
	 "The interface could not be tried.",
	 "Run the check as root.",
	 "An interface is tried in a network namespace of its own. Only root can create one, and "
	 "a sandbox can prevent it.",
	 OURS " man:network_namespaces(7)", SCOPE_NODE, POLICY_NONE},
	{CAUSE_PACKAGE_MISSING,
	 "package-missing", "3a2b568e26d745faa2bef5a21d6c5331", VERDICT_FAIL,
	 "The package that provides the module for this kernel is not installed.",
	 "Install the package.",
	 "A kernel upgrade installs the kernel and its dependencies. A separate package with "
	 "further modules is installed only where a metapackage requires it.",
	 OURS, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_PACKAGE_INCOMPLETE,
	 "package-incomplete", "9bcb4e7a1bd84618ba2961c67009535e", VERDICT_FAIL,
	 "The package that provides the module is installed, but its file is missing.",
	 "Reinstall the package.",
	 NULL, OURS, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_PACKAGE_UNKNOWN,
	 "package-unknown", "4eb4bd9d3b5e4163b17f45c379e3db04", VERDICT_WARN,
	 "The package database of this node could not be read, so no package can be suggested.",
	 "Repair the package manager's database.",
	 "Whether the kernel has its modules is checked without that database; only the suggested "
	 "command needs it.",
	 OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_METAPACKAGE_MISSING,
	 "metapackage-missing", "e191a2f5179e47cdad6c9c73c6799612", VERDICT_WARN,
	 "The next kernel upgrade will not install the package that provides the module.",
	 "Install the metapackage.",
	 "The package was installed for this kernel only. The next upgrade installs a kernel "
	 "without it, and after the reboot the module is missing.",
	 OURS " " UNITS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_PERSIST_MISSING,
	 "persist-missing", "84e5ece661fd45d39d8c88a9be970901", VERDICT_WARN,
	 "No file in modules-load.d names the module, so the next boot loads it late.",
	 "Name the module in a file in modules-load.d.",
	 "The gate loads the module itself. A program that starts earlier, or without the gate, "
	 "does not find it.",
	 "man:modules-load.d(5) " CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_PERSIST_MASKED,
	 "persist-masked", "9378876659394589827b76785b17cd63", VERDICT_WARN,
	 "The administrator masked kubelet-preflight's file in modules-load.d, and no other file "
	 "names the module.",
	 "No action needed if that is intended. Otherwise remove the mask, or name the module in "
	 "a file of your own.",
	 "A symbolic link to /dev/null in place of the file means that it must not be written. "
	 "The gate respects that, and loads the module itself at every boot.",
	 "man:modules-load.d(5) " CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_PERSIST_NOT_WRITTEN,
	 "persist-not-written", "95fc47486fb64ce3860854eaf333bd2c", VERDICT_WARN,
	 "The file in modules-load.d, which has the module loaded early at boot, could not be "
	 "written.",
	 "Make /etc/modules-load.d writable, or add a file that names the module to modules-load.d "
	 "in the node's OS image.",
	 "Usually the root file system is read-only, or full. The gate loads the module itself at "
	 "every boot.",
	 "man:modules-load.d(5) " CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_NEXT_KERNEL_UNFIT,
	 "next-kernel-unfit", "0a87dad6d01a4e6ab235fb400fb0bbac", VERDICT_WARN,
	 "The kernel that boots next lacks a module that this node needs: after a reboot kubelet "
	 "would be held back.",
	 "Before the reboot, install the package that provides the module for that kernel, or "
	 "make the boot loader boot another kernel.",
	 NULL, OURS " " UNITS, SCOPE_NODE, POLICY_WARN | POLICY_IGNORE},
	{CAUSE_NEWER_KERNEL_UNFIT,
	 "newer-kernel-unfit", "684bc8291bc447b797346ac169d96b3e", VERDICT_WARN,
	 "An installed kernel that is newer than the running one lacks a module that this node "
	 "needs.",
	 "Install the package that provides the module for that kernel before it is booted.",
	 "The boot loader does not boot it next, but will after the next change of the default.",
	 OURS " " UNITS, SCOPE_NODE, POLICY_WARN | POLICY_IGNORE},
	{CAUSE_NEXT_KERNEL_UNKNOWN,
	 "next-kernel-unknown", "44ef1d3bd4f146ae857ecc7801534a11", VERDICT_WARN,
	 "The installed kernels could not be read, or it is not known which of them boots next.",
	 "Run the check as root, and fix what the message names.",
	 NULL, OURS, SCOPE_NODE, POLICY_WARN | POLICY_IGNORE},
	{CAUSE_GATE_NOT_INSTALLED,
	 "gate-not-installed", "de9e93bc186f40bd9ac48be6a41f8f93", VERDICT_FAIL,
	 "The image lacks the unit or the program that checks its nodes.",
	 "Install kubelet-preflight into the image.",
	 NULL, UNITS, SCOPE_IMAGE, POLICY_NONE},
	{CAUSE_GATE_NOT_ENABLED,
	 "gate-not-enabled", "22a9ca0c11a8413ca798a289c8688956", VERDICT_FAIL,
	 "The kubelet of the image does not require the gate, and starts without the check.",
	 "Enable kubelet-preflight.service in the image.",
	 "A package enables nothing. systemctl enable creates the links from every service that "
	 "runs a kubelet to the gate.",
	 UNITS, SCOPE_IMAGE, POLICY_NONE},
	{CAUSE_GATE_UNKNOWN,
	 "gate-unknown", "8ded74ae5fc146239a09bcaab9a113ed", VERDICT_ERROR,
	 "The unit files of the image could not be read.",
	 "Run the check as root, and fix what the message names.",
	 NULL, UNITS, SCOPE_IMAGE, POLICY_NONE},
	{CAUSE_GATE_MASKED,
	 "gate-masked", "ce16d2cdcb2840aa9926cb6604fe78d3", VERDICT_ERROR,
	 "The unit of the gate, or of its barrier, is masked: systemd never runs it, and this "
	 "node is not checked.",
	 "Unmask the unit with systemctl unmask, or remove systemd.mask= from the kernel command "
	 "line and reboot. To switch the gate off, disable its units.",
	 "A mask is a link to /dev/null in place of a unit, created by systemctl mask or by "
	 "systemd.mask= on the kernel command line. kubelet requires the barrier, which is bound "
	 "to the gate, and does not start without them; but systemd 252, unlike 257, starts "
	 "kubelet unchecked at boot when the barrier is masked.",
	 UNITS " man:systemctl(1) man:systemd-debug-generator(8)", SCOPE_NODE, POLICY_NONE},
	{CAUSE_SETTINGS_INVALID,
	 "settings-invalid", "518053192a194a22af8ac5762d58cf2b", VERDICT_ERROR,
	 "The settings of kubelet-preflight could not be read, or not all of them.",
	 "Correct the file and line that the message names.",
	 "A line that is wrong is ignored, and every check runs with the rest. A value that no "
	 "release accepts, or a file that cannot be read, is an error: the gate stays closed "
	 "until it is corrected. An unknown name may come from a later release, and is a warning. "
	 "kubelet-preflight settings prints the settings in force; with --check it finds such "
	 "lines before they reach a node.",
	 CONF, SCOPE_NODE, POLICY_NONE},
	{0},
};
