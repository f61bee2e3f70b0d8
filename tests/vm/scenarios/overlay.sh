# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The overlay's service on a real system, in its sandbox: the tunnel comes after 5 s, goes, never comes,
# has the wrong port, meets another CNI's link on its port; and kubelet does not run.

overlay=kubelet-preflight-overlay.service

before() {
	mkdir -p /etc/kubelet-preflight.conf.d
	systemctl enable $overlay
}

setting() { printf '[Overlay]\nTimeout=3s\n%s\n' "$*" > /etc/kubelet-preflight.conf.d/overlay.conf; }
status_text() { systemctl show -P StatusText $overlay; }
status_has() { [[ $(status_text) == *"$1"* ]]; }
entries() { journalctl -b -u $overlay -o cat "$@" | grep -cE '^(Up|Broken): '; }

underlay() {
	ip link add under0 type veth peer name under1
	ip link set under0 up
	ip link set under1 up
	ip addr add 10.99.0.1/24 dev under0
}

tunnel() { # PORT
	ip link add vxlan.calico type vxlan id 4096 dstport "$1" local 10.99.0.1 dev under0 nolearning
	ip link set vxlan.calico mtu 1450 up
	ip addr add 192.168.1.1/32 dev vxlan.calico
}

peer() { ip route add 192.168.2.0/26 via 192.168.2.0 dev vxlan.calico onlink; }

# again WHAT CAUSE: the service anew says the cause.
again() {
	systemctl restart $overlay
	soon 30 "$1: $2" status_has "Broken: $2: "
	says "$1: systemctl status shows it" "$2" systemctl status $overlay
	check "$1: the journal of kubelet has it, by its cause" \
		journalctl -b -u kubelet "PREFLIGHT_CAUSE=$2" -o cat --grep "^Broken: $2: "
}

phase_1() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	soon 30 "the service waits" status_has "Waiting: Broken: overlay-link-missing: "
	is "it has no capability" 0000000000000000 \
		"$(sed -n 's/^CapBnd:\t//p' "/proc/$(systemctl show -P MainPID $overlay)/status")"
	is "the journal has nothing yet" 0 "$(entries)"
	underlay
	sleep 5
	tunnel 4789
	peer
	soon 20 "the tunnel comes" status_has "Up: vxlan.calico is up, with 1 route over it, "
	says "... and how long after kubelet" " s after kubelet.service" status_text
	is "one entry" 1 "$(entries)"
	check "check of now: up" $program overlay
	ip link del vxlan.calico
	soon 40 "it is removed: overlay-link-gone" status_has "Broken: overlay-link-gone: "
	refused "check of now: broken" $program overlay
	setting
	again never overlay-link-missing
	tunnel 4790
	setting Port=4789
	again "wrong port" overlay-port
	ip link del vxlan.calico
	ip link add flannel.1 type vxlan id 4096 dstport 4789 local 10.99.0.1 dev under0
	again "flannel.1 in the way" overlay-link-in-the-way
	ip link del flannel.1
	systemctl stop kubelet.service
	again "kubelet stopped" overlay-kubelet-stopped
	check "it gates nothing: kubelet starts" systemctl start kubelet.service
	units_of_overlay
}

units_of_overlay() {
	silent "systemd-analyze verify has nothing to say of $overlay" \
		systemd-analyze verify "/usr/lib/systemd/system/$overlay"
	check "the exposure of $overlay is at most 2.0" \
		systemd-analyze security --no-pager --threshold=20 $overlay
}
