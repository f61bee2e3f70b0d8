# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Each cause is made on the real kernel, the gate must name it, and where its remedy needs no package
# archive and no reboot, the remedy is executed and the node is fit after it. The ordinary tools are
# asked about the same fault, for the table.

before() {
	systemctl disable kubelet.service
	: > /etc/modules-load.d/kubelet-preflight.conf # masked: only the gate loads
}

tree=/usr/lib/modules/$(uname -r)
kept=/scenario/kept

unload() {
	local module
	for module in vxlan ip6_udp_tunnel udp_tunnel; do rmmod $module; done
	for module in vxlan ip6_udp_tunnel udp_tunnel; do [ ! -e /sys/module/$module ] || return; done
}

# The tree as it was.
restore() {
	unload
	rm -rf "$tree" /etc/modprobe.d/scenario.conf
	cp -a $kept "$tree"
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

unsign() { head -c -7 | cat - <(echo 'no more'); }
spoil() { tee /scenario/plain | head -c -60; printf spoiled; tail -c 53 /scenario/plain; }
half() { cat > /scenario/plain; head -c $(($(stat -c %s /scenario/plain) / 2)) /scenario/plain; }

modprobe_d() { echo "$*" > /etc/modprobe.d/scenario.conf; }

# --- the faults ---
fault_not_shipped() { rm "$(vxlan_file)"; depmod; }
fault_tree_gone() { mv "$tree" /usr/lib/modules/away; }
fault_index_missing() { rm "$tree/modules.dep.bin"; }
fault_index_stale() {
	local file
	file=$(vxlan_file)
	mv "$file" /scenario/aside
	depmod
	mv /scenario/aside "$file"
}
fault_index_damaged() { truncate -s 50000 "$tree/modules.dep.bin"; }
fault_file_missing() { rm "$(vxlan_file)"; }
fault_dependency_missing() { rm "$(tunnel_file)"; }
fault_file_empty() { : > "$(vxlan_file)"; }
fault_file_half() { rewrite "$(vxlan_file)" half; }
fault_dependency_half() { rewrite "$(tunnel_file)" half; }
fault_signature() { rewrite "$(vxlan_file)" spoil; }
fault_denied() { modprobe_d 'blacklist vxlan'; }
fault_install_fails() { modprobe_d 'install vxlan /bin/false'; }
fault_install_void() { modprobe_d 'install vxlan /bin/true'; }
fault_install_hangs() { modprobe_d 'install vxlan /bin/sh -c "yes & sleep 1000"'; }
fault_option() { modprobe_d 'options vxlan udp_port=bad'; }

# --- what is no fault ---
fine_unsigned() { rewrite "$(vxlan_file)" unsign; }
fine_softdep() { modprobe_d 'softdep vxlan pre: no_such_module'; }
fine_unknown_option() { modprobe_d 'options vxlan no_such_option=1'; }

# field KEY: of the first finding that is a fault; the report has a key a line.
field() {
	sed -n '/"verdict":"fail"/,$p' $report | sed -nE "s/^ *\"$1\":\"(.*)\",?$/\1/p" |
		head -n 1 | sed 's/\\"/"/g'
}

gate() { timeout 120 $program gate > /scenario/said 2>&1; }

# What the ordinary tools answer: their exit statuses. One that hangs is not asked.
others() {
	local probe unit
	if [ "$1" = install_hangs ]; then return; fi
	modprobe vxlan > /dev/null 2>&1
	probe=$?
	unload > /dev/null 2>&1
	/usr/lib/systemd/systemd-modules-load /scenario/vxlan.conf > /dev/null 2>&1
	unit=$?
	unload > /dev/null 2>&1
	modinfo vxlan > /dev/null 2>&1
	echo "modprobe $probe, systemd-modules-load $unit, modinfo $?"
}

# row FAULT CAUSE
row() {
	local fault=$1 cause=$2 remedy
	restore > /dev/null 2>&1
	"fault_$fault"
	refused "$fault: the gate is closed" gate
	is "$fault: the cause" "$cause" "$(field cause)"
	remedy=$(field remedy)
	note "$fault | $cause | $(others "$fault") | $remedy"
	case $remedy in
	'') not_ok "$fault: there is a remedy" ;;
	apt-get* | *reboot*) ok "$fault: the remedy needs the archive or a reboot, and is not executed here" ;;
	*)
		check "$fault: the remedy is executed: $remedy" bash -c "$remedy"
		check "$fault: fit after it" gate
		;;
	esac
}

# fine WHAT
fine() {
	restore > /dev/null 2>&1
	"fine_$1"
	check "$1: no false alarm" gate
	refused "$1: no warning of the module" grep -q module- $report
}

phase_1() {
	boot_complete running
	mkdir -p $kept
	cp -a "$tree/." $kept/
	echo vxlan > /scenario/vxlan.conf
	fine unsigned
	fine softdep
	fine unknown_option
	row not_shipped module-not-shipped
	row index_missing module-index-missing
	row index_stale module-index-stale
	row index_damaged module-index-damaged
	row file_missing module-file-missing
	row dependency_missing module-dependency-missing
	row file_empty module-file-damaged
	row file_half module-file-damaged
	row dependency_half module-file-damaged
	row signature module-signature-rejected
	row denied module-denied
	row install_fails module-install-failed
	row install_void module-install-void
	row install_hangs module-install-failed
	row option module-option-bad
	row tree_gone module-tree-gone
}
