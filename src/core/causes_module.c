/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that lie in a kernel module: its files, the policy of the node, the load. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_module[] = {
	{CAUSE_MODULE_NOT_SHIPPED,
	 "module-not-shipped", "96eb54c83b244d5d96990315cb5849b9", VERDICT_FAIL,
	 "The kernel does not provide this module: it is not built in, and the module tree has no "
	 "file for it.",
	 "Install the package that provides the module for the running kernel. If the archive no "
	 "longer has that version, install the newest kernel of the same flavour and reboot.",
	 "Usual causes: an upgrade to a kernel of another flavour, or one without the separate "
	 "package that has the module (linux-modules on Ubuntu and on Debian from kernel 6.19, "
	 "kernel-modules-extra on Red Hat). systemd-modules-load reports nothing, the CNI retries "
	 "forever, and the node would be Ready although its pods cannot reach other nodes.",
	 OURS " man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_TREE_GONE,
	 "module-tree-gone", "a8fd4f48be3d4a32b385a379985193fc", VERDICT_FAIL,
	 "The module tree of the running kernel is missing, usually because the kernel was "
	 "upgraded or removed without a reboot.",
	 "Reboot into an installed kernel; if none is installed, install one first.",
	 NULL, OURS " man:depmod(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INDEX_MISSING,
	 "module-index-missing", "cd32014a577a4de7bcff096675edaff0", VERDICT_FAIL,
	 "The module file exists, but the module index (modules.dep.bin) is missing.",
	 "Rebuild the index with depmod.",
	 "depmod writes the index when a kernel is installed. It is missing after an interrupted "
	 "installation, or in a tree that was copied by hand; modprobe then finds no module at "
	 "all.",
	 "man:depmod(8) man:modules.dep(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INDEX_STALE,
	 "module-index-stale", "3afc064949a24e169537c5bc921c1277", VERDICT_FAIL,
	 "The module file exists, but the module index (modules.dep.bin) does not list it.",
	 "Rebuild the index with depmod.",
	 NULL, "man:depmod(8) man:modules.dep(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INDEX_DAMAGED,
	 "module-index-damaged", "f2360f337f364f469ba2232fd0fd1d58", VERDICT_FAIL,
	 "The module index (modules.dep.bin) is damaged.",
	 "Rebuild the index with depmod.",
	 "A full disk, or a power failure while depmod was writing, leaves such an index. libkmod "
	 "before version 34 crashes on it, and modprobe with it.",
	 "man:depmod(8) man:modules.dep(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_IN_OTHER_KERNEL,
	 "module-in-other-kernel", "11a1c148436b456e89c7b85b399a45b1", VERDICT_FAIL,
	 "The running kernel does not provide this module; another installed kernel does.",
	 "Boot the kernel that has the module, or install the package that provides it for this "
	 "one.",
	 NULL, OURS " " UNITS, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_FILE_MISSING,
	 "module-file-missing", "741c09bb856d4f56b5d3171779ed09c3", VERDICT_FAIL,
	 "The module index names a file that does not exist.",
	 "Reinstall the package with the kernel's modules.",
	 NULL, "man:depmod(8) man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_DEPENDENCY_MISSING,
	 "module-dependency-missing", "1ff509f544274090b3088753558be303", VERDICT_FAIL,
	 "The file of another module that this one needs does not exist.",
	 "Reinstall the package with the kernel's modules.",
	 NULL, "man:modprobe(8) man:modinfo(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_FILE_DAMAGED,
	 "module-file-damaged", "e38e145104124713890e177f94befae3", VERDICT_FAIL,
	 "The file of the module, or of one that it needs, is empty, truncated or not a module.",
	 "Reinstall the package with the kernel's modules.",
	 "A full disk during the upgrade, or a power failure after it, leaves files that are "
	 "empty or truncated.",
	 "man:modinfo(8) man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_COMPRESSION_UNKNOWN,
	 "module-compression-unknown", "01abb9b7794d42688dc4391679b2d910", VERDICT_FAIL,
	 "The module file is compressed in a format that this node's libkmod cannot read.",
	 "Install a libkmod that can read it, or decompress all module files of that kernel and "
	 "rebuild the index with depmod.",
	 "Modules are compressed with gzip, xz or zstd, and libkmod reads the formats it was "
	 "built with. A kernel from a newer release of the distribution can use another one.",
	 "man:modprobe(8) man:kmod(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_OF_OTHER_KERNEL,
	 "module-of-other-kernel", "44a63c6ef636400f8d42cd8ac889d7b8", VERDICT_FAIL,
	 "The module file was built for another kernel.",
	 "Reinstall the package with the kernel's modules, which has the file for this kernel.",
	 "Every module records the kernel it was built for (vermagic), and a kernel refuses "
	 "modules built for others. Usual causes: the tree was copied, or a locally built module "
	 "was placed in it.",
	 "man:modinfo(8) man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_SYMBOLS_DIFFER,
	 "module-symbols-differ", "95666f626b764cdf872bd7a1d0bee123", VERDICT_FAIL,
	 "The kernel refuses the module: it was built against different versions of the kernel's "
	 "symbols.",
	 "Reinstall the package with the kernel's modules, which has the file for this kernel.",
	 "The kernel compares the symbols that a module uses with its own. Files from two builds "
	 "of one release, mixed in one tree, do not match.",
	 "man:modinfo(8) man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_SIGNATURE_REJECTED,
	 "module-signature-rejected", "085bce25b4eb48db8051d4fd44a55c2a", VERDICT_FAIL,
	 "The kernel rejects the module's signature: the file was altered, or signed with a key "
	 "that the kernel does not trust.",
	 "Reinstall the package with the kernel's modules, which has the signed file. For a "
	 "module of your own, enrol the key that signed it.",
	 NULL, "man:modinfo(8) man:kernel_lockdown(7)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_UNSIGNED,
	 "module-unsigned", "a81dc7f21d61468aaa5f19370892244f", VERDICT_FAIL,
	 "The kernel requires signed modules, and this module has no signature.",
	 "Install the distribution's signed module, or sign it with a key that this kernel trusts.",
	 "With module.sig_enforce=1, and under Secure Boot on many distributions, the kernel loads "
	 "signed modules only. A module that was built on the node is usually unsigned.",
	 "man:modinfo(8) man:kernel_lockdown(7)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_KERNEL_LOCKED_DOWN,
	 "kernel-locked-down", "f32da1ab44c84e118ac91123b942d77a", VERDICT_FAIL,
	 "The kernel is locked down and refuses the module.",
	 "Install the distribution's signed module, or sign it with a key that this kernel trusts.",
	 "Under Secure Boot, distributions lock the kernel down: not even root can then load a "
	 "module without a trusted signature.",
	 "man:kernel_lockdown(7) man:modinfo(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULES_DISABLED,
	 "modules-disabled", "41c69546635c45bcbb277adf2c2da60b", VERDICT_FAIL,
	 "Module loading is disabled until the next boot (kernel.modules_disabled=1).",
	 "Name the module in modules-load.d, which is read before loading is disabled, and reboot.",
	 "A hardening setting enables it, in sysctl.d or at the end of the boot. Only a reboot "
	 "resets it.",
	 "man:sysctl.d(5) man:modules-load.d(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_DENIED,
	 "module-denied", "d9932358a47d4ffd982b4b2b0f1bb903", VERDICT_FAIL,
	 "The module configuration of this node prevents the module from loading.",
	 "If the entry is unintended, remove it; otherwise use a CNI that does not need the "
	 "module. kubelet-preflight never overrides it.",
	 NULL, "man:modprobe.d(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_DENIED_AT_BOOT,
	 "module-denied-at-boot", "13b331ba560a4d07acb05d7dd688b907", VERDICT_FAIL,
	 "The kernel command line prevents the module from loading.",
	 "If the parameter is unintended, remove it and reboot; otherwise use a CNI that does not "
	 "need the module. kubelet-preflight never overrides it.",
	 "module_blacklist= is enforced by the kernel for every load of the module; "
	 "modprobe.blacklist= applies to modprobe and libkmod.",
	 "man:modprobe(8) man:kernel-command-line(7)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_DENIED_BY_POLICY,
	 "module-denied-by-policy", "44edd880527a402a9944c38d960bce08", VERDICT_FAIL,
	 "A security policy (SELinux, IMA) prevents the module from loading.",
	 "Restore the labels or signatures that the policy requires on the files of the module "
	 "tree.",
	 "The kernel asks its security modules before it loads a file. After a restore or a copy, "
	 "the file's label or signature is often not what the policy requires.",
	 "man:modprobe(8) man:selinux(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INSTALL_FAILED,
	 "module-install-failed", "7f087658b0d841d4bb5dab6b7d0777cc", VERDICT_FAIL,
	 "An install line in modprobe.d runs a command in place of loading the module, and the "
	 "command fails.",
	 "Remove the install line, or fix its command. If it is deliberate hardening, use a CNI "
	 "that does not need the module.",
	 NULL, "man:modprobe.d(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INSTALL_VOID,
	 "module-install-void", "b72100c1781e42e0a0995b5fcbaeb30b", VERDICT_FAIL,
	 "An install line in modprobe.d runs a command in place of loading the module, and the "
	 "command succeeds without loading it.",
	 "Remove the install line, or fix its command. If it is deliberate hardening, use a CNI "
	 "that does not need the module.",
	 NULL, "man:modprobe.d(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_OPTION_BAD,
	 "module-option-bad", "4f2a2eb2c1904ad4a6a3e620b272cd02", VERDICT_FAIL,
	 "The module refuses the value of an option set in modprobe.d.",
	 "Correct the option, or remove it.",
	 "An options line in modprobe.d, or MODULE.OPTION=VALUE on the kernel command line, "
	 "applies to every load. A value that one kernel accepts can be refused by the next.",
	 "man:modprobe.d(5) man:modinfo(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_LOAD_NOT_PERMITTED,
	 "module-load-not-permitted", "f36fb7c929504458b4002aeb623e73f3", VERDICT_FAIL,
	 "The gate is not permitted to load modules: it is sandboxed, or lacks a capability.",
	 "Run the gate through its unit: as root, with CAP_SYS_MODULE and finit_module allowed.",
	 "The unit has the capability and the system call. A drop-in that removes one of them, "
	 "ProtectKernelModules=yes, and a container all prevent loading.",
	 UNITS " man:capabilities(7)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_LOAD_FAILED,
	 "module-load-failed", "e251f59b4862477fa8d0651a9a7ad19a", VERDICT_FAIL,
	 "Loading the module failed.",
	 "See the kernel's error: journalctl -k -b. Reinstall the package with the kernel's "
	 "modules.",
	 NULL, OURS " man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_LOAD_VOID,
	 "module-load-void", "d71f8f81fb6948ffba570e62c0b0cc8a", VERDICT_FAIL,
	 "Loading reported success, but the module is not loaded.",
	 "See the kernel's log: journalctl -k -b. Reinstall the package with the kernel's modules.",
	 NULL, OURS " man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_KERNEL_WITHOUT_MODULES,
	 "kernel-without-modules", "76e130c01a1e4015a8663507bbb3c0cc", VERDICT_FAIL,
	 "The kernel was built without module support, and the feature that the module provides is "
	 "not built in either.",
	 "Boot a kernel that has the feature, built in or as a module: the distribution's own "
	 "kernel does.",
	 "A kernel without CONFIG_MODULES has only what was built into it, as is common in small "
	 "virtual machines. No package can add to it.",
	 OURS, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_ONLY_IN_INITRAMFS,
	 "module-only-in-initramfs", "27fc9166b59544969529712c6fd94d37", VERDICT_WARN,
	 "The module is loaded, but its file, or that of a module that it needs, is missing from "
	 "the root file system: it came from the initramfs, or the file was removed since.",
	 "Install the package with the kernel's modules into the root file system.",
	 "The node works until the module is unloaded. The next boot loads it again only if the "
	 "initramfs of the kernel that is booted contains it.",
	 UNITS " man:modules-load.d(5)", SCOPE_NODE, POLICY_ALL},
	{CAUSE_MODULE_UNKNOWN,
	 "module-unknown", "45a78121d20742f395b444808fd2ac09", VERDICT_ERROR,
	 "The state of the module could not be read.",
	 "Mount /proc and /sys, and run the check as root; if libkmod cannot be opened, reinstall "
	 "its package.",
	 NULL, OURS, SCOPE_NODE, POLICY_NONE},
	{0},
};
