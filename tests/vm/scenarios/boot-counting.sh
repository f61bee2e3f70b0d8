# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The way back by itself: UEFI firmware, systemd-boot with boot counting, and
# kubelet-preflight-good-boot.service enabled. A newer kernel without vxlan is tried three times, the
# fourth boot is the older kernel's, and kubelet runs. Mended, the newer one is blessed. The command that
# the gate prints for this boot loader boots the older one as well.

machine="firmware and boot loader start it"

# shellcheck disable=SC2034 # of tests/vm/boot-machine
next=yes initramfs="initramfs-tools-without next" esp=256

entries=/boot/efi/loader/entries

# The entry of the newer kernel, less the machine's name: it has the tries.
tries() { basename "$(ls $entries/*"$(next_release)"*)" .conf | sed "s/.*$(next_release)//"; }

lay_esp() {
	echo ',,U' | sfdisk -q --label gpt /dev/vdb
	mkfs.vfat -F 32 -n ESP /dev/vdb1
	mkdir -p /boot/efi
	echo '/dev/vdb1 /boot/efi vfat defaults,x-systemd.device-timeout=900 0 2' > /etc/fstab
	mount /boot/efi
}

# What the kernel has now, less what belongs to the harness' own initrd.
lay_cmdline() {
	echo "root=/dev/vda rw $(sed -E 's/ (systemd\.mask=systemd-udev-trigger\.service|initrd=[^ ]*)//g' /proc/cmdline)" > /etc/kernel/cmdline
}

phase_1() {
	local new said=/scenario/said
	new=$(next_release)
	boot_complete running
	check "an EFI system partition is laid" lay_esp
	check "systemd-boot is installed" bootctl install --no-variables
	lay_cmdline
	cp /scenario/initramfs/initramfs-tools-without "/boot/initrd.img-$(uname -r)"
	cp /scenario/initramfs/next "/boot/initrd.img-$new"
	check "this kernel gets an entry" kernel-install add "$(uname -r)" "/boot/vmlinuz-$(uname -r)" \
		"/boot/initrd.img-$(uname -r)"
	check "the opt-in" systemctl enable kubelet-preflight-good-boot.service
	echo initrd_generator=initramfs-tools > /etc/kernel/install.conf # dracut is there as well
	echo 3 > /etc/kernel/tries
	check "packages of $new without vxlan are laid" lay_lacking
	echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/scenario
	install_next /scenario/lacking > $said 2>&1
	is "dpkg succeeds" 0 $?
	says "the upgrade's terminal names the kernel" "kernel $new lacks what this node needs" cat $said
	is "the newer kernel has three tries" "+3" "$(tries)"
	note "$(ls $entries; bootctl list 2>&1 | head -40)"
	uname -r > /scenario/older
	next_boot=firmware
}

unfit_boot() {
	boot_complete degraded
	is "boot $1: the newer kernel runs" "$(next_release)" "$(uname -r)"
	held_back
	is "boot $1: the tries that are left" "$2" "$(tries)"
	says "boot $1: the boot is not complete" inactive systemctl is-active boot-complete.target
	next_boot=firmware
}

phase_2() { unfit_boot 1 +2-1; }
phase_3() { unfit_boot 2 +1-2; }
phase_4() { unfit_boot 3 +0-3; }

phase_5() {
	boot_complete running
	is "boot 4: the older kernel runs" "$(cat /scenario/older)" "$(uname -r)"
	soon 60 "boot 4: kubelet runs" kubelet_active
	note "$($program kernels)"
	says "kernels: systemd-boot boots this one next" "running, next" $program kernels
	says "the newer kernel is named" "kernel $(next_release)" $program check next-kernel
	check "the newer kernel is mended" install_next /scenario/next
	is "it has three tries again" "+3" "$(tries)"
	next_boot=firmware
}

blessed() { [ "$(tries)" = "" ]; }

phase_6() {
	local mend
	boot_complete running
	is "mended: the newer kernel runs" "$(next_release)" "$(uname -r)"
	soon 60 "mended: kubelet runs" kubelet_active
	soon 60 "mended: the boot counts as good" blessed
	# And by hand: what the gate prints where systemd-boot is the boot loader.
	unload
	find "$tree" -name 'vxlan.ko*' -delete
	depmod
	refused "vxlan is gone again: the gate is closed" gate
	mend=$(field remedy)
	is "the remedy boots the older kernel once" \
		"bootctl set-oneshot $(basename "$(ls $entries/*"$(cat /scenario/older)"*)")" "$mend"
	is "the remedy needs a reboot" reboot "$(field remedy_kind)"
	check "the remedy is executed" bash -c "$mend"
	next_boot=firmware
}

phase_7() {
	boot_complete running
	is "by hand: the older kernel runs" "$(cat /scenario/older)" "$(uname -r)"
	soon 60 "by hand: kubelet runs" kubelet_active
}
