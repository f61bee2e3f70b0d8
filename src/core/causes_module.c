/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that lie in a kernel module: its files, the policy of the node, the load. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_module[] = {
	{CAUSE_MODULE_NOT_SHIPPED,
	 "module-not-shipped", "96eb54c83b244d5d96990315cb5849b9", VERDICT_FAIL,
	 "The kernel has no such module: not built in, and no file of it in its module tree.",
	 "Install the package that carries the module for the running kernel; where the "
	 "archive no longer has this version, the newest kernel of the flavour, and "
	 "reboot.",
	 "An upgrade to a kernel of another flavour does it, and one without the package "
	 "that has the module, where that is a package of its own (linux-modules of Debian "
	 "from kernel 6.19 on and of Ubuntu, kernel-modules-extra of Red Hat). "
	 "systemd-modules-load says nothing, the CNI tries for ever, and the node would be "
	 "Ready with pods that cannot talk.",
	 OURS " man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_TREE_GONE,
	 "module-tree-gone", "a8fd4f48be3d4a32b385a379985193fc", VERDICT_FAIL,
	 "The module tree of the kernel is gone, as after an upgrade without a reboot.",
	 "Reboot into the kernel that is installed; where none is, install one first.",
	 NULL, OURS " man:depmod(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INDEX_MISSING,
	 "module-index-missing", "cd32014a577a4de7bcff096675edaff0", VERDICT_FAIL,
	 "The module's file is there and the index that finds it (modules.dep.bin) is not.",
	 "Make the index anew with depmod.",
	 "depmod makes the index when a kernel is installed. After an installation that was "
	 "cut off, or in a tree that was copied by hand, there is none, and modprobe finds "
	 "no module at all.",
	 "man:depmod(8) man:modules.dep(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INDEX_STALE,
	 "module-index-stale", "3afc064949a24e169537c5bc921c1277", VERDICT_FAIL,
	 "The module's file is there and the index (modules.dep.bin) does not know it.",
	 "Make the index anew with depmod.",
	 NULL, "man:depmod(8) man:modules.dep(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INDEX_DAMAGED,
	 "module-index-damaged", "f2360f337f364f469ba2232fd0fd1d58", VERDICT_FAIL,
	 "The module index (modules.dep.bin) is damaged.",
	 "Make the index anew with depmod.",
	 "A disk that was full, or a power failure while depmod wrote, leaves such an index. "
	 "libkmod before version 34 crashes on it, and modprobe with it.",
	 "man:depmod(8) man:modules.dep(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_IN_OTHER_KERNEL,
	 "module-in-other-kernel", "11a1c148436b456e89c7b85b399a45b1", VERDICT_FAIL,
	 "The running kernel has no such module, and another installed kernel has.",
	 "Boot the kernel that has the module, or install the package that carries it for "
	 "this one.",
	 NULL, OURS " " UNITS, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_FILE_MISSING,
	 "module-file-missing", "741c09bb856d4f56b5d3171779ed09c3", VERDICT_FAIL,
	 "The index names a file of the module that is not there.",
	 "Install the package of the kernel's modules again.",
	 NULL, "man:depmod(8) man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_DEPENDENCY_MISSING,
	 "module-dependency-missing", "1ff509f544274090b3088753558be303", VERDICT_FAIL,
	 "The file of another module, which this one needs, is not there.",
	 "Install the package of the kernel's modules again.",
	 NULL, "man:modprobe(8) man:modinfo(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_FILE_DAMAGED,
	 "module-file-damaged", "e38e145104124713890e177f94befae3", VERDICT_FAIL,
	 "The file of the module, or of one it needs, is empty, cut off or no module at all.",
	 "Install the package of the kernel's modules again.",
	 "A disk that was full during the upgrade, or a power failure after it, leaves files "
	 "that are empty or end too early.",
	 "man:modinfo(8) man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_COMPRESSION_UNKNOWN,
	 "module-compression-unknown", "01abb9b7794d42688dc4391679b2d910", VERDICT_FAIL,
	 "The module's file is compressed with what this node's libkmod cannot read.",
	 "Decompress the files of the modules, and make the index anew with depmod.",
	 "Modules are compressed with gzip, xz or zstd, and libkmod reads those that it was "
	 "built with. A kernel of a newer release of the distribution can have another one.",
	 "man:modprobe(8) man:kmod(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_OF_OTHER_KERNEL,
	 "module-of-other-kernel", "44a63c6ef636400f8d42cd8ac889d7b8", VERDICT_FAIL,
	 "The module's file was built for another kernel.",
	 "Install the package of the kernel's modules again, which has the file for this "
	 "kernel.",
	 "Each module says for which kernel it was built (vermagic), and a kernel refuses "
	 "those of others: the tree was copied, or a build of one's own was put into it.",
	 "man:modinfo(8) man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_SYMBOLS_DIFFER,
	 "module-symbols-differ", "95666f626b764cdf872bd7a1d0bee123", VERDICT_FAIL,
	 "The kernel refuses the module: it was built against other versions of the "
	 "kernel's symbols.",
	 "Install the package of the kernel's modules again, which has the file for this "
	 "kernel.",
	 "The kernel compares what a module uses with what it offers itself. Files of two "
	 "builds of one release, mixed in one tree, do not match.",
	 "man:modinfo(8) man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_SIGNATURE_REJECTED,
	 "module-signature-rejected", "085bce25b4eb48db8051d4fd44a55c2a", VERDICT_FAIL,
	 "The kernel rejects the signature of the module, which was altered or signed "
	 "with another key.",
	 "Install the package of the kernel's modules again, which has the file with its "
	 "signature.",
	 NULL, "man:modinfo(8) man:kernel_lockdown(7)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_UNSIGNED,
	 "module-unsigned", "a81dc7f21d61468aaa5f19370892244f", VERDICT_FAIL,
	 "The kernel demands signed modules, and this one has no signature.",
	 "Install the module as the distribution signed it, or sign it with a key that "
	 "this kernel trusts.",
	 "With module.sig_enforce=1, and under Secure Boot where the distribution asks for "
	 "it, the kernel loads signed modules only. One that was built on the node has no "
	 "signature, or one with a key of the node that the firmware has to be told of.",
	 "man:modinfo(8) man:kernel_lockdown(7)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_KERNEL_LOCKED_DOWN,
	 "kernel-locked-down", "f32da1ab44c84e118ac91123b942d77a", VERDICT_FAIL,
	 "The kernel is locked down and refuses the module.",
	 "Install the module as the distribution signed it, or sign it with a key that "
	 "this kernel trusts.",
	 "Under Secure Boot distributions lock their kernels down: not even root can then "
	 "load a module without a signature that the kernel trusts.",
	 "man:kernel_lockdown(7) man:modinfo(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULES_DISABLED,
	 "modules-disabled", "41c69546635c45bcbb277adf2c2da60b", VERDICT_FAIL,
	 "Loading of modules is switched off until the next boot (kernel.modules_disabled=1).",
	 "Name the module in modules-load.d, which is read before loading is switched "
	 "off, and reboot.",
	 "A hardening of the node sets it in a file of sysctl.d or at the end of the boot. "
	 "Nothing but a reboot sets it back.",
	 "man:sysctl.d(5) man:modules-load.d(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_DENIED,
	 "module-denied", "d9932358a47d4ffd982b4b2b0f1bb903", VERDICT_FAIL,
	 "The configuration of this node forbids to load the module.",
	 "Whoever forbids the module decides: take the line out, or give this node a CNI "
	 "that does without the module. It is never overridden.",
	 NULL, "man:modprobe.d(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_DENIED_AT_BOOT,
	 "module-denied-at-boot", "13b331ba560a4d07acb05d7dd688b907", VERDICT_FAIL,
	 "The kernel command line forbids to load the module.",
	 "Whoever forbids the module decides: take the parameter off the kernel command "
	 "line and reboot, or give this node a CNI that does without the module. It is "
	 "never overridden.",
	 "module_blacklist= is the kernel's own and holds for every load of the module; "
	 "modprobe.blacklist= holds for those by modprobe and libkmod.",
	 "man:modprobe(8) man:kernel-command-line(7)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_DENIED_BY_POLICY,
	 "module-denied-by-policy", "44edd880527a402a9944c38d960bce08", VERDICT_FAIL,
	 "A security policy (SELinux, IMA) forbids to load the module.",
	 "Give the files of the module tree the labels or signatures that the policy asks "
	 "for.",
	 "The kernel asks its security modules before it loads a file. After a restore or a "
	 "copy the label or the signature of the file is not what the policy asks for.",
	 "man:modprobe(8) man:selinux(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INSTALL_FAILED,
	 "module-install-failed", "7f087658b0d841d4bb5dab6b7d0777cc", VERDICT_FAIL,
	 "An install line of modprobe.d replaces the load by a command, and the command "
	 "fails.",
	 "Take the install line out, or mend its command.",
	 NULL, "man:modprobe.d(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_INSTALL_VOID,
	 "module-install-void", "b72100c1781e42e0a0995b5fcbaeb30b", VERDICT_FAIL,
	 "An install line of modprobe.d replaces the load by a command that succeeds and "
	 "loads nothing.",
	 "Take the install line out, or mend its command.",
	 NULL, "man:modprobe.d(5)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_OPTION_BAD,
	 "module-option-bad", "4f2a2eb2c1904ad4a6a3e620b272cd02", VERDICT_FAIL,
	 "The module refuses the value of an option that modprobe.d gives it.",
	 "Correct the option, or take it out.",
	 "An options line of modprobe.d, or MODULE.OPTION=VALUE on the kernel command line, "
	 "holds for every load. A value that one kernel takes can be refused by the next.",
	 "man:modprobe.d(5) man:modinfo(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_LOAD_NOT_PERMITTED,
	 "module-load-not-permitted", "f36fb7c929504458b4002aeb623e73f3", VERDICT_FAIL,
	 "The gate itself is not permitted to load modules: a sandbox or a missing "
	 "capability.",
	 "Run the gate as its unit file has it: as root, with CAP_SYS_MODULE and without "
	 "a filter on finit_module.",
	 "The unit has the capability and the system call. A drop-in that takes one of them, "
	 "ProtectKernelModules=yes, and a container all take away the right to load.",
	 UNITS " man:capabilities(7)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_LOAD_FAILED,
	 "module-load-failed", "e251f59b4862477fa8d0651a9a7ad19a", VERDICT_FAIL,
	 "The load of the module failed.",
	 "The kernel's error tells more: journalctl -k -b. Install the package of the "
	 "kernel's modules again.",
	 NULL, OURS " man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_LOAD_VOID,
	 "module-load-void", "d71f8f81fb6948ffba570e62c0b0cc8a", VERDICT_FAIL,
	 "The load was reported as a success and the module is not loaded.",
	 "The kernel's log tells more: journalctl -k -b. Install the package of the "
	 "kernel's modules again.",
	 NULL, OURS " man:modprobe(8)", SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_KERNEL_WITHOUT_MODULES,
	 "kernel-without-modules", "76e130c01a1e4015a8663507bbb3c0cc", VERDICT_FAIL,
	 "The kernel was built without module support and without this function.",
	 "Boot a kernel that has the function: the distribution's own has it.",
	 "A kernel without CONFIG_MODULES has what was built into it and nothing more, as in "
	 "small virtual machines. No package can add to it.",
	 OURS, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_MODULE_ONLY_IN_INITRAMFS,
	 "module-only-in-initramfs", "27fc9166b59544969529712c6fd94d37", VERDICT_WARN,
	 "The module is loaded, and the root file system does not ship it, or not all that "
	 "it needs: it came from the initramfs, or a file was removed since.",
	 "Install the package of the kernel's modules into the root file system.",
	 "The node works until the module is unloaded. It comes back at the next boot only "
	 "if the initramfs of that kernel has it as well.",
	 UNITS " man:modules-load.d(5)", SCOPE_NODE, POLICY_ALL},
	{CAUSE_MODULE_UNKNOWN,
	 "module-unknown", "45a78121d20742f395b444808fd2ac09", VERDICT_ERROR,
	 "The state of the module could not be read.",
	 "Mount /proc and /sys, and look as root; where libkmod cannot be opened, install "
	 "its package anew.",
	 NULL, OURS, SCOPE_NODE, POLICY_NONE},
	{0},
};
