/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that lie in the CNI configuration, in the plugins and in the container runtime. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_cni[] = {
	{CAUSE_CNI_CONFIG_INVALID,
	 "cni-config-invalid", "8699b602dc014b5c907f801d8f891457", VERDICT_FAIL,
	 "The container runtime rejects its CNI configuration, and with it every pod.",
	 "Correct the file, or rename it so that its name ends in none of .conf, .conflist and "
	 ".json: the CNI's DaemonSet writes its configuration again.",
	 "containerd takes the first file of the directory in byte order and never falls back to "
	 "another, and CRI-O has no other to take. Usual causes: an edit by hand, or a CNI "
	 "installer that was killed while writing.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_CONFIG_UNREADABLE,
	 "cni-config-unreadable", "7f91f8dde0804670a7ad5af950c56810", VERDICT_FAIL,
	 "The container runtime cannot read the CNI configuration.",
	 "Move the file out of the directory: the CNI's DaemonSet writes its configuration again.",
	 "A directory, a FIFO or a dangling link is in place of the configuration, or the disk "
	 "cannot read the file. The runtime opens it all the same, and blocks forever on a FIFO.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_CONFIG_ABSENT,
	 "cni-config-absent", "60e50f1df9924116aa7776ef7dd9bd9a", VERDICT_FAIL,
	 "There is no CNI configuration, and the settings say that the image provides one.",
	 "Install the image's CNI configuration, or let the node wait for a DaemonSet with "
	 "Absent=allow.",
	 "By default such a node is fit: the CNI's DaemonSet writes the configuration once "
	 "kubelet runs. Absent=block means that nothing will.",
	 CONF, SCOPE_NODE, POLICY_BLOCK | POLICY_WARN},
	{CAUSE_CNI_CONFIG_QUARANTINED,
	 "cni-config-quarantined", "468abda423b14d3da36c93fff05cc425", VERDICT_WARN,
	 "A CNI configuration that the container runtime rejects was renamed, so that it is not "
	 "read.",
	 "No action needed if the CNI's DaemonSet writes its configuration again. Otherwise "
	 "correct the renamed file; the command gives it its old name.",
	 "It was renamed because Invalid=quarantine is set in kubelet-preflight.conf. The file is "
	 "still in its directory; no runtime reads a name that ends in "
	 ".quarantined-by-kubelet-preflight.",
	 CONF, SCOPE_NODE, POLICY_WARN | POLICY_IGNORE},
	{CAUSE_CNI_CONFIG_SKIPPED,
	 "cni-config-skipped", "b5b1c99b9bb449ed9158b0ce08d59e31", VERDICT_WARN,
	 "CRI-O skips a CNI configuration that it cannot use, and takes another.",
	 "Correct the file, or move it out of the directory.",
	 NULL, CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_CONFIG_RIVAL,
	 "cni-config-rival", "f531281cd3a24fceb0afc72432313af5", VERDICT_WARN,
	 "The container runtime uses a network that was probably not intended for this node.",
	 "Rename the unintended file so that its name ends in none of .conf, .conflist and .json.",
	 "CRI-O, podman, nerdctl and containerd's archive each install a bridge network, and a CNI "
	 "that was replaced leaves its file. The runtime uses the file whose name sorts first. The "
	 "node is then Ready before its CNI is installed, and its first pods get addresses of the "
	 "wrong network.",
	 OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_CONFIG_RELEASE,
	 "cni-config-release", "118a625cc4e142e5b03d7a5c3639744e", VERDICT_WARN,
	 "Other versions of the container runtime interpret this CNI configuration, or their own "
	 "configuration, differently.",
	 "Write the file so that every version of the runtime accepts it.",
	 "Versions of the runtime differ in what they accept. Pods have a network with this "
	 "version, and can lose it with the next upgrade of the runtime.",
	 OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_CONFIG_UNWORKABLE,
	 "cni-config-unworkable", "aab8866d68e242dc8102f57909be358f", VERDICT_FAIL,
	 "The container runtime accepts the CNI configuration, but no pod can get a network with "
	 "its cniVersion or with the name of a plugin in it.",
	 "Correct the version or the name that the message quotes, or move the file out of the "
	 "directory: the CNI's DaemonSet writes its configuration again.",
	 "The runtime does not check that the cniVersion exists, nor the plugins that a plugin "
	 "calls. Every ADD then fails, and every pod stays in ContainerCreating.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_FILE_MISSING,
	 "cni-file-missing", "9efe9ef65f804f24bc3bc20ac6709bd9", VERDICT_WARN,
	 "A file that a CNI plugin reads is missing or empty, until the CNI's DaemonSet writes it "
	 "again.",
	 "No action needed: the CNI's DaemonSet writes the file again once kubelet runs.",
	 "Such files are written after each boot: flannel's subnet.env is in /run. Until then "
	 "pods wait, except those on the host network, such as the DaemonSet's own.",
	 OURS, SCOPE_NODE, POLICY_WARN | POLICY_IGNORE},
	{CAUSE_CNI_PLUGIN_MISSING,
	 "cni-plugin-missing", "45a7fbe78d02449bb9f675fb9eaa5ce5", VERDICT_FAIL,
	 "A CNI plugin that every pod needs is not installed.",
	 "Do what the message says: install the package that has the plugin, make the runtime find "
	 "it where it is, or let the CNI's DaemonSet install it.",
	 "The runtime's configuration says in which directories plugins are looked for. A plugin "
	 "in another directory is not found: a setting (bin_dir, plugin_dirs), or a link, lets "
	 "the runtime find it.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_PLUGIN_UNUSABLE,
	 "cni-plugin-unusable", "96857acf4c674a88a653a99ff012baff", VERDICT_FAIL,
	 "A CNI plugin that every pod needs cannot be executed.",
	 "Reinstall the plugin for this architecture, make it executable, or mount its file "
	 "system without noexec.",
	 "Usual causes: a plugin for another architecture, an empty file left by an interrupted "
	 "installation, a mode without x, or a file system mounted noexec.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_RUNTIME_INVALID,
	 "cni-runtime-invalid", "f6f640b8d123418bbf54c51236f38ed0", VERDICT_FAIL,
	 "The container runtime or the kubelet rejects its own configuration.",
	 "Correct the file and line that the message names, and restart the program that reads it.",
	 "containerd, CRI-O and the kubelet read their configuration when they start, and exit if "
	 "they cannot. If the program is running now, it was started before the file was changed.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_INSTALLER_HEALS,
	 "cni-installer-heals", "1e014cfdc68c4563b0c772440fc620ad", VERDICT_WARN,
	 "A CNI configuration or plugin is damaged or missing, and an installer that has run on "
	 "this node writes it again once kubelet runs.",
	 "Usually none: wait until 10 minutes after kubelet's start. If the file is still damaged "
	 "then, read the installer's log with the command.",
	 "Most CNIs install their plugins and their configuration from a container of their "
	 "DaemonSet each time its pod starts, and kubelet restarts the pods of this node after a "
	 "reboot. Holding kubelet back would prevent that. On a node that was reset, or joined to "
	 "a cluster with another CNI, that pod may never come back: then nothing repairs the "
	 "file. kubelet-preflight-installer.service checks again 3 and 10 minutes after kubelet "
	 "has started.",
	 UNITS " " CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_INSTALLER_FAILED,
	 "cni-installer-failed", "33a341efc9714bc6b26567d94e8440df", VERDICT_FAIL,
	 "A CNI configuration or plugin is still damaged or missing, minutes after kubelet "
	 "started the pod whose installer writes it.",
	 "Read the installer's log with the command. If the pod no longer exists, install the CNI "
	 "of the cluster that this node belongs to.",
	 "kubelet was started although the file was damaged or missing, because a pod of this "
	 "node had an installer that writes it. The pod did not start, its installer failed, or "
	 "the pod no longer belongs to this node.",
	 UNITS, SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_CNI_LINK_UNPROVEN,
	 "cni-link-unproven", "91e7616105564377a337909f2ae2a994", VERDICT_WARN,
	 "Modules= does not list the kind of tunnel that the CNI creates, so whether this kernel "
	 "can create one was not tested.",
	 "Add the kind to Modules= in kubelet-preflight.conf, as the command does: the gate tests "
	 "it from then on.",
	 "By default the gate tests vxlan, which most CNIs use. Antrea, Kube-OVN and "
	 "OVN-Kubernetes use geneve. Once Modules= in kubelet-preflight.conf is set, to any list, "
	 "this warning stops.",
	 CONF, SCOPE_NODE, POLICY_ALL},
	{CAUSE_CNI_UNKNOWN,
	 "cni-unknown", "6c3ce49f70c94fdd95b9a83d95fa021c", VERDICT_ERROR,
	 "The CNI directories could not be used, or the files that say where they are and which "
	 "plugins are needed.",
	 "Run the check as root; the check cni-config says what is wrong with a file.",
	 NULL, CONF " " OURS, SCOPE_NODE, POLICY_NONE},
	{0},
};
