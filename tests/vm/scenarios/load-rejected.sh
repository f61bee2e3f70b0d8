# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A fault that only the load shows (the kernel wants signed modules, and vxlan's signature is off)
# makes no loop of the gate and recovery; the good file put back, the kubelet starts.

machine="it is about the load of a module"

# shellcheck disable=SC2034
cmdline=module.sig_enforce=1

# The signature ends 40 bytes before the end: 12 of its description, 28 of its mark.
before() {
	local file plain=/scenario/vxlan.ko size
	file=$(vxlan_file)
	cp "$file" /scenario/vxlan.kept
	echo "$file" > /scenario/vxlan.path
	case $file in
	*.xz) xz -dc "$file" > $plain ;;
	*) cp "$file" $plain ;;
	esac
	size=$(stat -c %s $plain)
	printf spoiled | dd of=$plain bs=1 seek=$((size - 60)) conv=notrunc status=none
	case $file in
	*.xz) xz --check=crc32 --lzma2=dict=1MiB -c $plain > "$file" ;;
	*) cp $plain "$file" ;;
	esac
}

phase_1() {
	boot_complete degraded
	held_back
	unit_failed
	check "the report: the cause" report_has '"cause": "module-signature-rejected"'
	never 60 "kubelet is never executed" kubelet_executed
	runs=$(gate_runs)
	check "the gate ran at most three times in a minute ($runs)" test "$runs" -le 3
	vxlan_restore
	soon 60 "mended: kubelet starts by itself" kubelet_active
}
