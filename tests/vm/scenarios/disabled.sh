# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Recovery starts what was held back and is enabled, and nothing else: a kubelet that is disabled,
# or was stopped by hand, stays off.

before() {
	systemctl disable kubelet.service
	cni_break
}

fault() {
	refused "$1: the gate finds the fault" systemctl start $unit
	soon 30 "$1: recovery waits" systemctl is-active --quiet $recovery
}

stays_off() {
	soon 60 "$1: recovery has ended" recovery_over
	never 5 "$1: kubelet stays off" more_runs
}

phase_1() {
	boot_complete running
	runs=0
	fault "disabled"
	cni_mend
	stays_off "disabled"

	cni_break
	systemctl enable kubelet.service
}

phase_2() {
	boot_complete degraded
	runs=0
	held_back
	systemctl disable kubelet.service
	cni_mend
	stays_off "held back, then disabled"

	systemctl enable kubelet.service
	check "enabled again, it starts" systemctl start kubelet
	soon 30 "kubelet runs" kubelet_active

	systemctl stop kubelet
	cni_break
	runs=$(kubelet_runs)
	fault "stopped by hand"
	cni_mend
	stays_off "stopped by hand"
}

more_runs() { [ "$(kubelet_runs)" -gt "$runs" ]; }

recovery_over() { [ "$(systemctl is-active $recovery)" = inactive ]; }
