# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The causes that lie in the kernel's policy and in the sandbox of the unit: each is made on the real
# kernel, the gate must name it, its remedy is executed, and the node is fit after it.

machine="it is about the load of modules"

# Read by tests/vm/boot-machine as well. Each forbids a module of its own, so that one boot has them all.
# shellcheck disable=SC2034
cmdline="module_blacklist=floppy,wireguard modprobe.blacklist=ipip geneve.log_ecn_error=bad"

before() {
	systemctl disable kubelet.service
	systemctl mask $recovery # it would try the gate between two looks
	: > /etc/modules-load.d/kubelet-preflight.conf # masked: only the gate loads
	lay_editor
	mkdir -p /boot/grub
	echo "GRUB_CMDLINE_LINUX=\"$cmdline\"" > /etc/default/grub
}

# In place of an editor: "vi +LINE FILE" applies what the fault says that a person would change.
lay_editor() {
	cat > /usr/bin/vi <<-'SCRIPT'
	#!/bin/sh
	exec sed -i "${1#+}$(cat /scenario/edit)" "$2"
	SCRIPT
	chmod 755 /usr/bin/vi
}

# grub_gives WHAT WORDS: the remedy was executed.
grub_gives() {
	local given
	read -ra given <<< "$(next_cmdline)"
	is "$1: what GRUB gives the kernel from then on" "$2" "${given[*]}"
}

fault_blacklist() {
	require wireguard
	echo 's/,wireguard//' > /scenario/edit
}
fault_modprobe_blacklist() {
	require ipip
	echo 's/ modprobe[.]blacklist=ipip//' > /scenario/edit
}
fault_option_at_boot() {
	require geneve
	echo 's/ geneve[.]log_ecn_error=bad//' > /scenario/edit
}
fault_capability() {
	require br_netfilter
	drop_in $unit <<< $'[Service]\nCapabilityBoundingSet=~CAP_SYS_MODULE'
	systemctl daemon-reload
}
fault_filter() {
	# Answered as the unit is shipped, and not with a kill as elsewhere in the guests.
	drop_in $unit <<< $'[Service]\nSystemCallFilter=~@module\nSystemCallErrorNumber=ENOSYS'
	systemctl daemon-reload
}
fault_locked_down() {
	require vxlan
	rewrite "$(vxlan_file)" unsign
	echo integrity > /sys/kernel/security/lockdown
}
fault_unsigned() {
	rewrite "$(vxlan_file)" unsign
	echo Y > /sys/module/module/parameters/sig_enforce
}
# As a hardening guide has it: after systemd-modules-load, and for every boot.
fault_disabled() {
	require vxlan
	echo kernel.modules_disabled=1 > /etc/sysctl.d/scenario.conf
	sysctl kernel.modules_disabled=1
}

phase_1() {
	boot_complete running
	keep_tree
	check "an archive with $kernel_package is laid" lay_archive
	check "GRUB is configured" update-grub
	grub_gives "before" "$cmdline"
	row blacklist module-denied-at-boot wireguard
	grub_gives blacklist "module_blacklist=floppy modprobe.blacklist=ipip geneve.log_ecn_error=bad"
	row modprobe_blacklist module-denied-at-boot ipip
	grub_gives modprobe_blacklist "module_blacklist=floppy geneve.log_ecn_error=bad"
	row option_at_boot module-option-bad geneve
	grub_gives option_at_boot "module_blacklist=floppy"
	gate=gate_unit
	row capability module-load-not-permitted br_netfilter
	rmmod br_netfilter bridge
	row filter module-load-not-permitted br_netfilter
	gate=gate
	# It came from the initramfs: loaded, and its file is nowhere.
	restore > /dev/null 2>&1
	require vxlan
	modprobe vxlan
	rm "$(vxlan_file)"
	depmod
	check "loaded from the initramfs: fit" gate
	check "loaded from the initramfs: the hole is named" grep -q module-only-in-initramfs $report
	# Nothing is proven without a look, and nothing hangs.
	restore > /dev/null 2>&1
	rm "$(vxlan_file)"
	refused "with /sys hidden, a missing module is no fit node" \
		unshare -m bash -c "mount -t tmpfs none /sys && timeout 120 $program gate"
	row locked_down kernel-locked-down
	row unsigned module-unsigned
	sum
}

# The boot that the three remedies asked for, with what GRUB gives the kernel now.
phase_2() {
	boot_complete running
	says "the command line is what GRUB gives" " module_blacklist=floppy" cat /proc/cmdline
	require "wireguard ipip geneve"
	check "blacklist, modprobe_blacklist, option_at_boot: fit after the reboot" gate
	for kind in wireguard ipip geneve; do
		says "$kind: a link of the kind is made" "the kernel created a $kind interface" cat $report
	done
	restore > /dev/null 2>&1
	row disabled modules-disabled
	sum
}

phase_3() {
	soon 120 "the boot is complete" systemctl is-active --quiet multi-user.target
	is "disabled: loading is switched off in this boot too" 1 \
		"$(cat /proc/sys/kernel/modules_disabled)"
	check "disabled: loaded before the gate" vxlan_before_gate
	check "disabled: fit after the reboot" gate
}
