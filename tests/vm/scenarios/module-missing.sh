# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The incident: the kernel ships no vxlan. The kubelet is held back, whoever looks reads why and
# what to do, and it starts by itself when the module is back.

machine="the gate loads modules"

before() { vxlan_remove; }

# readable PLACE COMMAND…: the verdict, the cause and the remedy stand in what the command prints.
readable() {
	local place=$1
	shift
	says "$place: the verdict" Unfit "$@"
	says "$place: the cause" "module-not-shipped: kernel $(uname -r) has no vxlan" "$@"
	says "$place: the remedy" "run: $remedy" "$@"
}

phase_1() {
	boot_complete degraded
	held_back
	unit_failed
	says "systemctl --failed names the gate" $unit systemctl --failed
	readable "systemctl status kubelet-preflight" systemctl status kubelet-preflight
	readable "systemctl status kubelet" systemctl status kubelet
	readable "journalctl -u kubelet-preflight" journalctl -b -u kubelet-preflight
	readable "journalctl -u kubelet" journalctl -b -u kubelet
	check "the report: the verdict" report_has '"verdict": "unfit"'
	check "the report: the cause" report_has '"cause": "module-not-shipped"'
	check "the report: the subject" report_has '"subject": "vxlan"'
	check "the report: the remedy" report_has "$remedy"
	for name in kubelet-preflight kubelet; do
		says "the journal of $name: the field of the cause" module-not-shipped \
			journalctl -b -u $name -o cat --output-fields=PREFLIGHT_CAUSE
	done
	check "the catalog is taken" journalctl --update-catalog
	says "journalctl -x: what the cause means" "Subject: module-not-shipped" \
		journalctl -b -x -u kubelet-preflight
	says "journalctl -x: the remedy" "run: $remedy" journalctl -b -x -u kubelet
	says "the journal: the field of the kernel" "$(uname -r)" \
		journalctl -b -u $unit -o cat --output-fields=PREFLIGHT_KERNEL
	refused "nothing was persisted" test -e $persisted
	never 10 "the kubelet stays held back" kubelet_executed
	let_through
	vxlan_restore
	soon 60 "mended: kubelet starts by itself" kubelet_active
	check "vxlan is loaded" vxlan_loaded
	check "vxlan is persisted" grep -qx vxlan $persisted
	check "the report says fit" report_has '"verdict": "fit"'
	soon 60 "the system is running" systemctl is-system-running --quiet
	soon 30 "recovery has ended" recovery_over
	overlay_without_module
}

gate_inactive() { [ "$(systemctl is-active $unit)" = inactive ]; }

# stop_kubelet WHAT: kubelet is stopped, and with it the gate.
stop_kubelet() {
	systemctl stop kubelet
	soon 60 "$1: the gate is dropped" gate_inactive
}

# The same node in report mode, and with a policy for what is wrong: kubelet runs, and nobody calls it fit.
let_through() {
	settings rollout <<< $'[Gate]\nMode=report'
	soon 60 "report mode: kubelet is let go" kubelet_active
	says "report mode: systemctl status says unfit" \
		"Unfit (report mode, kubelet starts): module-not-shipped" systemctl status $unit
	check "report mode: the report says unfit" report_has '"verdict": "unfit"'
	stop_kubelet "report mode"
	settings rollout <<< $'[Policy]\nWarn=module-not-shipped link-refused package-missing package-incomplete'
	check "policy: kubelet starts" systemctl start kubelet
	check "policy: the report has a warning" report_has '"cause": "module-not-shipped"'
	says "policy: systemctl status says by what" "Fit by policy: passes by Warn= in " systemctl status $unit
	stop_kubelet policy
	rm /etc/kubelet-preflight.conf.d/rollout.conf
	refused "enforced again: kubelet is refused" systemctl start kubelet
}

# The service of the overlay, here because in namespaces no module can be unloaded.
overlay_without_module() {
	mkdir -p /etc/kubelet-preflight.conf.d
	setting
	unload
	again "module unloaded" overlay-module-missing
	check "module unloaded: the command loads it" bash -c "$(told_command)"
	check "... and it is there" vxlan_loaded
}

recovery_over() { [ "$(systemctl is-active $recovery)" = inactive ]; }
