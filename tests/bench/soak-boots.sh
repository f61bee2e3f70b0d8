# shellcheck shell=bash disable=SC2154 # unit, barrier and recovery are of tests/vm/lib/node.sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The scenario of tests/bench/soak, which writes the numbers of boots and pods before it: a fit node, booted
# that often. Every third boot is without the gate. Each boot notes a line
#
#     soak with|without MICROSECONDS-UNTIL-KUBELET MICROSECONDS-OF-THE-GATE MILLISECONDS-IT-WAITED
#
# from the start of PID 1; kubelet's time is "-" where it was not executed.

before() {
	lay_containerd
	[ "${pods:?}" -gt 0 ] || return 0
	lay_image
	rm -rf /etc/cni/net.d/* /opt/cni/bin
	cat > /etc/cni/net.d/10-bridge.conflist <<-'JSON'
	{"cniVersion": "0.4.0", "name": "pods", "plugins": [
	  {"type": "bridge", "bridge": "cni0", "isGateway": true,
	   "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.7.0/24"}]]}}]}
	JSON
}

# What containerd has to recover from the next boot on.
make_pods() {
	local i
	check "the sandbox image is imported" ctr -n k8s.io images import /scenario/pause.tar
	for ((i = 0; i < pods; i++)); do
		check "pod $i" timeout 150 python3 /scenario/lib/cri pod "pod$i"
	done
}

without() { [ $(($1 % 3)) -eq 0 ]; }

# As systemd noted it, in microseconds of the monotonic clock; 0 for never.
moment() { systemctl show -P "$1" "${@:2}"; }

# The gate's first answer counts: that the recovery started kubelet later does not make up for it.
let_through() {
	kubelet_executed && [ "$(moment ActiveEnterTimestampMonotonic "$recovery")" = 0 ] &&
		[ "$(systemctl is-active "$unit")" = active ]
}

measure() {
	local kind=with pid1 kubelet gate=0 waited=0
	booted > /dev/null
	pid1=$(moment UserspaceTimestampMonotonic)
	kubelet=-
	if kubelet_executed; then
		kubelet=$(($(moment ExecMainStartTimestampMonotonic kubelet.service) - pid1))
	fi
	if without "$1"; then
		kind=without
		check "boot $1: kubelet is executed without the gate" kubelet_executed
	else
		gate=$(($(moment ExecMainExitTimestampMonotonic "$unit") - $(moment ExecMainStartTimestampMonotonic "$unit")))
		check "boot $1: the node is let through" let_through
		waited=$(waited_ms)
	fi
	note "soak $kind $kubelet $gate $waited"
	if [ "$1" = 1 ]; then make_pods; fi
	if without $(($1 + 1)); then
		systemctl --quiet disable "$unit" "$barrier"
	else
		systemctl --quiet enable "$unit"
	fi
}

for ((n = 1; n <= ${boots:?}; n++)); do
	eval "phase_$n() { measure $n; }"
done
