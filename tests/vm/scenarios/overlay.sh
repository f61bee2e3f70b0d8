# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The overlay's service on a real system, in its sandbox: the tunnel comes after 5 s, goes, never comes,
# has the wrong port, meets another CNI's link on its port; kubelet does not run, and a pod is older than the
# tunnel. That the module is gone is tried in module-missing, which is a machine.

before() {
	mkdir -p /etc/kubelet-preflight.conf.d
	systemctl enable $overlay
}

status_has() { [[ $(status_text) == "Up: "*"$1"* ]]; }
entries() { journalctl -b -u $overlay -o cat "$@" | grep -cE '^(Up|Broken): '; }

underlay() {
	ip link add under0 type veth peer name under1
	ip link set under0 up
	ip link set under1 up
	ip addr add 10.99.0.1/24 dev under0
}

tunnel_link() { # PORT
	ip link add vxlan.calico type vxlan id 4096 dstport "$1" local 10.99.0.1 dev under0 nolearning
}

tunnel() { # PORT
	tunnel_link "$1"
	ip link set vxlan.calico mtu 1450 up
	ip addr add 192.168.1.1/32 dev vxlan.calico
}

peer() { ip route add 192.168.2.0/26 via 192.168.2.0 dev vxlan.calico onlink; }

# warned WHAT CAUSE: the service anew says that the tunnel is up, and the cause as a warning.
warned() {
	systemctl restart $overlay
	soon 30 "$1: up, and $2" status_has "; warning: $2: "
	says "$1: how long after kubelet it came up" " s after kubelet.service; warning: " status_text
	check "$1: the warning is an entry of its own" \
		journalctl -b -u kubelet "PREFLIGHT_CAUSE=$2" -p warning -o cat --grep .
}

phase_1() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	soon 30 "the service waits" status_begins "Waiting: vxlan.calico does not exist: "
	is "it has no capability" 0000000000000000 "$(capabilities $overlay)"
	is "the journal has nothing yet" 0 "$(entries)"
	comes_and_goes
	setting
	again never overlay-link-missing
	says "never: the command of the runbook" \
		"kubectl delete pod -A -l k8s-app=calico-node --field-selector spec.nodeName=guest" told_command
	tunnel 4790
	setting Port=4789
	again "wrong port" overlay-port
	check "wrong port: the command deletes the tunnel" bash -c "$(told_command)"
	beside
	systemctl stop kubelet.service
	again "kubelet stopped" overlay-kubelet-stopped
	check "it gates nothing: kubelet starts by the command" bash -c "$(told_command)"
	old_pod
}

comes_and_goes() {
	underlay
	sleep 5
	tunnel 4789
	peer
	soon 20 "the tunnel comes after 5 s" status_begins "Up: vxlan.calico is up, with 1 route over it, "
	check "... since when, and how long after kubelet" grep -qE \
		"over it, since $(date +%F) ..:..:.. [A-Z+0-9]+, [0-9]+ s after kubelet.service$" <(status_text)
	is "one entry" 1 "$(entries)"
	check "check of now: up" $program overlay
	ip link del vxlan.calico
	soon 40 "it is removed: overlay-link-gone" status_begins "Broken: overlay-link-gone: "
	is "... is one entry more" 2 "$(entries)"
	refused "check of now: broken" $program overlay
}

# Another CNI's link on the port, with the VNI of the tunnel.
beside() {
	ip link add flannel.1 type vxlan id 4096 dstport 4789 local 10.99.0.1 dev under0
	refused "flannel.1 in the way: the kernel refuses the tunnel" tunnel_link 4789
	again "flannel.1 in the way" overlay-link-in-the-way
	check "flannel.1 in the way: the command deletes it" bash -c "$(told_command)"
}

old_pod() {
	local pod=cni-01234567-89ab-cdef-0123-456789abcdef
	setting Grace=1s
	ip netns add $pod
	sleep 4
	tunnel 4789
	peer
	warned "a pod from before" overlay-pods-stale
	says "... which is named" "/run/netns/$pod" status_text
	says "... with the command that lists the pods" "spec.nodeName=guest" \
		journalctl -b -u kubelet PREFLIGHT_CAUSE=overlay-pods-stale -o verbose
}
