/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that the container runtime itself says, or by which it says nothing. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_runtime[] = {
	{CAUSE_RUNTIME_WITHOUT_CRI,
	 "runtime-without-cri", "442e9475b0014fd8be9c2cadafebebbb", VERDICT_FAIL,
	 "The container runtime's socket does not serve the CRI, so kubelet cannot start any pod.",
	 "See in the runtime's log why it does not load its CRI plugin, correct that, and restart "
	 "it.",
	 "containerd runs without its CRI plugin when the plugin is disabled, as in the file that "
	 "Docker's package installs, or when the plugin rejects its part of the configuration: "
	 "one wrong value is enough. If another runtime is installed as well, and nothing says "
	 "which one kubelet uses, this is a warning.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_FAILED,
	 "runtime-failed", "9cd7de3c2d2b4f6b92a25e23181eda14", VERDICT_FAIL,
	 "The container runtime's service has failed, so kubelet cannot start any pod.",
	 "Correct what its log names, and start it.",
	 "A runtime that rejects its configuration exits when it starts, again and again until "
	 "systemd stops restarting it. The gate waits for a starting runtime for at most 60 "
	 "seconds, or until its second automatic restart has failed as well. If another runtime "
	 "is installed as well, and nothing says which one kubelet uses, this is a warning.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_RUNNING,
	 "runtime-not-running", "7b471635a4d44becb4cca187eea553e5", VERDICT_WARN,
	 "The container runtime is not running, so only its files could be read.",
	 "Enable and start the service of the container runtime.",
	 "kubelet starts without its runtime and waits for it. Whether the runtime's "
	 "configuration is valid is known only once it has started.",
	 OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_ANSWERING,
	 "runtime-not-answering", "61de543d0f1948599a042fd4598765ac", VERDICT_WARN,
	 "The container runtime gave no usable answer, so only its files could be read.",
	 "See its log. A plugin that hangs, or a FIFO among the CNI configurations, keeps CRI-O "
	 "from answering.",
	 NULL, OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_READY,
	 "runtime-not-ready", "a5012fa960d2446bba31ea4ea8791310", VERDICT_WARN,
	 "The container runtime reports that it is not ready.",
	 "Read the reason that the message quotes, and the runtime's log. cri-dockerd is not ready "
	 "while dockerd is not running. A missing CNI configuration is reported separately, by "
	 "cni-config.",
	 NULL, OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_ASKED,
	 "runtime-not-asked", "e7f4b61aa2b34b5299cd2413a47af7de", VERDICT_WARN,
	 "The container runtime could not be queried over its socket, so only its files were read.",
	 "Install libnghttp2 if the message says that it is missing. Otherwise correct the "
	 "endpoint in kubelet's settings (--container-runtime-endpoint, or "
	 "containerRuntimeEndpoint in its configuration).",
	 NULL, OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_REREAD,
	 "runtime-not-reread", "bd361fe12dd2498088473d9739d229ff", VERDICT_WARN,
	 "The CNI configuration in the directory is valid, but the container runtime has not "
	 "loaded it.",
	 "Restart the container runtime: it reads the directory again.",
	 "A runtime watches the directory and can miss a change: when the directory was removed "
	 "and recreated, or, with CRI-O, when only the mode of a file changed. If the runtime "
	 "reports that it could not load a file, or with Absent=block, this is a fault.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{0},
};
