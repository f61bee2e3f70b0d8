# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A gate that cannot answer is a closed gate: masked, killed, too slow, without its program. The
# node itself is fit.

before() { systemctl mask $unit; }

# closed SECONDS WHAT: the kubelet stays off while the fault lasts. Where recovery runs, the time
# covers its first retry.
closed() {
	local limit=$1
	shift
	soon 120 "$1: the boot is complete" systemctl is-active --quiet multi-user.target
	booted
	never "$limit" "$1: kubelet is never executed" kubelet_executed
	is "$1: kubelet is not running" inactive "$(systemctl is-active kubelet.service)"
}

# mended WHAT: the fault is gone; recovery may have been quicker than the hand.
mended() {
	systemctl daemon-reload
	systemctl reset-failed $unit
	check "$1, mended: kubelet is started" systemctl start kubelet
	soon 30 "$1, mended: kubelet runs" kubelet_active
}

# At boot, where multi-user.target wants kubelet, systemd 252 would start it although the gate that it
# requires is masked (systemd issues 11338, 16909): the barrier is what holds it here.
phase_1() {
	closed 8 masked
	runs=$(kubelet_runs)
	refused "masked: a start of kubelet is refused" systemctl start kubelet
	is "masked: kubelet was not executed by that" "$runs" "$(kubelet_runs)"
	systemctl unmask $unit
	mended masked

	drop_in $unit <<-'DROPIN'
	[Service]
	ExecStart=
	ExecStart=/bin/sh -c 'kill -KILL $$$$'
	DROPIN
}

phase_2() {
	closed 25 killed
	is "killed: the result" signal "$(systemctl show -P Result $unit)"
	drop_in_remove $unit
	systemctl daemon-reload
	check "killed: recovery tried again, and ran into it again" test "$(gate_runs)" -ge 2
	touch /etc/cni/net.d/10-calico.conflist # without a change it would wait for minutes
	soon 90 "killed, mended: kubelet starts by itself" kubelet_active

	drop_in $unit <<-'DROPIN'
	[Service]
	TimeoutStartSec=2
	ExecStart=
	ExecStart=/bin/sleep infinity
	DROPIN
}

phase_3() {
	closed 25 "too slow"
	is "too slow: the result" timeout "$(systemctl show -P Result $unit)"
	drop_in_remove $unit
	mended "too slow"

	mv $program $program.away
}

phase_4() {
	closed 8 "without its program"
	is "without its program: the exit status" 203 "$(systemctl show -P ExecMainStatus $unit)"
	mv $program.away $program
	mended "without its program"
}
