# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# In the guest of tests/bench/boot: the benchmark's tables, where it is a machine, then boots with the gate and
# without it in turn. Its containerd starts at boot, and the gate asks it.

before() { systemctl enable containerd.service; }

phase_1() {
	boot_complete running
	check "the gate asks containerd" report_has '"name": "containerd"'
	[ -e /bench/run ] || return 0
	PROGRAM=$program BENCH=/bench BENCH_OUT=/bench/out timeout 600 /bench/run --here 20 2>&1 |
		sed 's/^/# | /' >&3
	systemctl enable $unit
}

# Of a unit, in microseconds since the kernel began.
moment() { systemctl show -P "$2" "$1"; }

measured_boot() {
	local kind=$1
	boot_complete running
	wait_until 60 kubelet_active
	note "boot: $kind $(($(moment kubelet.service ExecMainStartTimestampMonotonic) - $(moment local-fs.target ActiveEnterTimestampMonotonic)))"
	if [ "$kind" = with ]; then
		note "gate: $(($(moment $unit ExecMainExitTimestampMonotonic) - $(moment $unit ExecMainStartTimestampMonotonic)))"
		note "waited: $(waited_ms)"
	fi
	if [ "$boot" -le 3 ]; then
		{
			echo
			echo "$kind the gate: systemd-analyze critical-chain kubelet.service"
			systemd-analyze critical-chain --no-pager kubelet.service | grep -vE '^(The time|$)'
		} | sed 's/^/# | /' >&3
	fi
}

# The even boots have the gate. The harness, which reads this file as well, has no such file.
boots=$(cat /bench/boots 2> /dev/null || echo 0)
for ((number = 2; number <= 2 * boots; number += 2)); do
	eval "phase_$number() { measured_boot with; systemctl disable \$unit; }"
	eval "phase_$((number + 1))() { measured_boot without; systemctl enable \$unit; }"
done
