# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The first CNI configuration is of zero length: the kubelet is held back until it is gone.

before() { cni_break; }

phase_1() {
	boot_complete degraded
	held_back
	unit_failed
	soon 30 "recovery waits" systemctl is-active --quiet $recovery
	is "recovery has no capability" 0000000000000000 "$(capabilities $recovery)"
	check "the report says unfit" report_has '"verdict": "unfit"'
	check "the report: the cause" report_has '"cause": "cni-config-invalid"'
	check "the report names the file" report_has $broken
	says "the status names the file" $broken systemctl status kubelet-preflight
	says "the journal of kubelet names the file" $broken journalctl -b -u kubelet
	never 10 "the kubelet stays held back" kubelet_executed
	cni_mend
	soon 60 "mended: kubelet starts by itself" kubelet_active
	check "the report says fit" report_has '"verdict": "fit"'
}
