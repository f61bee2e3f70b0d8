# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Invalid=quarantine: what the runtime rejects is renamed at boot, from within the sandbox of the unit,
# whose directory is a mount of its own; and a file that cannot be renamed holds kubelet back.

suffix=.quarantined-by-kubelet-preflight
truncated=/etc/cni/net.d/07-truncated.conflist
# What an earlier release left.
old_quarantine=/var/lib/kubelet-preflight/quarantine
old_file=$old_quarantine/20261123T081500Z-etc-cni-net.d-08-old.conflist
old_move=/etc/cni/net.d/.09-old.conflist.moving

before() {
	mkdir -p /etc/kubelet-preflight.conf.d
	printf '[CNI]\nInvalid=quarantine\n' > /etc/kubelet-preflight.conf.d/50-scenario.conf
	cni_break
	head -c 100 /etc/cni/net.d/10-calico.conflist > $truncated
	chmod 640 $truncated
	touch -d '2026-01-02 03:04:05 UTC' $truncated
	cp -p $truncated /scenario/truncated
	# The administrator asks first: nothing is changed, and the new name is said.
	local status=0
	$program check cni-config > /scenario/foretold 2>&1 || status=$?
	echo $status > /scenario/foretold.status
}

# What the gate of this boot reported as renamed.
renamed() {
	journalctl -b -u $unit -o cat --output-fields=PREFLIGHT_CAUSE |
		grep -c '^cni-config-quarantined$'
}

in_quarantine() { find /etc/cni/net.d -name "*$suffix*" | sort; }

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
	says "check named the new name" "the gate will rename it to $broken$suffix" \
		tr -s '\n ' ' ' < /scenario/foretold
	refused "the empty file is gone" test -e $broken
	refused "the truncated file is gone" test -e $truncated
	check "the sound file stays" test -s /etc/cni/net.d/10-calico.conflist
	is "two files are put aside" "$(printf '%s\n' $broken$suffix $truncated$suffix)" "$(in_quarantine)"
	check "one is the empty file" test ! -s $broken$suffix
	check "the other has its bytes" cmp /scenario/truncated $truncated$suffix
	is "and its owner, mode and time" "$(stat -c '%u %g %a %Y' /scenario/truncated)" \
		"$(stat -c '%u %g %a %Y' $truncated$suffix)"
	is "the journal has both" 2 "$(renamed)"
	for file in $broken $truncated; do
		says "the journal has the path $file" "$file: " journalctl -b -u $unit
		says "and its new name" "it was renamed to $file$suffix" journalctl -b -u $unit
	done
	check "the report has the cause" report_has '"cause": "cni-config-quarantined"'
	check "the report says fit" report_has '"verdict": "fit"'
	# The first warning is of containerd, which does not run here.
	says "the status has the network that is left" "CNI k8s-pod-network (containerd); warning: containerd does not run" \
		systemctl show -P StatusText $unit
	in_quarantine > /scenario/first-boot
	mkdir -p $old_quarantine
	cp -p /scenario/truncated $old_file
	cp -p /scenario/truncated $old_move
}

phase_2() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	is "nothing was renamed in the second boot" 0 "$(renamed)"
	is "what was put aside is as it was" "$(cat /scenario/first-boot)" "$(in_quarantine)"
	is "the gate says two lines, of containerd and of the verdict" 2 "$(gate_lines | wc -l)"
	for left in $old_quarantine $old_move; do
		says "the report names $left" "$left " cat $report
	done
	check "the file in it is left as it is" cmp /scenario/truncated $old_file
	check "so is the other" cmp /scenario/truncated $old_move

	# The only file, and a directory in which nothing can be renamed.
	rm /etc/cni/net.d/10-calico.conflist
	cp -p /scenario/truncated $truncated
	read_only_at_boot /etc/cni/net.d
}

phase_3() {
	boot_complete degraded
	refused "the directory is read-only" touch /etc/cni/net.d/writable
	held_back
	unit_failed
	check "the file is where it was" cmp /scenario/truncated $truncated
	is "what was put aside is as it was" "$(cat /scenario/first-boot)" "$(in_quarantine)"
	check "the report: the cause" report_has '"cause": "cni-config-invalid"'
	says "the journal says why it was not renamed" "it was not renamed: Read-only file system" \
		journalctl -b -u kubelet
	umount /etc/cni/net.d
	check "it can be renamed: kubelet can be started" systemctl start kubelet.service
	soon 60 "kubelet runs" kubelet_active
	refused "the file was renamed" test -e $truncated
	check "to the next name, with a number" cmp /scenario/truncated $truncated$suffix.1
	check "the first one is as it was" cmp /scenario/truncated $truncated$suffix
	says "the node waits for its DaemonSet" "waits for its CNI DaemonSet" \
		tr -s '\n ' ' ' < $report
	local back
	back=$(sed -nE 's/^ *"remedy":"(ln -PT .*)",?$/\1/p' $report | head -n 1)
	check "the command in the report takes it back: $back" bash -c "$back"
	check "it has its name" cmp /scenario/truncated $truncated
	refused "and no other" test -e $truncated$suffix.1
}
