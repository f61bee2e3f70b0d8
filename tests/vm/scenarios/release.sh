# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A node that is held back is released: kubelet runs, until the next boot, or until it is taken back.

directory=/run/kubelet-preflight-release

before() {
	cni_break
	lay_metrics
	lay_end_look
}

release_by() { SUDO_USER=$1 $program release; }

gate_inactive() { [ "$(systemctl is-active $unit)" = inactive ]; }

gate_starting() { [ "$(systemctl is-active $unit)" = activating ]; }

more_runs() { [ "$(kubelet_runs)" -gt "$runs" ]; }

stop_kubelet() {
	check "$1: kubelet is stopped" systemctl stop kubelet
	soon 30 "$1: the gate is dropped" gate_inactive
	runs=$(kubelet_runs)
}

held_back_again() {
	refused "$1: kubelet is held back" systemctl start kubelet
	is "$1: it was not executed" "$runs" "$(kubelet_runs)"
	check "$1: the report says so" report_has '"held_back": true, "released": null'
}

phase_1() {
	boot_complete degraded
	held_back
	setpriv --reuid=65534 --clear-groups $program release 2> /scenario/said
	is "a user: the exit status" 2 $?
	says "a user: what to do" "sudo kubelet-preflight release" cat /scenario/said
	is "a user: nothing is released" inactive "$(systemctl is-active $release)"

	release_by alice > /scenario/said 2>&1
	is "release: the exit status" 0 $?
	says "release: it says who" "SUDO_USER alice, uid 0) has released this node" cat /scenario/said
	says "release: and what it starts" "starting kubelet.service, which was held back" cat /scenario/said
	soon 30 "release: kubelet runs" kubelet_active
	is "release: the gate is active" active "$(systemctl is-active $unit)"
	says "release: systemctl status says unfit" "Unfit (released by alice at 20" systemctl status $unit
	check "release: the report says unfit" report_has '"verdict": "unfit"'
	check "release: and that kubelet starts" \
		report_has '"mode": "enforce", "held_back": false, "released": {"by": "alice", "at": "20'
	check "release: the metrics have it" grep -q '^kubelet_preflight_release_timestamp_seconds{by="alice"} [0-9]*$' $metrics
	check "release: the metrics say unfit" grep -q '^kubelet_preflight_verdict{verdict="unfit",.*} 1$' $metrics
	for name in kubelet kubelet-preflight $release; do
		says "release: journalctl -u $name says who" "has released this node: until the next boot" \
			journalctl -b -u "$name" --output=cat PREFLIGHT_RELEASED_BY=alice
	done
	soon 30 "release: recovery is over" recovery_over

	pid=$(kubelet_pid)
	release_by bob > /scenario/said 2>&1
	is "twice: the exit status" 0 $?
	says "twice: it says that it was released" "which was released by alice at 20" cat /scenario/said
	says "twice: nothing waits" "nothing is held back" cat /scenario/said
	is "twice: kubelet is the same" "$pid" "$(kubelet_pid)"

	stop_kubelet "started again"
	check "started again: kubelet starts" systemctl start kubelet
	soon 30 "started again: and is executed" more_runs

	pid=$(kubelet_pid)
	check "it is taken back" systemctl stop $release
	refused "taken back: the directory is gone" test -e $directory
	is "taken back: kubelet goes on" "$pid" "$(kubelet_pid)"
	stop_kubelet "taken back"
	held_back_again "taken back"
	systemctl stop $recovery

	# A gate that began before the release, and ends after it.
	end_look delay
	systemctl start --no-block kubelet
	soon 30 "while the gate runs: it runs" gate_starting
	sleep 1
	check "while the gate runs: release" release_by carol
	soon 60 "while the gate runs: kubelet is executed" more_runs
	check "while the gate runs: the report" report_has '"released": {"by": "carol"'
	drop_in_remove $unit
}

recovery_over() { [ "$(systemctl is-active $recovery)" = inactive ]; }

# Without our command the unit alone is enough, and recovery lets go what waits.
phase_2() {
	boot_complete degraded
	refused "reboot: the directory is gone" test -e $directory
	held_back
	check "by hand: the unit is started" systemctl start $release
	soon 60 "by hand: kubelet is let go" kubelet_active
	says "by hand: it is root's" "Unfit (released by root at 20" systemctl status $unit
	if [ "$(systemd_version)" -lt 254 ]; then return; fi
	kubelet_runs > /scenario/runs
	# Else it would be killed only at the end, and not be started again.
	drop_in guest-driver.service <<-'DROPIN'
	[Unit]
	Conflicts=shutdown.target
	Before=shutdown.target
	DROPIN
	systemctl daemon-reload
	systemctl soft-reboot
	sleep infinity
}

phase_3() {
	if [ "$(systemd_version)" -ge 254 ]; then
		is "soft-reboot: it was one" 1 "$(systemctl show -P SoftRebootsCount)"
	fi
	boot_complete degraded
	refused "the next boot: the directory is gone" test -e $directory
	is "the next boot: the unit is not active" inactive "$(systemctl is-active $release)"
	unit_failed
	is "the next boot: kubelet was not executed" "$(cat /scenario/runs 2> /dev/null || echo 0)" "$(kubelet_runs)"
	is "the next boot: kubelet is not running" inactive "$(systemctl is-active kubelet.service)"

	# Before a gate ever ran: nothing is held back by one, and the first finds the node released.
	systemctl stop $recovery
	systemctl reset-failed
	rm -rf /run/kubelet-preflight
	check "before a gate: release" release_by dora
	soon 30 "before a gate: kubelet runs" kubelet_active
}
