# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What cannot be persisted is a warning and no fault: masked by the administrator, read-only
# directory.

[ -e /sys/module/vxlan/initstate ] || machine="vxlan is built into this kernel, and nothing is persisted"

before() { ln -s /dev/null $persisted; }

warned() {
	soon 60 "$1: kubelet runs" kubelet_active
	check "$1: vxlan is loaded" vxlan_loaded
	check "$1: the report says fit" report_has '"verdict": "fit"'
	check "$1: the report warns" report_has '"verdict": "warn"'
	check "$1: the cause" report_has "\"cause\": \"$2\""
	says "$1: the journal has the cause" "$2" \
		journalctl -b -u $unit -o cat --output-fields=PREFLIGHT_CAUSE
}

phase_1() {
	boot_complete running
	warned masked persist-masked
	is "the administrator's link is untouched" /dev/null "$(readlink $persisted)"

	rm $persisted
	cat > /etc/systemd/system/read-only-etc.service <<-'UNIT'
	[Unit]
	DefaultDependencies=no
	After=systemd-remount-fs.service systemd-modules-load.service
	Before=kubelet-preflight.service
	[Service]
	Type=oneshot
	ExecStart=/bin/mount --bind /etc/modules-load.d /etc/modules-load.d
	ExecStart=/bin/mount -o remount,bind,ro /etc/modules-load.d
	[Install]
	WantedBy=multi-user.target
	UNIT
	systemctl enable read-only-etc.service
}

phase_2() {
	boot_complete running
	refused "the directory is read-only" touch /etc/modules-load.d/writable
	warned "read-only" persist-not-written
	refused "nothing was written" test -e $persisted
}
