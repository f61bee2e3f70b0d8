# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The incident, from its beginning: the packages of a newer kernel without vxlan are installed by dpkg on
# a fit node. The upgrade's terminal says which kernel lacks what, and the package; dpkg succeeds;
# "kernels" and the check "next-kernel" agree. The newer kernel is booted and held back; the remedy of
# the gate boots the older one, which is fit. The package itself has no vxlan, so that no command of ours
# installs it again; with the package as the distribution means it, the newer kernel is fit, too.

machine="it boots two kernels"

# shellcheck disable=SC2034 # of tests/vm/boot-machine
next=yes

row_of() { $program kernels | grep "^$1 "; }

# The package that carries the modules, by who owns the tree; on Debian 12 the lists have it below /lib.
modules_package() {
	dpkg -S "/usr/lib/modules/$1/kernel" "/lib/modules/$1/kernel" 2> /dev/null | cut -d: -f1 |
		grep -v '^linux-base' | head -n 1
}

phase_1() {
	local said=/scenario/said new package
	new=$(next_release)
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	mkdir -p /boot/grub
	check "GRUB has a menu" update-grub
	check "the next kernel is this one" sh -c "$program check next-kernel | grep -q 'boots next\|no other kernel'"
	check "packages of $new without vxlan are laid" lay_lacking
	echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/scenario
	install_next /scenario/lacking > $said 2>&1
	is "dpkg succeeds" 0 $?
	is "the package is installed" "install ok installed" "$(dpkg-query -W -f '${Status}' "linux-image-$new")"
	package=$(modules_package "$new")
	note "the modules are in $package"
	says "the upgrade's terminal names the kernel" \
		"kubelet-preflight: kernel $new lacks what this node needs" cat $said
	says "the upgrade's terminal names the package" "the kernel of the package $package, which has no vxlan" cat $said
	says "the journal has it" "kernel $new lacks what this node needs" journalctl -b -t kubelet-preflight
	says "kernels: it lacks vxlan" "vxlan: MISSING" row_of "$new"
	says "kernels: it boots next" " next " row_of "$new"
	says "kernels: this one runs, and has vxlan" "running" row_of "$(uname -r)"
	says "check: the next kernel is unfit" "$new boots next" $program check next-kernel
	check "check: and the node is fit" $program check
	check "the gate is open" $program gate
	check "the report has the warning" report_has '"cause": "next-kernel-unfit"'
	check "kubelet was not touched" kubelet_active
	uname -r > /scenario/older
}

phase_2() {
	local older mend
	older=$(cat /scenario/older)
	boot_complete degraded
	is "the newer kernel runs" "$(next_release)" "$(uname -r)"
	held_back
	is "the cause" module-in-other-kernel "$(field cause)"
	mend=$(field remedy)
	note "remedy: $mend"
	for name in $unit kubelet.service; do
		says "the journal of $name: what has changed since it was fit" \
			"with kernel $older; since then: kernel $older -> $(uname -r)" journalctl -b -u $name
	done
	check "the report: what has changed since it was fit" report_has "\"kernel $older -> $(uname -r)\""
	says "check: what has changed since it was fit" "since then: kernel $older -> $(uname -r)" \
		$program check
	refused "systemctl status has the cause alone" grep -q "since then" <(systemctl show -P StatusText $unit)
	says "the remedy boots the older kernel" grub-reboot echo "$mend"
	is "the remedy needs a reboot" reboot "$(field remedy_kind)"
	check "the remedy is executed" bash -c "$mend"
	says "kernels: the older one boots next" "next" row_of "$older"
}

phase_3() {
	local new package
	new=$(next_release)
	package=$(modules_package "$new")
	boot_complete running
	is "the older kernel runs" "$(cat /scenario/older)" "$(uname -r)"
	soon 60 "kubelet runs" kubelet_active
	says "check: the newer one boots next, and is named" "$new boots next" $program check next-kernel
	mkdir $archive
	cp /scenario/next/*.deb $archive/
	check "an archive with the packages of $new is laid" serve_archive
	refused "check: the package, which has no vxlan, is not to be installed again" \
		grep -q 'apt-get' <($program check next-kernel)
	check "the package with vxlan is installed" env DEBIAN_FRONTEND=noninteractive \
		apt-get -y --no-remove -o Dpkg::Options::=--force-confold install --reinstall "$package"
	says "check: the next kernel is fit" "ok " $program check next-kernel
	says "kernels: and has vxlan" "$new" row_of "$new"
	refused "kernels: nothing is missed" grep -q MISSING <($program kernels)
}

phase_4() {
	boot_complete running
	is "the newer kernel runs" "$(next_release)" "$(uname -r)"
	soon 60 "kubelet runs" kubelet_active
	check "vxlan is loaded" vxlan_loaded
}
