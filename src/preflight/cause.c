/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of causes: the stable names of what is wrong with a node. */
#include "config.h"

#include <assert.h>

#include "preflight/cause.h"
#include "util.h"

static const struct cause causes[_CAUSE_COUNT] = {
	[CAUSE_MODULE_NOT_SHIPPED] = {
		"module-not-shipped", "96eb54c83b244d5d96990315cb5849b9", VERDICT_FAIL,
		"The kernel has no such module: not built in, and no file of it in its module tree."},
	[CAUSE_MODULE_TREE_GONE] = {
		"module-tree-gone", "a8fd4f48be3d4a32b385a379985193fc", VERDICT_FAIL,
		"The module tree of the kernel is gone, as after an upgrade without a reboot."},
	[CAUSE_MODULE_INDEX_MISSING] = {
		"module-index-missing", "cd32014a577a4de7bcff096675edaff0", VERDICT_FAIL,
		"The module's file is there and the index that finds it (modules.dep.bin) is not."},
	[CAUSE_MODULE_INDEX_STALE] = {
		"module-index-stale", "3afc064949a24e169537c5bc921c1277", VERDICT_FAIL,
		"The module's file is there and the index (modules.dep.bin) does not know it."},
	[CAUSE_MODULE_INDEX_DAMAGED] = {
		"module-index-damaged", "f2360f337f364f469ba2232fd0fd1d58", VERDICT_FAIL,
		"The module index (modules.dep.bin) is damaged."},
	[CAUSE_MODULE_IN_OTHER_KERNEL] = {
		"module-in-other-kernel", "11a1c148436b456e89c7b85b399a45b1", VERDICT_FAIL,
		"The running kernel has no such module, and another installed kernel has."},
	[CAUSE_MODULE_FILE_MISSING] = {
		"module-file-missing", "741c09bb856d4f56b5d3171779ed09c3", VERDICT_FAIL,
		"The index names a file of the module that is not there."},
	[CAUSE_MODULE_DEPENDENCY_MISSING] = {
		"module-dependency-missing", "1ff509f544274090b3088753558be303", VERDICT_FAIL,
		"The file of another module, which this one needs, is not there."},
	[CAUSE_MODULE_FILE_DAMAGED] = {
		"module-file-damaged", "e38e145104124713890e177f94befae3", VERDICT_FAIL,
		"The file of the module, or of one it needs, is empty, cut off or no module at all."},
	[CAUSE_MODULE_COMPRESSION_UNKNOWN] = {
		"module-compression-unknown", "01abb9b7794d42688dc4391679b2d910", VERDICT_FAIL,
		"The module's file is compressed with what this node's libkmod cannot read."},
	[CAUSE_MODULE_OF_OTHER_KERNEL] = {
		"module-of-other-kernel", "44a63c6ef636400f8d42cd8ac889d7b8", VERDICT_FAIL,
		"The module's file was built for another kernel."},
	[CAUSE_MODULE_SYMBOLS_DIFFER] = {
		"module-symbols-differ", "95666f626b764cdf872bd7a1d0bee123", VERDICT_FAIL,
		"The kernel refuses the module: it was built against other versions of the kernel's symbols."},
	[CAUSE_MODULE_SIGNATURE_REJECTED] = {
		"module-signature-rejected", "085bce25b4eb48db8051d4fd44a55c2a", VERDICT_FAIL,
		"The kernel rejects the signature of the module, which was altered or signed with another key."},
	[CAUSE_MODULE_UNSIGNED] = {
		"module-unsigned", "a81dc7f21d61468aaa5f19370892244f", VERDICT_FAIL,
		"The kernel demands signed modules, and this one has no signature."},
	[CAUSE_KERNEL_LOCKED_DOWN] = {
		"kernel-locked-down", "f32da1ab44c84e118ac91123b942d77a", VERDICT_FAIL,
		"The kernel is locked down and refuses the module."},
	[CAUSE_MODULES_DISABLED] = {
		"modules-disabled", "41c69546635c45bcbb277adf2c2da60b", VERDICT_FAIL,
		"Loading of modules is switched off until the next boot (kernel.modules_disabled=1)."},
	[CAUSE_MODULE_DENIED] = {
		"module-denied", "d9932358a47d4ffd982b4b2b0f1bb903", VERDICT_FAIL,
		"The configuration of this node forbids to load the module."},
	[CAUSE_MODULE_DENIED_AT_BOOT] = {
		"module-denied-at-boot", "13b331ba560a4d07acb05d7dd688b907", VERDICT_FAIL,
		"The kernel command line forbids to load the module."},
	[CAUSE_MODULE_DENIED_BY_POLICY] = {
		"module-denied-by-policy", "44edd880527a402a9944c38d960bce08", VERDICT_FAIL,
		"A security policy (SELinux, IMA) forbids to load the module."},
	[CAUSE_MODULE_INSTALL_FAILED] = {
		"module-install-failed", "7f087658b0d841d4bb5dab6b7d0777cc", VERDICT_FAIL,
		"An install line of modprobe.d replaces the load by a command, and the command fails."},
	[CAUSE_MODULE_INSTALL_VOID] = {
		"module-install-void", "b72100c1781e42e0a0995b5fcbaeb30b", VERDICT_FAIL,
		"An install line of modprobe.d replaces the load by a command that succeeds and loads nothing."},
	[CAUSE_MODULE_OPTION_BAD] = {
		"module-option-bad", "4f2a2eb2c1904ad4a6a3e620b272cd02", VERDICT_FAIL,
		"The module refuses the value of an option that modprobe.d gives it."},
	[CAUSE_MODULE_LOAD_NOT_PERMITTED] = {
		"module-load-not-permitted", "f36fb7c929504458b4002aeb623e73f3", VERDICT_FAIL,
		"The gate itself is not permitted to load modules: a sandbox or a missing capability."},
	[CAUSE_MODULE_LOAD_FAILED] = {
		"module-load-failed", "e251f59b4862477fa8d0651a9a7ad19a", VERDICT_FAIL,
		"The load of the module failed."},
	[CAUSE_MODULE_LOAD_VOID] = {
		"module-load-void", "d71f8f81fb6948ffba570e62c0b0cc8a", VERDICT_FAIL,
		"The load was reported as a success and the module is not loaded."},
	[CAUSE_KERNEL_WITHOUT_MODULES] = {
		"kernel-without-modules", "76e130c01a1e4015a8663507bbb3c0cc", VERDICT_FAIL,
		"The kernel was built without module support and without this function."},
	[CAUSE_MODULE_ONLY_IN_INITRAMFS] = {
		"module-only-in-initramfs", "27fc9166b59544969529712c6fd94d37", VERDICT_WARN,
		"The module is loaded, and the root file system does not ship it: it came from the initramfs."},
	[CAUSE_MODULE_UNKNOWN] = {
		"module-unknown", "45a78121d20742f395b444808fd2ac09", VERDICT_ERROR,
		"The state of the module could not be read."},
	[CAUSE_LINK_REFUSED] = {
		"link-refused", "d2958a2c665b409e9db3af6bf69f18b1", VERDICT_FAIL,
		"The kernel refuses to create the link or to set it up."},
	[CAUSE_LINK_UNPROVEN] = {
		"link-unproven", "9183e84a26fd45e28e9a5f028f028ba0", VERDICT_WARN,
		"No link was tried, because the settings say so."},
	[CAUSE_LINK_UNKNOWN] = {
		"link-unknown", "131655c97c8c4b67bf6de9b44cedee6f", VERDICT_ERROR,
		"The link could not be tried."},
	[CAUSE_PACKAGE_MISSING] = {
		"package-missing", "3a2b568e26d745faa2bef5a21d6c5331", VERDICT_FAIL,
		"The package that carries the module for this kernel is not installed."},
	[CAUSE_PACKAGE_INCOMPLETE] = {
		"package-incomplete", "9bcb4e7a1bd84618ba2961c67009535e", VERDICT_FAIL,
		"The package that carries the module is installed and its file is not on the disk."},
	[CAUSE_PACKAGE_UNKNOWN] = {
		"package-unknown", "4eb4bd9d3b5e4163b17f45c379e3db04", VERDICT_WARN,
		"The package database of this node could not be read."},
	[CAUSE_METAPACKAGE_MISSING] = {
		"metapackage-missing", "e191a2f5179e47cdad6c9c73c6799612", VERDICT_WARN,
		"The next kernel upgrade will not bring the package that carries the module."},
	[CAUSE_PERSIST_MISSING] = {
		"persist-missing", "84e5ece661fd45d39d8c88a9be970901", VERDICT_WARN,
		"No modules-load.d file names the module, so that the next boot loads it late."},
	[CAUSE_PERSIST_MASKED] = {
		"persist-masked", "9378876659394589827b76785b17cd63", VERDICT_WARN,
		"The administrator masked our modules-load.d file, and no other names the module."},
	[CAUSE_PERSIST_NOT_WRITTEN] = {
		"persist-not-written", "95fc47486fb64ce3860854eaf333bd2c", VERDICT_WARN,
		"The modules-load.d file could not be written."},
	[CAUSE_CNI_CONFIG_INVALID] = {
		"cni-config-invalid", "8699b602dc014b5c907f801d8f891457", VERDICT_FAIL,
		"The container runtime rejects its CNI configuration, and with it every pod."},
	[CAUSE_CNI_CONFIG_UNREADABLE] = {
		"cni-config-unreadable", "7f91f8dde0804670a7ad5af950c56810", VERDICT_FAIL,
		"The CNI configuration is nothing the container runtime can read."},
	[CAUSE_CNI_CONFIG_ABSENT] = {
		"cni-config-absent", "60e50f1df9924116aa7776ef7dd9bd9a", VERDICT_FAIL,
		"There is no CNI configuration, and the settings say that the image brings one."},
	[CAUSE_CNI_CONFIG_QUARANTINED] = {
		"cni-config-quarantined", "468abda423b14d3da36c93fff05cc425", VERDICT_WARN,
		"A CNI configuration that the container runtime rejects was moved out of its way."},
	[CAUSE_CNI_CONFIG_SKIPPED] = {
		"cni-config-skipped", "b5b1c99b9bb449ed9158b0ce08d59e31", VERDICT_WARN,
		"CRI-O skips a CNI configuration that it cannot use, and takes another."},
	[CAUSE_CNI_CONFIG_RIVAL] = {
		"cni-config-rival", "f531281cd3a24fceb0afc72432313af5", VERDICT_WARN,
		"The container runtime takes another CNI configuration than its directory suggests."},
	[CAUSE_CNI_CONFIG_RELEASE] = {
		"cni-config-release", "118a625cc4e142e5b03d7a5c3639744e", VERDICT_WARN,
		"Other releases of the container runtime make something else of this CNI configuration."},
	[CAUSE_CNI_RUNTIME_INVALID] = {
		"cni-runtime-invalid", "cd870f146fd24c219b54b702b635a344", VERDICT_FAIL,
		"The configuration of the container runtime itself is not valid: it does not start."},
	[CAUSE_CNI_PLUGIN_MISSING] = {
		"cni-plugin-missing", "45a7fbe78d02449bb9f675fb9eaa5ce5", VERDICT_FAIL,
		"A CNI plugin that every pod needs is not installed."},
	[CAUSE_CNI_PLUGIN_UNUSABLE] = {
		"cni-plugin-unusable", "96857acf4c674a88a653a99ff012baff", VERDICT_FAIL,
		"A CNI plugin that every pod needs cannot be executed."},
	[CAUSE_CNI_UNKNOWN] = {
		"cni-unknown", "6c3ce49f70c94fdd95b9a83d95fa021c", VERDICT_ERROR,
		"The CNI directories could not be read."},
	[CAUSE_SETTINGS_INVALID] = {
		"settings-invalid", "518053192a194a22af8ac5762d58cf2b", VERDICT_ERROR,
		"The settings of kubelet-preflight cannot be read."},
	[CAUSE_OUT_OF_MEMORY] = {
		"out-of-memory", "bdf45500a9ae4605b0e9a43b5fa0b12c", VERDICT_ERROR,
		"There was no memory to look."},
};

const struct cause *cause_get(enum cause_id id)
{
	assert(id > CAUSE_NONE && id < _CAUSE_COUNT);
	return &causes[id];
}
