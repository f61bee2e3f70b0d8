/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The causes that lie in the tunnel, after kubelet started. */
#include "config.h"

#include "core/causes.h"

/* clang-format off: name and message id stand on one line, by which scripts find them. */
const struct cause causes_overlay[] = {
	{CAUSE_OVERLAY_LINK_MISSING,
	 "overlay-link-missing", "e00fe6248ea74d46a35f1acdb9cbeaed", VERDICT_FAIL,
	 "The tunnel of this node's CNI does not exist, so its pods cannot reach pods on other "
	 "nodes.",
	 "The CNI's pod on this node creates the tunnel: its log says why it does not. Delete the "
	 "pod, and its DaemonSet starts another.",
	 "The CNI's pod on this node creates the tunnel. Calico's felix retries once a second "
	 "forever, and neither the pod's readiness nor the node's condition shows it. A pod that "
	 "is restarted begins with the node's current state.",
	 UNITS " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LINK_GONE,
	 "overlay-link-gone", "c57000d52c5643ac932073242b0b7664", VERDICT_FAIL,
	 "The tunnel was up and has been removed.",
	 "Delete the CNI's pod on this node: its DaemonSet starts another, which creates the "
	 "tunnel again. Then find out what removed it.",
	 "Usual causes: a cleanup script, a network manager that removes interfaces it does not "
	 "manage, or a CNI that removes its tunnel when it stops. Some CNIs recreate the tunnel "
	 "by themselves, others only when they start.",
	 UNITS " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LINK_IN_THE_WAY,
	 "overlay-link-in-the-way", "abe26c78999043d58574fb49e026d545", VERDICT_FAIL,
	 "The tunnel is missing or down, and another VXLAN interface uses its UDP port.",
	 "Delete the other interface, which an earlier CNI left behind; if both are intended, "
	 "give one of them another port.",
	 "Two VXLAN interfaces can share a UDP port only with different VNIs, and only if neither "
	 "of them is external, as Cilium's is. A node that changed its CNI keeps the old "
	 "interface until it is deleted or the node reboots.",
	 UNITS " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LINK_DOWN,
	 "overlay-link-down", "065d58f15767459781eb9874f5ad79fa", VERDICT_FAIL,
	 "The tunnel exists but is not up.",
	 "Set the interface up, or delete the CNI's pod on this node, whose DaemonSet starts "
	 "another.",
	 "A CNI creates the interface first and then sets it up; a CNI that stopped in between, "
	 "or a manual ip link set down, leaves it down. The kernel drops what is sent over it.",
	 UNITS " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LINK_KIND,
	 "overlay-link-kind", "148c0fb662df4064b027fa071c4df3ad", VERDICT_FAIL,
	 "An interface has the tunnel's name but is of another kind.",
	 "Delete the interface: the CNI creates the tunnel once the name is free.",
	 NULL, "man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_ADDRESS_MISSING,
	 "overlay-address-missing", "5a5b0a97497a46c485e0f5bf61d5db6d", VERDICT_FAIL,
	 "The tunnel has no address of the pod network, so pods on other nodes cannot be reached "
	 "over it.",
	 "Delete the CNI's pod on this node: its DaemonSet starts another, which gives the tunnel "
	 "its address.",
	 "The CNI takes the address from this node's block of the pod network. If the cluster has "
	 "no block for the node, or the addresses were flushed, the tunnel is up but unused.",
	 UNITS " man:ip-address(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_LOCAL_MISSING,
	 "overlay-local-missing", "e1be7c8e845c4cf39bc9af8b9371c720", VERDICT_FAIL,
	 "The tunnel sends from an address that this node does not have.",
	 "Give the node its address back, or delete the CNI's pod on this node, so that it "
	 "recreates the tunnel with the node's current address.",
	 "The interface keeps the address that it was created with. If the node's address has "
	 "changed, by DHCP or with another network card, replies go to an address that no longer "
	 "exists.",
	 "man:ip-link(8) man:ip-address(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_PORT,
	 "overlay-port", "8150d2d6aa1543f49f94ad0c3de17e44", VERDICT_WARN,
	 "The tunnel's UDP port or VNI is not the expected one: nodes with different values cannot "
	 "exchange traffic. It is a warning if only the CNI's default is expected, and a fault, "
	 "with exit status 1, if Port= or VNI= in [Overlay] sets the value.",
	 "If the cluster uses this value, set Port= and VNI= in [Overlay] so that it is expected. "
	 "If it does not, delete the interface: the CNI creates it again, some CNIs only after "
	 "their pod is restarted.",
	 "Port and VNI are the same on all nodes of a cluster. Linux uses port 8472 unless told "
	 "otherwise, and IANA assigned 4789: after a change of the CNI's settings, nodes that the "
	 "change did not reach keep the old interface.",
	 CONF " man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_IGNORE},
	{CAUSE_OVERLAY_MTU,
	 "overlay-mtu", "fa7d553c92584e31a9c6db44f139cefb", VERDICT_WARN,
	 "The MTU of the tunnel leaves no room for the tunnel's own headers: large packets are "
	 "lost.",
	 "Set the CNI's MTU to that of the node's network minus 50 bytes (70 over IPv6), and "
	 "restart the CNI's pods.",
	 "Small packets pass, so pings and readiness checks succeed while large responses hang. "
	 "Usually the MTU in the CNI's settings was chosen for another network.",
	 "man:ip-link(8)", SCOPE_AFTER_KUBELET, POLICY_IGNORE},
	{CAUSE_OVERLAY_MODULE_MISSING,
	 "overlay-module-missing", "e1902458c5a340e5a7a61560a534b757", VERDICT_FAIL,
	 "The tunnel's kernel module was loaded when kubelet started, and no longer is.",
	 "Load the module: the CNI then creates the tunnel. If it does not, restart the CNI's pod "
	 "on this node.",
	 "The gate loads the module before kubelet starts. It was unloaded after that, with rmmod "
	 "or modprobe -r, which removes the module's interfaces as well.",
	 OURS " man:modprobe(8)", SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_KUBELET_STOPPED,
	 "overlay-kubelet-stopped", "8e50e93b64434e8aaff755cab1d52ef4", VERDICT_FAIL,
	 "The tunnel does not exist and kubelet is not running, so nothing creates it.",
	 "Start kubelet; its log says why it stopped.",
	 NULL, UNITS, SCOPE_AFTER_KUBELET, POLICY_NONE},
	{CAUSE_OVERLAY_PODS_STALE,
	 "overlay-pods-stale", "a5d0f88ffbb5415eb9f20100819131b9", VERDICT_WARN,
	 "Some pods are older than the tunnel and may still have stale network state.",
	 "List the pods of this node by age, and delete those that have no network.",
	 "A pod started while the tunnel was broken has the routes and neighbours of that time, "
	 "and some programs cache what they could not reach. Most such pods work, which is why "
	 "this is a warning.",
	 UNITS " " CONF, SCOPE_AFTER_KUBELET, POLICY_IGNORE},
	{CAUSE_OVERLAY_UNKNOWN,
	 "overlay-unknown", "250cbcf3a733405ca6059644162ef120", VERDICT_ERROR,
	 "The interfaces of this node, or what says which tunnel it should have, could not be "
	 "read.",
	 "Run it as root, in the network namespace of the host.",
	 "The kernel shows interfaces, addresses and routes of the caller's network namespace: in "
	 "a container those of the container.",
	 OURS " " CONF, SCOPE_AFTER_KUBELET, POLICY_NONE},
	{0},
};
