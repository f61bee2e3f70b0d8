# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Each cause that lies in the module tree or in modprobe.d is made on the real kernel, the gate must
# name it, its remedy is executed, and the node is fit after it. The ordinary tools are asked about
# the same fault, for the table.

machine="it is about the load of modules"

before() {
	systemctl disable kubelet.service
	: > /etc/modules-load.d/kubelet-preflight.conf # masked: only the gate loads
}

modprobe_d() { echo "$*" > /etc/modprobe.d/scenario.conf; }

# --- the faults ---
fault_not_shipped() { rm "$(vxlan_file)"; depmod; }
fault_in_other_kernel() {
	cp -a $kept /usr/lib/modules/away
	depmod away
	fault_not_shipped
}
fault_in_bootable_kernel() {
	fault_in_other_kernel
	cp "/boot/vmlinuz-$(uname -r)" /boot/vmlinuz-away
	mkdir -p /boot/grub
	update-grub
}
fault_tree_gone() { rm -r "$tree"; }
fault_tree_replaced() { mv "$tree" /usr/lib/modules/away; }
fault_index_missing() { rm "$tree/modules.dep.bin"; }
fault_index_stale() {
	local file
	file=$(vxlan_file)
	mv "$file" /scenario/aside
	depmod
	mv /scenario/aside "$file"
}
fault_index_damaged() { truncate -s $(($(stat -c %s "$tree/modules.dep.bin") / 2)) "$tree/modules.dep.bin"; }
fault_file_missing() { rm "$(vxlan_file)"; }
fault_dependency_missing() { rm "$(tunnel_file)"; }
fault_dependency_not_indexed() { rm "$(tunnel_file)"; depmod; }
fault_file_empty() { : > "$(vxlan_file)"; }
fault_file_half() { rewrite "$(vxlan_file)" half; }
fault_dependency_half() { rewrite "$(tunnel_file)" half; }
fault_compression() {
	local file
	file=$(vxlan_file)
	rewrite "$file" tee "${file%.xz}.plain" > /dev/null
	rm "$file"
	mv "${file%.xz}.plain" "${file%.xz}"
	gzip "${file%.xz}"
	depmod
}
fault_other_build() { rewrite "$(vxlan_file)" other_build; }
fault_other_symbols() { rewrite "$(vxlan_file)" other_symbols; }
fault_signature() { rewrite "$(vxlan_file)" spoil; }
fault_denied() { modprobe_d 'blacklist vxlan'; }
fault_install_fails() { modprobe_d 'install vxlan /bin/false'; }
fault_install_void() { modprobe_d 'install vxlan /bin/true'; }
fault_install_of_need() { modprobe_d 'install udp_tunnel /bin/false'; }
# It writes more than anybody reads, and then hangs: only the limit of the gate ends it.
fault_install_hangs() {
	modprobe_d 'install vxlan /bin/sh -c "yes | head -c 4000000 & sleep 1000"'
}
fault_many_files() {
	local i
	for ((i = 0; i < 10000; i++)); do echo "options none$i a=1"; done |
		split -d -a 4 -l 1 --additional-suffix=.conf - /etc/modprobe.d/many-
	modprobe_d 'blacklist vxlan'
}
fault_option() { modprobe_d 'options vxlan udp_port=bad'; }

# --- what is no fault ---
fine_unsigned() { rewrite "$(vxlan_file)" unsign; }
fine_other_release() { rewrite "$(vxlan_file)" other_release; }
fine_softdep() { modprobe_d 'softdep vxlan pre: no_such_module'; }
fine_unknown_option() { modprobe_d 'options vxlan no_such_option=1'; }
fine_loaded_by_the_cni() {
	ip link add vxlan.calico type vxlan id 4096 dev lo dstport 4789
	ip link set vxlan.calico up
	depmod
}
fine_built_in() { require ipv6; }
fine_built_in_without_tree() {
	require ipv6
	rm -r "$tree"
}

phase_1() {
	boot_complete running
	keep_tree
	check "an archive with $kernel_package is laid" lay_archive
	fine unsigned
	fine other_release
	fine softdep
	fine unknown_option
	fine built_in
	fine built_in_without_tree
	require vxlan
	fine loaded_by_the_cni
	ip link delete vxlan.calico
	row not_shipped module-not-shipped
	row tree_gone module-tree-gone
	row file_half module-file-damaged
	row in_other_kernel module-in-other-kernel
	row in_bootable_kernel module-in-other-kernel
	says "in_bootable_kernel: GRUB boots that kernel next" 'next_entry=gnulinux-advanced-' \
		grub-editenv /boot/grub/grubenv list
	says "in_bootable_kernel: that very entry" '>gnulinux-away-advanced-' \
		grub-editenv /boot/grub/grubenv list
	rm -r /boot/grub /boot/vmlinuz-away
	row index_missing module-index-missing
	row index_stale module-index-stale
	row index_damaged module-index-damaged
	row file_missing module-file-missing
	row dependency_missing module-dependency-missing
	row dependency_not_indexed module-dependency-missing
	row file_empty module-file-damaged
	row dependency_half module-file-damaged
	row compression module-compression-unknown
	row other_build module-of-other-kernel
	row other_symbols module-symbols-differ
	row signature module-signature-rejected
	row denied module-denied
	row many_files module-denied
	row install_fails module-install-failed
	row install_void module-install-void
	row install_of_need module-install-failed
	row install_hangs module-install-failed
	row option module-option-bad
	row tree_replaced module-tree-gone
	stand_in module-denied-by-policy "Debian's kernels have no IMA and no SELinux policy in force"
	stand_in kernel-without-modules "Debian's kernels load modules"
	stand_in module-load-failed "no errno is left that has no name of its own"
	stand_in module-load-void "no kernel reports a success that is none"
	stand_in module-unknown "/sys of a guest can be read"
	sum
}
