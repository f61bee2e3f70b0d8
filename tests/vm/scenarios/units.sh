# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The units are what systemd-analyze wants them to be, and a process of ours has no more than it needs.

phase_1() {
	local name
	boot_complete running
	for name in $unit $barrier $recovery $masked $installer $release $overlay kubelet-preflight-good-boot.service; do
		silent "systemd-analyze verify has nothing to say of $name" \
			systemd-analyze verify "/usr/lib/systemd/system/$name"
	done
	check "the exposure of the gate is at most 1.6" \
		systemd-analyze security --no-pager --threshold=16 $unit
	check "that of recovery is at most 1.2" \
		systemd-analyze security --no-pager --threshold=12 $recovery
	for name in $masked $installer $release $overlay; do
		check "the exposure of $name is at most 1.2" \
			systemd-analyze security --no-pager --threshold=12 "$name"
	done
	for name in $unit $recovery $masked $installer $release; do
		refused "$name: no process may trace or mount" \
			grep -qwE 'ptrace|mount|bpf' <(systemctl show -P SystemCallFilter $name)
		# INT_MAX - 1 stands for "kill", see lay_strict_filter.
		is "$name: any other call ends the process, in this suite" 2147483646 \
			"$(systemctl show -P SystemCallErrorNumber $name)"
	done
	# It begins after kubelet, which neither waits for it nor stops with it.
	says "kubelet wants $installer" $installer systemctl show -P Wants kubelet.service
	refused "... and does not need it, and is not after it" grep -qF $installer \
		<(systemctl show -P Requires -P BindsTo -P PartOf -P After -P PropagatesStopTo kubelet.service)
	soon 60 "... which ends where nothing is waited for" installer_ended
	is "... and ends well" success,0 "$(systemctl show -P Result -P ExecMainStatus $installer | paste -sd,)"
	is "... and in silence" "" "$(journalctl -q -b -o cat _SYSTEMD_UNIT=$installer)"
}

installer_ended() {
	[ "$(systemctl is-active $installer)" = inactive ] &&
		[ "$(systemctl show -P ExecMainExitTimestampMonotonic $installer)" -gt 0 ]
}
