# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A kernel package without vxlan is installed by dpkg on a fit node: the upgrade's terminal says which
# kernel lacks what, and the package; dpkg succeeds; "kernels" and the check "next-kernel" agree.

new=$(uname -r | sed -E 's/^([0-9]+\.[0-9]+)\.[0-9]+/\1.999/')

# The kernel package of the guest under another release: its own scripts, and the trimmed tree less vxlan.
lay_upgrade() {
	local stage=/scenario/stage script text
	mkdir -p $stage/DEBIAN "$stage/usr/lib/modules" $stage/boot
	for script in postinst postrm; do
		text=$(cat "/var/lib/dpkg/info/$kernel_package.$script")
		printf '%s\n' "${text//$(uname -r)/$new}" > $stage/DEBIAN/$script
		chmod 755 $stage/DEBIAN/$script
	done
	printf '%s\n' "Package: linux-image-$new" "Version: 999" "Architecture: $(dpkg --print-architecture)" \
		"Maintainer: nobody <nobody@localhost>" "Description: a kernel without vxlan" \
		> $stage/DEBIAN/control
	cp -a $kept "$stage/usr/lib/modules/$new"
	find "$stage/usr/lib/modules/$new" -name 'vxlan.ko*' -delete
	find "$stage/usr/lib/modules/$new" -name 'modules.*' ! -name 'modules.builtin*' ! -name modules.order -delete
	cp "/boot/vmlinuz-$(uname -r)" "$stage/boot/vmlinuz-$new"
	dpkg-deb -Znone --root-owner-group -b $stage /scenario/upgrade.deb && rm -rf $stage
}

row_of() { $program kernels | grep "^$1 "; }

phase_1() {
	local said=/scenario/said
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	trim_tree
	mkdir -p /boot/grub
	check "GRUB has a menu" update-grub
	check "the next kernel is this one" sh -c "$program check next-kernel | grep -q 'boots next\|no other kernel'"
	check "a package of $new without vxlan is laid" lay_upgrade
	echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/scenario
	dpkg -i /scenario/upgrade.deb > $said 2>&1 < /dev/null
	is "dpkg succeeds" 0 $?
	is "the package is installed" "install ok installed" "$(dpkg-query -W -f '${Status}' "linux-image-$new")"
	says "the upgrade's terminal names the kernel" \
		"kubelet-preflight: kernel $new lacks what this node needs" cat $said
	says "the upgrade's terminal names the package" "apt-get install --reinstall linux-image-$new" cat $said
	says "the journal has it" "kernel $new lacks what this node needs" journalctl -b -t kubelet-preflight
	says "kernels: it lacks vxlan" "vxlan: MISSING" row_of "$new"
	says "kernels: it boots next" " next " row_of "$new"
	says "kernels: this one runs, and has vxlan" "running" row_of "$(uname -r)"
	says "check: the next kernel is unfit" "$new boots next" $program check next-kernel
	check "check: and the node is fit" $program check
	check "the gate is open" $program gate
	check "the report has the warning" report_has '"cause": "next-kernel-unfit"'
	check "kubelet was not touched" kubelet_active
	check "the boot loader is sent to this kernel" grub-reboot \
		"$(grep -o "gnulinux-advanced-[^ ']*" /boot/grub/grub.cfg | head -n 1)>$(grep -o \
			"gnulinux-$(uname -r)-advanced-[^ ']*" /boot/grub/grub.cfg | head -n 1)"
	says "kernels: this one boots next" "running, next" row_of "$(uname -r)"
	says "check: the newer one is still named" "$new is newer than $(uname -r)" $program check next-kernel
	check "the package is removed" dpkg -P "linux-image-$new"
	refused "kernels: it is gone" row_of "$new"
}
