# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The units are what systemd-analyze wants them to be, and a process of ours has no more than it needs.

phase_1() {
	local name
	boot_complete running
	for name in $unit $barrier $recovery $masked $overlay kubelet-preflight-good-boot.service; do
		silent "systemd-analyze verify has nothing to say of $name" \
			systemd-analyze verify "/usr/lib/systemd/system/$name"
	done
	check "the exposure of the gate is at most 1.6" \
		systemd-analyze security --no-pager --threshold=16 $unit
	check "that of recovery is at most 1.2" \
		systemd-analyze security --no-pager --threshold=12 $recovery
	check "the exposure of $masked is at most 1.2" \
		systemd-analyze security --no-pager --threshold=12 $masked
	check "the exposure of $overlay is at most 1.2" \
		systemd-analyze security --no-pager --threshold=12 $overlay
	for name in $unit $recovery $masked; do
		refused "$name: no process may trace or mount" \
			grep -qwE 'ptrace|mount|bpf' <(systemctl show -P SystemCallFilter $name)
		# INT_MAX - 1 stands for "kill", see lay_strict_filter.
		is "$name: any other call ends the process, in this suite" 2147483646 \
			"$(systemctl show -P SystemCallErrorNumber $name)"
	done
}
