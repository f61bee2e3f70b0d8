# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the CNI's installer writes again at each start of its pod does not hold kubelet back, and after
# kubelet's start it is looked at whether it did: an empty 10-calico.conflist that is written aside, in place
# or never, and flannel's plugin that an upgrade of the package kubernetes-cni has removed. Without the traces
# of that pod kubelet is held back.

conflist=/etc/cni/net.d/10-calico.conflist
plugin=/opt/cni/bin/flannel
calico=kube-system/calico-node-x7x2p
flannel=kube-flannel/kube-flannel-ds-9xk4t

# Often enough that what is fixed is seen soon, and so long that no boot is slower.
patient="4 12 20 30 45 60 90 240"

looks_at() { # SECONDS…: after kubelet's start, in place of those of the unit
	drop_in $installer <<-DROPIN
	[Service]
	ExecStart=
	ExecStart=$program installer $*
	DROPIN
}

before() {
	left_by $calico 3f1c5a52-8d0e-4b7b-9a55-0c2f6e1d7a10 upgrade-ipam install-cni calico-node
	cp $conflist /scenario/conflist
	: > $conflist
	# shellcheck disable=SC2086
	looks_at $patient
}

# Not systemctl restart: a kubelet that was stopped meets the gate.
start_again() {
	systemctl stop kubelet.service
	check "$1: kubelet is started" systemctl start kubelet.service
	soon 60 "$1: kubelet runs" kubelet_active
	soon 60 "$1: $installer is started" started
}

# --- looking ---

# entries UNIT CAUSE: what is said under that unit's name in this boot, an entry a line.
entries() { journalctl -q -b -u "$1" -o cat "PREFLIGHT_CAUSE=$2"; }

installer_status() { systemctl show -P StatusText $installer; }
status_begins_with() { [[ $(installer_status) == "$1"* ]]; }
waits() { systemctl is-active --quiet $installer && status_begins_with "Waiting for the installer: "; }
# Since the last start of kubelet.
started() {
	[ "$(systemctl show -P ExecMainStartTimestampMonotonic $installer)" -ge \
		"$(systemctl show -P ActiveEnterTimestampMonotonic kubelet.service)" ]
}
ended() { [ "$(systemctl is-active $installer)" = inactive ]; }
failed() { [ "$(systemctl is-active $installer)" = failed ]; }

# waiting WHAT POD FILE: the gate has let kubelet start and has said why, and the unit waits.
waiting() {
	is "$1: the gate is active" active "$(systemctl is-active $unit)"
	says "$1: the journal of the gate names the pod" "$2" entries $unit cni-installer-heals
	says "$1: and what is wrong" "$3" entries $unit cni-installer-heals
	is "$1: as a warning" 4 "$(journalctl -q -b -u $unit -o cat --output-fields=PRIORITY \
		PREFLIGHT_CAUSE=cni-installer-heals | sort -u)"
	soon 60 "$1: $installer waits" waits
	says "$1: its status says what for" "$3" installer_status
	is "$1: it has no capability" 0000000000000000 "$(capabilities $installer)"
}

# ended_well WHAT: and nothing is said at the level of an error, nor was kubelet touched.
ended_well() {
	soon 300 "$1: $installer ends" ended
	is "$1: it ends well" success,0 "$(systemctl show -P Result -P ExecMainStatus $installer | paste -sd,)"
	is "$1: there is no entry of an error" "" "$(entries kubelet cni-installer-failed)"
	is "$1: it has not warned" "" "$(journalctl -q -b -p warning -o cat _SYSTEMD_UNIT=$installer)"
}

put_right() {
	ended_well "$1"
	says "$1: its status says so" "Fixed, seen " installer_status
	says "$1: and what" "$2" installer_status
	check "$1: kubelet runs" kubelet_active
}

# --- the boots ---

phase_1() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	waiting "written aside" $calico $conflist
	cp /scenario/conflist $conflist.new
	mv $conflist.new $conflist
	put_right "written aside" $conflist
	is "written aside: kubelet was executed once" 1 "$(kubelet_runs)"

	: > $conflist
	start_again "written in place"
	waiting "written in place" $calico $conflist
	cat /scenario/conflist > $conflist
	put_right "written in place" $conflist

	start_again "nothing is waited for"
	ended_well "nothing is waited for"
	is "nothing is waited for: it says nothing" "" "$(installer_status)"

	: > $conflist
	start_again "kubelet is stopped"
	soon 60 "kubelet is stopped: $installer waits" waits
	check "kubelet is stopped: that waits for nothing" timeout 20 systemctl stop kubelet.service
	ended_well "kubelet is stopped"

	looks_at 2 5
	systemctl daemon-reload
	start_again "never"
	never_written
}

never_written() {
	local command="kubectl -n kube-system logs calico-node-x7x2p -c install-cni" name
	soon 60 "never: $installer is failed" failed
	is "never: with the status of a fault" exit-code,1 \
		"$(systemctl show -P Result -P ExecMainStatus $installer | paste -sd,)"
	for name in kubelet kubelet-preflight $installer; do
		is "never: journalctl -u $name has one entry" 1 "$(entries $name cni-installer-failed | wc -l)"
		says "never: journalctl -u $name has the command" "run: $command" \
			entries $name cni-installer-failed
	done
	says "never: it says what is wrong" "$conflist" entries kubelet cni-installer-failed
	says "never: and since when" " s after kubelet.service started: " entries kubelet cni-installer-failed
	is "never: at the level of an error" 3 "$(journalctl -q -b -u kubelet -o cat --output-fields=PRIORITY \
		PREFLIGHT_CAUSE=cni-installer-failed)"
	is "never: the command has a field" "$command" "$(journalctl -q -b -u kubelet -o cat \
		--output-fields=PREFLIGHT_REMEDY PREFLIGHT_CAUSE=cni-installer-failed)"
	says "never: the status says it" "Failed: not fixed " installer_status
	says "never: and has the command" "run: $command" installer_status
	check "never: kubelet runs still" kubelet_active

	lay_flannel
	# shellcheck disable=SC2086
	looks_at $patient
}

# The public report: the package of the plugins was upgraded, and flannel's went with the old one.
lay_flannel() {
	local name
	rm -rf $conflist ${pods:?}/* ${logs:?}/*
	for name in bridge host-local; do cp /bin/true "/opt/cni/bin/$name"; done
	cat > /etc/cni/net.d/10-flannel.conflist <<-'JSON'
	{
	  "name": "cbr0",
	  "cniVersion": "0.3.1",
	  "plugins": [
	    {"type": "flannel", "delegate": {"hairpinMode": true, "isDefaultGateway": true}},
	    {"type": "portmap", "capabilities": {"portMappings": true}}
	  ]
	}
	JSON
	left_by $flannel 8a3e0c41-55d7-4c1c-b0a2-64f0d2c9be77 install-cni-plugin install-cni kube-flannel
	rm -f $plugin
}

phase_2() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	waiting flannel $flannel flannel
	says "flannel: the command reads the log of what installs the plugin" \
		"kubectl -n kube-flannel logs kube-flannel-ds-9xk4t -c install-cni-plugin" \
		entries $unit cni-installer-heals
	cp /bin/true $plugin
	put_right flannel flannel

	rm $plugin
	rm -r ${logs:?}/*
}

# As after kubeadm reset, or the other way round: each trace outlives its pod.
phase_3() {
	boot_complete degraded
	held_back
	unit_failed
	says "no traces: the status names the plugin" flannel systemctl status $unit
	check "no traces: the report has the cause" report_has '"cause": "cni-plugin-missing"'
	is "no traces: no installer is trusted" "" "$(entries $unit cni-installer-heals)"
	is "no traces: nothing is waited for" inactive "$(systemctl is-active $installer)"
	cp /bin/true $plugin
	soon 90 "no traces, repaired: kubelet starts by itself" kubelet_active
	soon 60 "no traces, repaired: $installer is started" started
	ended_well "no traces, repaired"
}
