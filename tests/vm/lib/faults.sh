# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Faults of a kernel module, made on the real kernel: the module tree they are made in, the package
# archive that their remedies ask, and what the ordinary tools say of them.

kernel_package=linux-image-$(uname -r)
tree=/usr/lib/modules/$(uname -r)
kept=/scenario/kept
archive=/scenario/archive
export INITRD=No # for the package's script, as when the guest was made: its initramfs is ours

unload() {
	local module
	for module in vxlan ip6_udp_tunnel udp_tunnel; do rmmod $module; done
	for module in vxlan ip6_udp_tunnel udp_tunnel; do [ ! -e /sys/module/$module ] || return; done
}

# The module tree, for restore to begin from; tests/vm/image has left little of it.
keep_tree() { mkdir -p $kept && cp -a "$tree/." $kept/; }

require() {
	mkdir -p /etc/kubelet-preflight.conf.d
	printf '[Kernel]\nModules=%s\n' "$1" > /etc/kubelet-preflight.conf.d/scenario.conf
}

# The tree and the configuration as they were.
restore() {
	unload
	rm -rf "$tree" /usr/lib/modules/away /etc/modprobe.d/{scenario.conf,many-*}
	cp -a $kept "$tree"
}

# An archive with the package of the running kernel: its own control file and maintainer scripts, and
# the files of the tree.
lay_archive() {
	local stage=/scenario/stage script prefix
	prefix=$(dpkg -L "$kernel_package" | grep -m 1 -oE '^(/usr)?/lib/modules')
	mkdir -p $stage/DEBIAN "$stage$prefix" $archive
	dpkg-query -s "$kernel_package" | grep -vE '^(Status|Config-Version):' > $stage/DEBIAN/control
	for script in preinst postinst prerm postrm; do
		cp "/var/lib/dpkg/info/$kernel_package.$script" $stage/DEBIAN/$script
	done
	dpkg -L "$kernel_package" | grep '^/boot/' | xargs cp --parents -t $stage
	truncate -s 1M "$stage/boot/vmlinuz-$(uname -r)" # the guest boots with what qemu is given
	cp -a $kept "$stage$prefix/$(uname -r)"
	find "$stage$prefix" -name 'modules.*' ! -name 'modules.builtin*' ! -name modules.order -delete
	rm -f "$stage$prefix/$(uname -r)"/modules.builtin*.bin
	dpkg-deb -Znone --root-owner-group -b $stage $archive/kernel.deb || return
	rm -rf $stage
	serve_archive
}

# serve_archive: apt knows what lies in $archive, and nothing else.
serve_archive() {
	local deb
	for deb in $archive/*.deb; do
		dpkg-deb -f "$deb"
		echo "Filename: ./${deb##*/}"
		echo "Size: $(stat -c %s "$deb")"
		echo "SHA256: $(sha256sum "$deb" | cut -d ' ' -f 1)"
		echo
	done > $archive/Packages
	rm -f /etc/apt/sources.list.d/*
	echo "deb [trusted=yes] file:$archive ./" > /etc/apt/sources.list
	echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/scenario
	apt-get update
}

# The packages of the next kernel, which tests/vm/image-next made, are in /scenario/next, and what lacks
# vxlan in /scenario/next/lacking.
next_release() { ls /scenario/next | sed -n 's/^linux-image-\(.*\)\.deb$/\1/p'; }

# lay_lacking: in /scenario/lacking all of them, less vxlan.
lay_lacking() {
	mkdir /scenario/lacking && cp /scenario/next/*.deb /scenario/lacking/ &&
		cp /scenario/next/lacking/*.deb /scenario/lacking/
}

# install_next DIRECTORY: the packages there, as apt would hand them to dpkg. All need the scripts of
# linux-base, and before they are unpacked.
install_next() {
	local debs=()
	mapfile -t debs < <(ls "$1"/*.deb | grep -v '/linux-base\.deb$')
	DEBIAN_FRONTEND=noninteractive dpkg -i "$1/linux-base.deb" < /dev/null &&
		DEBIAN_FRONTEND=noninteractive dpkg -i "${debs[@]}" < /dev/null
}

tunnel_file() { find "$tree/kernel" -name 'udp_tunnel.ko*'; }

# rewrite FILE COMMAND…: the module's file through a filter, compressed as it was.
rewrite() {
	local file=$1
	shift
	case $file in
	*.xz) xz -dc "$file" | "$@" | xz --check=crc32 --lzma2=dict=1MiB > /scenario/new ;;
	*) "$@" < "$file" > /scenario/new ;;
	esac
	cat /scenario/new > "$file"
}

# --- filters: what is done to a module's file ---
unsign() { head -c -7 | cat - <(echo 'no more'); }
spoil() { tee /scenario/plain | head -c -60; printf spoiled; tail -c 53 /scenario/plain; }
half() { cat > /scenario/plain; head -c $(($(stat -c %s /scenario/plain) / 2)) /scenario/plain; }
# The first word of the version magic, the release, does not count where symbols have versions.
other_release() { unsign | sed "s/vermagic=./vermagic=5/"; }
other_build() { other_release | sed "s/SMP preempt /UP preempted/"; }
# The version of a symbol lies before its name, which starts 8 bytes after it.
other_symbols() {
	unsign > /scenario/plain
	local name
	name=$(grep -abo -m 1 module_layout /scenario/plain | head -n 1 | cut -d: -f1)
	printf wxyz | dd of=/scenario/plain bs=1 seek=$((name - 8)) conv=notrunc status=none
	cat /scenario/plain
}

# --- looking ---

# field KEY: of the first finding that is a fault; the report has a key a line.
field() {
	sed -n '/"verdict":"fail"/,/^ *}/{p;/^ *}/q}' $report | sed -nE "s/^ *\"$1\":\"(.*)\",?$/\1/p" |
		head -n 1 | sed 's/\\\(["\\/]\)/\1/g'
}

gate=gate # which of the two a row asks
gate() { timeout 120 $program gate > /scenario/said 2>&1; }

# The same, in the sandbox of the unit.
gate_unit() { timeout 180 systemctl start $unit; }

declare -A detected=() # tool -> faults it answered with a failure
declare -A answered=() # tool -> its exit status for the fault at hand
table=()

# ask TOOL COMMAND…: prints its exit status and the first line it said.
ask() {
	local tool=$1 said
	shift
	said=$("$@" 2>&1)
	answered[$tool]=$?
	unload > /dev/null 2>&1
	[ "${answered[$tool]}" -eq 0 ] || detected[$tool]=$((${detected[$tool]:-0} + 1))
	note "    $tool: ${answered[$tool]} $(head -n 1 <<< "$said" | cut -c 1-120)"
}

# What the ordinary tools say. One that hangs is stopped.
others() {
	echo "$1" > /scenario/asked.conf
	ask modprobe timeout 5 modprobe "$1"
	ask modules-load timeout 5 /usr/lib/systemd/systemd-modules-load /scenario/asked.conf
	ask modinfo timeout 5 modinfo "$1"
}

declare -A executed=() # remedy -> how often, in this boot
readonly EXECUTED_ENOUGH=3

# by_fix FAULT CAUSE KIND REMEDY: "fix" runs what is safe, and nothing else. It looks as a gate by hand does,
# which the sandbox of the unit does not hold back.
by_fix() {
	local fault=$1 cause=$2 kind=$3 mend=$4
	local status=0
	timeout 900 $program fix > /scenario/fixed 2>&1 || status=$?
	if [ "$kind" = safe ]; then
		is "$fault: fix ends with fit" 0 $status
		says "$fault: fix runs that command" "    $mend" cat /scenario/fixed
		says "$fault: fix has fixed it" "Fixed: $cause" cat /scenario/fixed
	else
		refused "$fault: fix runs nothing for it" grep -q "^Running for $cause" /scenario/fixed
	fi
}

# mended FAULT REMEDY KIND NOTE CAUSE: executed as it is printed, what is safe by fix; sets after, fit or
# not. What was executed often enough is not once more: apt and dpkg cost most of an emulated minute. A
# reboot comes at the end of the phase, where there is a phase to see it.
mended() {
	local fault=$1 mend=$2 kind=$3 note=$4 cause=$5
	executed[$mend]=$((${executed[$mend]:-0} + 1))
	if [ "${executed[$mend]}" -gt $EXECUTED_ENOUGH ]; then
		after='as above'
		ok "$fault: the remedy is one that was executed $EXECUTED_ENOUGH times: $mend"
		return
	fi
	refused "$fault: no reboot is chained" grep -q '&& reboot' <<< "$mend"
	[ "$gate" != gate ] || by_fix "$fault" "$cause" "$kind" "$mend"
	case $mend/$kind/$note in
	reboot/reboot/*)
		after='not executed'
		ok "$fault: not executed: a reboot, see the scenario upgrade" ;;
	*/reboot/* | */edit/*reboot* | */decision/*reboot*)
		after='next boot'
		check "$fault: the remedy is executed, up to the reboot: $mend" bash -c "$mend" ;;
	*)
		[ "$gate/$kind" = gate/safe ] || check "$fault: the remedy is executed: $mend" bash -c "$mend"
		if "$gate"; then after=fit; else after=UNFIT; fi
		is "$fault: fit after it" fit $after
		;;
	esac
}

# judged FAULT CAUSE [MODULE]: after a closed gate: the cause, the remedy, and fit after it.
judged() {
	local fault=$1 cause=$2 named mend kind note after=UNFIT
	named=$(field cause)
	is "$fault: the cause" "$cause" "$named"
	mend=$(field remedy)
	kind=$(field remedy_kind)
	note=$(field remedy_note)
	note "$fault"
	others "${3:-vxlan}"
	if [ -z "$mend" ]; then not_ok "$fault: there is a remedy"; else mended "$fault" "$mend" "$kind" "$note" "$named"; fi
	table+=("$(printf '%-22s %-26s %-12s %8s %12s %7s  %s' "$fault" "$named" "$after" \
		"${answered[modprobe]}" "${answered[modules-load]}" "${answered[modinfo]}" "$mend")")
}

# row FAULT CAUSE [MODULE]
row() {
	restore > /dev/null 2>&1
	"fault_$1"
	refused "$1: the gate is closed" "$gate"
	judged "$@"
}

# fine WHAT
fine() {
	restore > /dev/null 2>&1
	"fine_$1"
	check "$1: no false alarm" gate
	refused "$1: no warning of the module" grep -q module- $report
}

# stand_in CAUSE WHY: one that is not made in a guest.
stand_in() {
	table+=("$(printf '%-22s %-26s %s' '(a fixture)' "$1" "$2")")
}

# The table of this boot: what was injected, what the gate named, how it stands after the remedy, and the
# exit statuses of the ordinary tools.
sum() {
	note "$(printf '%-22s %-26s %-12s %8s %12s %7s  %s' injected named after modprobe modules-load \
		modinfo remedy)"
	note "$(printf '%s\n' "${table[@]}")"
	note "faults detected: kubelet-preflight all; modprobe ${detected[modprobe]:-0}," \
		"systemd-modules-load ${detected[modules-load]:-0}, modinfo ${detected[modinfo]:-0}"
}
