/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that the container runtime itself says, or by which it says nothing. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_runtime[] = {
	{CAUSE_RUNTIME_WITHOUT_CRI,
	 "runtime-without-cri", "442e9475b0014fd8be9c2cadafebebbb", VERDICT_FAIL,
	 "What listens on the socket of the container runtime does not serve the CRI, and kubelet "
	 "can start no pod.",
	 "Read in the runtime's log why it does not load its CRI plugin, correct that, and restart "
	 "it.",
	 "containerd runs without its CRI plugin when the plugin is disabled, as in the file that "
	 "Docker's package brings, or when it rejects its part of the configuration: a wrong value "
	 "anywhere in it is enough. Where another runtime is installed as well, and nothing says "
	 "which one kubelet uses, this is a warning.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_FAILED,
	 "runtime-failed", "9cd7de3c2d2b4f6b92a25e23181eda14", VERDICT_FAIL,
	 "The service of the container runtime has failed, and kubelet can start no pod.",
	 "Correct what its log names, and start it.",
	 "A runtime that rejects its configuration ends at its start, again and again until systemd "
	 "gives it up. The gate waits for a runtime that is starting, 60 seconds at most, until its "
	 "second automatic restart has ended as well. Where another runtime is installed as well, and "
	 "nothing says which one kubelet uses, this is a warning.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_RUNNING,
	 "runtime-not-running", "7b471635a4d44becb4cca187eea553e5", VERDICT_WARN,
	 "The container runtime does not run, so that only its files could be read.",
	 "Enable and start the service of the container runtime.",
	 "kubelet starts without its runtime and waits for it. Whether the runtime takes its "
	 "configuration shows when it starts.",
	 OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_ANSWERING,
	 "runtime-not-answering", "61de543d0f1948599a042fd4598765ac", VERDICT_WARN,
	 "The container runtime gave no answer that could be used, so that only its files could be "
	 "read.",
	 "Read its log. A plugin that hangs, or a FIFO among the CNI configurations, keeps CRI-O from "
	 "answering.",
	 NULL, OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_READY,
	 "runtime-not-ready", "a5012fa960d2446bba31ea4ea8791310", VERDICT_WARN,
	 "The container runtime says of itself that it is not ready.",
	 "Read what it says, and its log. cri-dockerd is not ready while dockerd does not run.",
	 NULL, OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_ASKED,
	 "runtime-not-asked", "e7f4b61aa2b34b5299cd2413a47af7de", VERDICT_WARN,
	 "The container runtime could not be asked, so that only its files were read.",
	 "Install libnghttp2, with which it is asked, or correct the endpoint that kubelet's "
	 "settings name.",
	 NULL, OURS, SCOPE_NODE, POLICY_ALL},
	{CAUSE_RUNTIME_NOT_REREAD,
	 "runtime-not-reread", "bd361fe12dd2498088473d9739d229ff", VERDICT_WARN,
	 "The CNI configuration in the directory is sound, and the container runtime has not loaded "
	 "it.",
	 "Restart the container runtime: it reads the directory again.",
	 "A runtime watches the directory and can miss a change: when the directory was removed and "
	 "made again, or under CRI-O when only the mode of a file was changed. Where the runtime says "
	 "that it could not load a file it is a fault, else with Absent=block.",
	 CONF " " OURS, SCOPE_NODE, POLICY_ALL},
	{0},
};
