/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that lie in the tunnel, after kubelet started. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_overlay[] = {
	{CAUSE_OVERLAY_LINK_MISSING,
	 "overlay-link-missing", "e00fe6248ea74d46a35f1acdb9cbeaed", VERDICT_FAIL,
	 "The tunnel that the CNI of this node makes does not exist, so that its pods do not "
	 "reach those of other nodes.",
	 "The pod of the CNI on this node creates it: its log says what keeps it from that. "
	 "Delete the pod, and its DaemonSet starts another.",
	 "The CNI's pod on this node creates the tunnel: Calico's felix tries once a second "
	 "for ever, and neither the pod's readiness nor the node's condition tells of it. A "
	 "pod that was started anew begins from what the node has now.",
	 UNITS " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LINK_GONE,
	 "overlay-link-gone", "c57000d52c5643ac932073242b0b7664", VERDICT_FAIL,
	 "The tunnel was up, and somebody removed it.",
	 "Delete the pod of the CNI on this node: its DaemonSet starts another, which makes "
	 "the tunnel anew.",
	 "A script that tidies up, a network manager that takes links it does not know away, "
	 "and a CNI that ends and cleans behind itself do it. Some CNIs make the tunnel "
	 "anew by themselves, others only when they start.",
	 UNITS " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LINK_IN_THE_WAY,
	 "overlay-link-in-the-way", "abe26c78999043d58574fb49e026d545", VERDICT_FAIL,
	 "The tunnel is missing or down, and another vxlan interface has its UDP port.",
	 "Delete the other interface, which an earlier CNI left behind; where both are meant, "
	 "give one of them another port.",
	 "Two vxlan interfaces can share a UDP port only with different VNIs, and not where "
	 "one of them is external, as Cilium's is. A node that changed its CNI keeps the "
	 "interface of the one before until it is deleted or the node reboots.",
	 UNITS " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LINK_DOWN,
	 "overlay-link-down", "065d58f15767459781eb9874f5ad79fa", VERDICT_FAIL,
	 "The tunnel exists and is not up.",
	 "Set the link up, or delete the pod of the CNI on this node, whose DaemonSet starts "
	 "another.",
	 "A CNI makes the link first and sets it up then; one that ended in between, and "
	 "somebody's ip link set down, leave it so. The kernel drops what is sent over it.",
	 UNITS " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LINK_KIND,
	 "overlay-link-kind", "148c0fb662df4064b027fa071c4df3ad", VERDICT_FAIL,
	 "A link has the tunnel's name and is of another kind.",
	 "Delete the link: the CNI makes the tunnel when the name is free.",
	 NULL, "man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_ADDRESS_MISSING,
	 "overlay-address-missing", "5a5b0a97497a46c485e0f5bf61d5db6d", VERDICT_FAIL,
	 "The tunnel has no address of the pod network, and no pod of another node can be "
	 "reached over it.",
	 "Delete the pod of the CNI on this node: its DaemonSet starts another, which gives "
	 "the tunnel its address.",
	 "The CNI takes the address from the block of the pod network that this node has. "
	 "Without one in the cluster's state, or after somebody flushed the addresses, the "
	 "tunnel is up and unused.",
	 UNITS " man:ip-address(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LOCAL_MISSING,
	 "overlay-local-missing", "e1be7c8e845c4cf39bc9af8b9371c720", VERDICT_FAIL,
	 "The tunnel sends from an address that this node does not have.",
	 "Give the node its address back, or delete the pod of the CNI on this node, which "
	 "makes the tunnel anew with the address of now.",
	 "The link keeps the address that it was made with. After the node got another one, "
	 "by DHCP or on another network card, answers go to where nobody is.",
	 "man:ip-link(8) man:ip-address(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_PORT,
	 "overlay-port", "8150d2d6aa1543f49f94ad0c3de17e44", VERDICT_WARN,
	 "The tunnel has another UDP port or VNI than it should: nodes that differ in them do "
	 "not hear each other. Where only the CNI's default says what it should have, it is a "
	 "warning; where Port= or VNI= in [Overlay] says it, a fault, with exit status 1.",
	 "Say with Port= and VNI= in [Overlay] what the cluster has; where the tunnel is "
	 "wrong, delete it, and the CNI makes it anew.",
	 "Port and VNI are the same on all nodes of a cluster. Linux makes a link with port "
	 "8472 where none is given, and IANA's number is 4789: a CNI whose settings changed "
	 "has old links on the nodes that it did not reach.",
	 CONF " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_IGNORE},
	{CAUSE_OVERLAY_MTU,
	 "overlay-mtu", "fa7d553c92584e31a9c6db44f139cefb", VERDICT_WARN,
	 "The MTU of the tunnel leaves no room for what the tunnel adds: large packets are "
	 "lost.",
	 "Set the MTU of the CNI to that of the node's network, less 50 bytes (70 over IPv6).",
	 "Small packets pass, so that pings and the readiness of pods tell nothing: large "
	 "answers hang. The MTU of the CNI's settings was set for another network.",
	 "man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_IGNORE},
	{CAUSE_OVERLAY_MODULE_MISSING,
	 "overlay-module-missing", "e1902458c5a340e5a7a61560a534b757", VERDICT_FAIL,
	 "The kernel module of the tunnel was there when kubelet started, and is not any more.",
	 "Load the module: the CNI then makes the tunnel by itself.",
	 "The gate loads the module before kubelet starts. Somebody's rmmod, which takes the "
	 "links of the module along, is the way to lose it after that.",
	 OURS " man:modprobe(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_KUBELET_STOPPED,
	 "overlay-kubelet-stopped", "8e50e93b64434e8aaff755cab1d52ef4", VERDICT_FAIL,
	 "The tunnel is not there, and kubelet does not run, so that nothing makes it.",
	 "Start kubelet; its log says why it ended.",
	 NULL, UNITS, SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_PODS_STALE,
	 "overlay-pods-stale", "a5d0f88ffbb5415eb9f20100819131b9", VERDICT_WARN,
	 "There are pods from before the tunnel, whose network can be that of before.",
	 "List the pods of this node by their age, and delete those that have no network.",
	 "A pod that was started while the tunnel was broken got routes and neighbours of "
	 "that time, and some programs keep what they could not reach. Most such pods are "
	 "well, which is why this is a warning.",
	 UNITS " " CONF, SCOPE_AFTER_KUBELET, POLICY_IGNORE},
	{CAUSE_OVERLAY_UNKNOWN,
	 "overlay-unknown", "250cbcf3a733405ca6059644162ef120", VERDICT_ERROR,
	 "The links of this node, or what says which tunnel it has, could not be looked at.",
	 "Look as root, in the network namespace of the host.",
	 "The kernel tells links, addresses and routes to whoever asks in its own network "
	 "namespace: a container sees those of the container.",
	 OURS " " CONF, SCOPE_AFTER_KUBELET, POLICY_NONE},
	{0},
};
