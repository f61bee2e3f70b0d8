# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A fit node: the gate loads vxlan, persists it and lets the kubelet start; the next boot has it
# from systemd-modules-load.

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
	is "the gate says two lines, of containerd, which does not run, and of the verdict" 2 "$(gate_lines | wc -l)"
	check "the report says fit" report_has '"verdict": "fit"'
	check "the report names the kernel" report_has "\"kernel\": \"$(uname -r)\""
	refused "the report has no fault" report_has '"verdict": "fail"'
	is "recovery was not needed" inactive "$(systemctl is-active $recovery)"
}

phase_2() {
	boot_complete running
	check "vxlan was loaded before the gate" vxlan_before_gate
	says "systemd-modules-load loaded it" "Inserted module 'vxlan'" \
		journalctl -b -t systemd-modules-load
	soon 60 "kubelet runs" kubelet_active
	is "the gate says two lines, of containerd, which does not run, and of the verdict" 2 "$(gate_lines | wc -l)"
	is "the file is as it was" vxlan "$(grep -v '^#' $persisted)"
	ordinary_user
	broken_cni
	manual_lists
}

# The kernel part goes on where the CNI configuration is broken.
broken_cni() {
	unload
	cni_break
	refused "a broken CNI configuration: the gate is closed" $program gate
	check "and the kernel part went on: vxlan is loaded" vxlan_loaded
	cni_mend
}

# No capability, not root: what a look can tell is told, and what it takes for the rest.
ordinary_user() {
	local bare=(setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --no-new-privs)
	says "an ordinary user sees the module" "ok    module      vxlan loaded" "${bare[@]}" $program check --all
	says "and is told what it takes to try the link" "only root can create a network namespace" \
		"${bare[@]}" $program check
	is "and the node is not proven" 3 "$("${bare[@]}" $program check > /dev/null; echo $?)"
}

# The lists of modules that kubelet-preflight.conf(5) has for each CNI: this kernel has them.
manual_lists() {
	local line
	mkdir -p /etc/kubelet-preflight.conf.d
	while IFS= read -r line; do
		printf '[Kernel]\n%s\n' "$line" > /etc/kubelet-preflight.conf.d/lists.conf
		check "the manual: $line" timeout 120 $program gate
	done < <(sed -nE '/^.SH MODULES OF THE CNIS/,/^.SH FILES/{/^Modules=/p}' /scenario/kubelet-preflight.conf.5)
	check "the manual: it has lists" test -s /etc/kubelet-preflight.conf.d/lists.conf
}
