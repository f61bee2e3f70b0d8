# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A fit node: the gate loads vxlan, persists it and lets the kubelet start; the next boot has it
# from systemd-modules-load. The units are what systemd-analyze wants them to be.

machine="the gate loads modules"

phase_1() {
	boot_complete running
	refused "vxlan was not loaded before the gate" vxlan_before_gate
	soon 60 "kubelet runs" kubelet_active
	check "vxlan is loaded" vxlan_loaded
	check "vxlan is persisted" grep -qx vxlan $persisted
	says "the status says what is fit" \
		"Fit: vxlan loaded, kernel $(uname -r), CNI k8s-pod-network (containerd)" \
		systemctl show -P StatusText $unit
	says "systemctl status shows it" "Status: \"Fit: vxlan loaded" systemctl status $unit
	is "the gate says one line" 1 "$(gate_lines | wc -l)"
	check "the report says fit" report_has '"verdict": "fit"'
	check "the report names the kernel" report_has "\"kernel\": \"$(uname -r)\""
	refused "the report has no fault" report_has '"verdict": "fail"'
	is "recovery was not needed" inactive "$(systemctl is-active $recovery)"
	units_analyzed
}

units_analyzed() {
	local name
	for name in $unit $barrier $recovery kubelet-preflight-good-boot.service; do
		silent "systemd-analyze verify has nothing to say of $name" \
			systemd-analyze verify "/usr/lib/systemd/system/$name"
	done
	check "the exposure of the gate is at most 1.6" \
		systemd-analyze security --no-pager --threshold=16 $unit
	check "that of recovery is at most 1.2" \
		systemd-analyze security --no-pager --threshold=12 $recovery
	for name in $unit $recovery; do
		refused "$name: no process may trace or mount" \
			grep -qwE 'ptrace|mount|bpf' <(systemctl show -P SystemCallFilter $name)
		# INT_MAX - 1 stands for "kill", see lay_strict_filter.
		is "$name: any other call ends the process, in this suite" 2147483646 \
			"$(systemctl show -P SystemCallErrorNumber $name)"
	done
}

phase_2() {
	boot_complete running
	check "vxlan was loaded before the gate" vxlan_before_gate
	says "systemd-modules-load loaded it" "Inserted module 'vxlan'" \
		journalctl -b -t systemd-modules-load
	soon 60 "kubelet runs" kubelet_active
	is "the gate says one line" 1 "$(gate_lines | wc -l)"
	is "the file is as it was" vxlan "$(grep -v '^#' $persisted)"
	ordinary_user
	readme_lists
}

# No capability, not root: what a look can tell is told, and what it takes for the rest.
ordinary_user() {
	local bare=(setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --no-new-privs)
	says "an ordinary user sees the module" "ok    module      vxlan loaded" "${bare[@]}" $program check
	says "and is told what it takes to try the link" "only root can make a network namespace" \
		"${bare[@]}" $program check
	is "and the node is not proven" 3 "$("${bare[@]}" $program check > /dev/null; echo $?)"
}

# The lists of modules that the README names for each CNI: this kernel has them.
readme_lists() {
	local line
	mkdir -p /etc/kubelet-preflight.conf.d
	while IFS= read -r line; do
		printf '[Kernel]\n%s\n' "$line" > /etc/kubelet-preflight.conf.d/readme.conf
		check "README: $line" timeout 120 $program gate
	done < <(sed -nE '/^More than vxlan/,/^Dependencies/s/^ +(Modules=)/\1/p' /scenario/README)
	check "README: it names lists" test -s /etc/kubelet-preflight.conf.d/readme.conf
}
