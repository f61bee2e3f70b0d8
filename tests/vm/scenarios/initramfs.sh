# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A root without the module tree of the kernel that runs, as on a stateless node: booted by an
# initramfs of dracut and by one of initramfs-tools. With our module in it the node is fit, with a
# warning that names the hole; without, it is held back.

machine="an initramfs starts it"

before() {
	rm -r "/usr/lib/modules/$(uname -r)"
	: > /etc/modules-load.d/kubelet-preflight.conf # masked: who loads vxlan is in question
	systemctl mask systemd-binfmt.service # wants a module, too
}

# booted_by NAME: of the next boot.
booted_by() { next_boot="initrd=$1"; }

fit_with_hole() {
	boot_complete running
	soon 60 "$1: kubelet runs" kubelet_active
	check "$1: vxlan came before the gate" vxlan_before_gate
	says "$1: the kernel's log names the hole" \
		"kubelet-preflight: the root does not ship vxlan for kernel $(uname -r): loaded from the initramfs" dmesg
	is "$1: the warning" module-only-in-initramfs \
		"$(sed -nE 's/^ *"cause":"(module-[^"]*)".*/\1/p' $report | head -n 1)"
	check "$1: the report says fit" report_has '"verdict": "fit"'
	says "$1: the journal has the warning" module-only-in-initramfs journalctl -b -u $unit
}

held_without() {
	boot_complete degraded
	held_back
	refused "$1: vxlan is not loaded" vxlan_loaded
	is "$1: the cause" module-tree-gone "$(field cause)"
}

# The harness' own initrd loads what reaches the disk, and nothing else.
phase_1() {
	held_without "no module tree"
	booted_by dracut
}
phase_2() {
	fit_with_hole dracut
	booted_by dracut-without
}
phase_3() {
	held_without "dracut without our module"
	booted_by initramfs-tools
}
phase_4() {
	fit_with_hole initramfs-tools
	booted_by initramfs-tools-without
}
phase_5() { held_without "initramfs-tools without our module"; }
