# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The settings of a fleet: a cause that only warns, keys of a later release, a value that is wrong, and a cause
# that holds kubelet back.

settings=/etc/kubelet-preflight.conf.d/50-scenario.conf

# setting, with the text on stdin
setting() {
	mkdir -p "${settings%/*}"
	cat > $settings
}

before() {
	cni_break
	setting <<-'CONF'
	[Policy]
	Warn=cni-config-invalid
	CONF
}

# Warn=: the node passes, and nothing says that it is proven.
phase_1() {
	boot_complete running
	soon 60 "Warn=: kubelet runs" kubelet_active
	is "Warn=: the gate is open" active "$(systemctl is-active $unit)"
	check "Warn=: the report is fit" report_has '"verdict": "fit"'
	check "Warn=: the report says by which line" report_has "\"by_policy\": \"Warn= in $settings:2\""
	check "Warn=: the fault is a warning" report_has '"verdict": "warn", "cause": "cni-config-invalid"'
	says "Warn=: the status says that it is by policy" \
		"Fit by policy: passes by Warn= in $settings:2, not proven" systemctl status kubelet-preflight
	says "Warn=: the journal says it of the finding" "(warning, by Warn= in $settings:2)" \
		journalctl -b -u kubelet
	refused "Warn=: check does not say that it can carry pod traffic" \
		grep -q 'can carry pod traffic' <<< "$(kubelet-preflight check)"

	cni_mend
	setting <<-'CONF'
	[Kernel]
	Colour=red
	Modules=vxlan
	[Tomorrow]
	anything
	CONF
}

phase_2() {
	boot_complete running
	soon 60 "unknown keys: kubelet runs" kubelet_active
	check "unknown keys: the report is fit" report_has '"verdict": "fit"'
	says "unknown keys: the journal warns of the key" "Colour is not a key of [Kernel]" \
		journalctl -b -u kubelet-preflight
	says "unknown keys: and of the section" "[Tomorrow] is not a section" journalctl -b -u kubelet-preflight
	says "unknown keys: settings prints what holds" "Modules=vxlan" kubelet-preflight settings
	refused "unknown keys: settings --check is not content" kubelet-preflight settings --check

	setting <<-'CONF'
	[Overlay]
	VNI=perhaps
	CONF
}

phase_3() {
	boot_complete degraded
	held_back
	unit_failed
	check "bad value: the report cannot tell" report_has '"verdict": "unknown"'
	check "bad value: the checks ran beside it" report_has '"check": "module", "verdict": "pass"'
	says "bad value: the status names file and line" "$settings:2: VNI=perhaps" systemctl status kubelet-preflight
	rm $settings
	soon 60 "bad value, corrected: kubelet starts by itself" kubelet_active

	setting <<-'CONF'
	[Policy]
	Block=cni-config-absent
	CONF
	mv /etc/cni/net.d/10-calico.conflist /etc/cni/
}

phase_4() {
	boot_complete degraded
	held_back
	unit_failed
	check "Block=: the report is unfit" report_has '"verdict": "fail", "cause": "cni-config-absent"'
	mv /etc/cni/10-calico.conflist /etc/cni/net.d/
	soon 60 "Block=, fixed: kubelet starts by itself" kubelet_active
}
