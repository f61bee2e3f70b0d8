# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Invalid=quarantine: what the runtime rejects is moved at boot, from within the sandbox of the unit,
# whose directories are mounts of their own; and a file that cannot be moved holds kubelet back.

state=/var/lib/kubelet-preflight
quarantine=$state/quarantine
truncated=/etc/cni/net.d/07-truncated.conflist

before() {
	mkdir -p /etc/kubelet-preflight.conf.d
	printf '[CNI]\nInvalid=quarantine\n' > /etc/kubelet-preflight.conf.d/50-scenario.conf
	cni_break
	head -c 100 /etc/cni/net.d/10-calico.conflist > $truncated
	chmod 640 $truncated
	touch -d '2026-01-02 03:04:05 UTC' $truncated
	cp -p $truncated /scenario/truncated
	# The administrator asks first: nothing is changed, and the quarantine is named.
	local status=0
	$program check cni-config > /scenario/foretold 2>&1 || status=$?
	echo $status > /scenario/foretold.status
}

# What the gate of this boot reported as moved.
moved() {
	journalctl -b -u $unit -o cat --output-fields=PREFLIGHT_CAUSE |
		grep -c '^cni-config-quarantined$'
}

in_quarantine() { find $quarantine -mindepth 1 | sort; }

# The file in the quarantine that came from here.
kept() { find $quarantine -name "*Z-${1//\//-}" | head -n 1; }

# read_only_at_boot DIRECTORY: from the next boot on.
read_only_at_boot() {
	cat > /etc/systemd/system/read-only.service <<-UNIT
	[Unit]
	DefaultDependencies=no
	After=systemd-remount-fs.service systemd-tmpfiles-setup.service
	Before=kubelet-preflight.service
	[Service]
	Type=oneshot
	ExecStart=/bin/mount --bind $1 $1
	ExecStart=/bin/mount -o remount,bind,ro $1
	[Install]
	WantedBy=multi-user.target
	UNIT
	systemctl enable read-only.service
}

phase_1() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	is "check warned, and found no fault" 0 "$(cat /scenario/foretold.status)"
	says "check named the quarantine" "the gate will move it to" \
		tr -s '\n ' ' ' < /scenario/foretold
	refused "the empty file is gone" test -e $broken
	refused "the truncated file is gone" test -e $truncated
	check "the sound file stays" test -s /etc/cni/net.d/10-calico.conflist
	is "two files are in the quarantine" 2 "$(in_quarantine | wc -l)"
	check "one is the empty file" test ! -s "$(kept "${broken#/}")" -a -f "$(kept "${broken#/}")"
	check "the other has its bytes" cmp /scenario/truncated "$(kept "${truncated#/}")"
	is "and its owner, mode and time" "$(stat -c '%u %g %a %Y' /scenario/truncated)" \
		"$(stat -c '%u %g %a %Y' "$(kept "${truncated#/}")")"
	is "the quarantine is root's alone" "0 700 0 700" \
		"$(stat -c '%u %a' $state $quarantine | xargs)"
	is "the journal has both moves" 2 "$(moved)"
	for file in $broken $truncated; do
		says "the journal has the path $file" "$file: " journalctl -b -u $unit
		says "and where it went" "it was moved to $(kept "${file#/}")" journalctl -b -u $unit
	done
	check "the report has the cause" report_has '"cause": "cni-config-quarantined"'
	check "the report says fit" report_has '"verdict": "fit"'
	says "the status has the network that is left, and the move" \
		"CNI k8s-pod-network (containerd); warning: $broken: " \
		systemctl show -P StatusText $unit
	in_quarantine > /scenario/first-boot
}

phase_2() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	is "nothing was moved in the second boot" 0 "$(moved)"
	is "the quarantine is as it was" "$(cat /scenario/first-boot)" "$(in_quarantine)"
	is "the gate says one line" 1 "$(gate_lines | wc -l)"

	# The only file, and a quarantine that takes nothing.
	rm /etc/cni/net.d/10-calico.conflist
	cp -p /scenario/truncated $truncated
	read_only_at_boot $state
}

phase_3() {
	boot_complete degraded
	refused "the quarantine is read-only" touch $quarantine/writable
	held_back
	unit_failed
	check "the file is where it was" cmp /scenario/truncated $truncated
	is "the quarantine is as it was" "$(cat /scenario/first-boot)" "$(in_quarantine)"
	is "nothing was left in the directory" "$truncated" "$(find /etc/cni/net.d -name '*.conf*')"
	check "the report: the cause" report_has '"cause": "cni-config-invalid"'
	says "the journal says why it was not moved" "it was not moved to $quarantine: " \
		journalctl -b -u kubelet
	says "and what the kernel said" \
		"the copy of it could not be written: Read-only file system" journalctl -b -u kubelet
	umount $state
	check "it takes files again: kubelet can be started" systemctl start kubelet.service
	soon 60 "kubelet runs" kubelet_active
	refused "the file was moved" test -e $truncated
	is "three files are in the quarantine" 3 "$(in_quarantine | wc -l)"
	says "the node waits for its DaemonSet" "waits for its CNI DaemonSet" \
		tr -s '\n ' ' ' < $report

	# What cannot be taken out of its directory: nothing of the copy stays.
	cp -p /scenario/truncated $truncated
	in_quarantine > /scenario/third-boot
	read_only_at_boot /etc/cni/net.d
}

phase_4() {
	boot_complete degraded
	refused "the directory is read-only" touch /etc/cni/net.d/writable
	held_back
	check "the file is where it was" cmp /scenario/truncated $truncated
	is "no copy of it was left" "$(cat /scenario/third-boot)" "$(in_quarantine)"
	says "the journal says why it was not moved" \
		"it could not be taken out of its directory: Read-only file system" \
		journalctl -b -u kubelet
	umount /etc/cni/net.d
	check "it can be taken away: kubelet can be started" systemctl start kubelet.service
	soon 60 "kubelet runs" kubelet_active
	is "four files are in the quarantine" 4 "$(in_quarantine | wc -l)"
}
