# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The emergency override: with kubelet_preflight=0 on the kernel command line nothing is gated.

machine="it is about the kernel command line"

# shellcheck disable=SC2034
cmdline=kubelet_preflight=0

before() {
	cni_break
}

phase_1() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	is "the gate was skipped" no "$(systemctl show -P ConditionResult $unit)"
	is "the gate did not run" 0 "$(systemctl show -P ExecMainStartTimestampMonotonic $unit)"
	refused "there is no report" test -e $report
	is "recovery was not needed" inactive "$(systemctl is-active $recovery)"
}
