# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The node of a scenario: a stand-in kubelet, a CNI that is fit, and the ways to break and mend it.

unit=kubelet-preflight.service
recovery=kubelet-preflight-recover.service
masked=kubelet-preflight-masked.service
installer=kubelet-preflight-installer.service
release=kubelet-preflight-release.service
barrier=kubelet-preflight.target
report=/run/kubelet-preflight/report.json
persisted=/etc/modules-load.d/kubelet-preflight.conf
program=/usr/sbin/kubelet-preflight
broken=/etc/cni/net.d/05-broken.conflist
pods=/var/lib/kubelet/pods
logs=/var/log/pods
remedy="apt-get download --print-uris linux-image-$(uname -r) && DEBIAN_FRONTEND=noninteractive apt-get -y --no-remove -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install --reinstall linux-image-$(uname -r)"

lay_kubelet() {
	cat > /usr/bin/kubelet <<-'SCRIPT'
	#!/bin/bash
	read -r boot < /proc/sys/kernel/random/boot_id
	read -r up rest < /proc/uptime
	echo "$boot $up" >> /var/log/kubelet-executed
	exec sleep infinity
	SCRIPT
	chmod 755 /usr/bin/kubelet
	# The text of the Kubernetes packages.
	cat > /usr/lib/systemd/system/kubelet.service <<-'UNIT'
	[Unit]
	Description=kubelet: The Kubernetes Node Agent
	Documentation=https://kubernetes.io/docs/
	Wants=network-online.target
	After=network-online.target

	[Service]
	ExecStart=/usr/bin/kubelet
	Restart=always
	StartLimitInterval=0
	RestartSec=10

	[Install]
	WantedBy=multi-user.target
	UNIT
}

# Says what the kernel had before the gate ran.
lay_witness() {
	cat > /etc/systemd/system/witness.service <<-'UNIT'
	[Unit]
	Description=Note which modules are loaded before the gate runs
	DefaultDependencies=no
	After=systemd-modules-load.service
	Before=kubelet-preflight.service
	[Service]
	Type=oneshot
	ExecStart=/bin/sh -c '[ ! -e /proc/modules ] || cut -d" " -f1 /proc/modules > /run/modules-before-the-gate'
	[Install]
	WantedBy=multi-user.target
	UNIT
	systemctl enable witness.service
}

lay_cni() {
	local plugin
	mkdir -p /etc/cni/net.d /opt/cni/bin /etc/containerd
	# Debian's own containerd looks in /usr/lib/cni, by its configuration and from 13 on by default.
	cat > /etc/containerd/config.toml <<-'TOML'
	version = 2
	[plugins."io.containerd.grpc.v1.cri".cni]
	  bin_dir = "/opt/cni/bin"
	TOML
	for plugin in calico calico-ipam bandwidth portmap loopback; do
		cp /bin/true "/opt/cni/bin/$plugin"
	done
	echo 'kind: Config' > /etc/cni/net.d/calico-kubeconfig
	cat > /etc/cni/net.d/10-calico.conflist <<-'JSON'
	{
	  "name": "k8s-pod-network",
	  "cniVersion": "0.3.1",
	  "plugins": [
	    {"type": "calico", "datastore_type": "kubernetes", "mtu": 0,
	     "nodename_file_optional": false, "ipam": {"type": "calico-ipam"},
	     "policy": {"type": "k8s"},
	     "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig"}},
	    {"type": "bandwidth", "capabilities": {"bandwidth": true}},
	    {"type": "portmap", "snat": true, "capabilities": {"portMappings": true}}
	  ]
	}
	JSON
}

# An image whose one file is a busybox: what a pod sandbox executes.
lay_image() {
	local work=/scenario/pause
	mkdir -p $work/layer
	cp /bin/busybox $work/layer/busybox # it goes by the name that it is executed as
	tar -C $work/layer -cf $work/layer.tar busybox
	cat > $work/config.json <<-JSON
	{"architecture": "amd64", "os": "linux", "config": {"Entrypoint": ["/busybox", "sleep", "100000"]},
	 "rootfs": {"type": "layers",
	            "diff_ids": ["sha256:$(sha256sum $work/layer.tar | cut -d ' ' -f 1)"]}}
	JSON
	echo '[{"Config": "config.json", "RepoTags": ["localhost/pause:1"], "Layers": ["layer.tar"]}]' \
		> $work/manifest.json
	tar -C $work -cf /scenario/pause.tar manifest.json config.json layer.tar
}

# containerd, started at boot.
lay_containerd() {
	# Debian's own configuration (bin_dir = "/usr/lib/cni"), with a sandbox image that is there. Where the
	# guest is not a machine, its root may not raise an OOM score, and has no controller for pods.
	local settings='    sandbox_image = "localhost/pause:1"
    restrict_oom_score_adj = true
    disable_cgroup = true'
	sed "/grpc.v1.cri\"\]/a\\${settings//$'\n'/\\n}" /etc/containerd/config.toml.debian > /etc/containerd/config.toml
	grep -q sandbox_image /etc/containerd/config.toml ||
		printf '[plugins."io.containerd.grpc.v1.cri"]\n%s\n' "$settings" >> /etc/containerd/config.toml
	systemctl enable containerd.service
}

# A system call that the unit does not list ends the process, so that every scenario proves the list. As
# shipped it is answered with ENOSYS, which much would get over.
lay_strict_filter() {
	local name
	for name in $unit $recovery $masked $installer $release kubelet-preflight-overlay.service; do
		mkdir -p "/usr/lib/systemd/system/$name.d"
		printf '[Service]\nSystemCallErrorNumber=kill\n' > "/usr/lib/systemd/system/$name.d/10-strict.conf"
	done
}

# Each is executed at every boot and at every daemon-reload, and finds nothing to do here.
mask_generators() {
	local name
	mkdir -p /etc/systemd/system-generators
	for name in getty gpt-auto hibernate-resume rc-local run ssh system-update sysv tpm2 \
		{crypt,integrity,verity}setup; do
		ln -s /dev/null "/etc/systemd/system-generators/systemd-$name-generator"
	done
}

lay_node() {
	mask_generators
	: > /var/log/kubelet-executed
	lay_kubelet
	lay_witness
	lay_cni
	lay_strict_filter
	systemctl enable kubelet.service $unit
}

# left_by NAMESPACE/POD UID CONTAINER…: what kubelet leaves of a pod when the machine loses its power.
left_by() {
	local pod=$1 uid=$2 log name
	shift 2
	log=$logs/${pod%/*}_${pod#*/}_$uid
	for name; do
		mkdir -p "$pods/$uid/containers/$name" "$log/$name"
		: > "$pods/$uid/containers/$name/1f2e3d4c"
		echo '2026-08-30T07:12:01.000000000Z stdout F done' > "$log/$name/0.log"
	done
	chmod -R u=rwX,g=rX,o= /var/lib/kubelet
}

# --- breaking and mending ---

vxlan_file() { find "/usr/lib/modules/$(uname -r)/kernel" -name 'vxlan.ko*'; }

vxlan_remove() {
	vxlan_file > /scenario/vxlan.path
	mv "$(cat /scenario/vxlan.path)" /scenario/vxlan.kept
	depmod
}

vxlan_restore() {
	cp /scenario/vxlan.kept "$(cat /scenario/vxlan.path)"
	depmod
}

cni_break() { : > $broken; }

cni_mend() { rm -f $broken; }

# drop_in UNIT, with the text on stdin
drop_in() {
	mkdir -p "/etc/systemd/system/$1.d"
	cat > "/etc/systemd/system/$1.d/scenario.conf"
}

drop_in_remove() { rm -rf "/etc/systemd/system/$1.d"; }

# settings NAME, with the text on stdin: a drop-in of ours.
settings() {
	mkdir -p /etc/kubelet-preflight.conf.d
	cat > "/etc/kubelet-preflight.conf.d/$1.conf"
}

# lay_end_look: what ends the look of the gate when the unit has the drop-in of end_look HOW.
lay_end_look() { gcc -O2 -shared -fPIC -o /scenario/end_look.so /scenario/lib/end_look.c; }

end_look() {
	drop_in $unit <<-DROPIN
	[Service]
	Environment=LD_PRELOAD=/scenario/end_look.so LOOK_END=$1
	${2:-}
	DROPIN
	systemctl daemon-reload
}

# --- looking ---

# What a kubelet would ask the container runtime: lib/cri.
cri() { timeout 150 python3 /scenario/lib/cri "$@"; }

runtime_ready() { [ "$(cri status)" = ready ]; }

# What GRUB boots next: the line of its entry. The menu's first, or what grub-reboot asked for.
grub_line() {
	local entry
	entry=$(grub-editenv /boot/grub/grubenv list 2> /dev/null | sed -n 's/^next_entry=//p')
	sed -n "/^[[:blank:]]*menuentry .*${entry:+'${entry##*>}'}/,/^[[:blank:]]*}/p" /boot/grub/grub.cfg |
		grep -m 1 -E '^[[:blank:]]+linux[[:blank:]]'
}

# What the boot loader will give the kernel: as GRUB's configuration says, or else what the scenario
# had from the beginning.
next_cmdline() {
	if [ -e /boot/grub/grub.cfg ]; then
		grub_line | sed -E 's/^[[:blank:]]+linux[[:blank:]]+[^ ]+//; s/ root=[^ ]+//; s/ ro\b//'
	else
		echo "${cmdline:-}"
	fi
}

# What tests/vm/boot-machine starts next: linux=RELEASE and a command line, from GRUB's menu where there is one;
# or what the scenario has set next_boot to: "firmware", or linux=RELEASE, initrd=NAME (of
# tests/vm/initramfs) and a command line.
asked_boot() {
	if [ -n "${next_boot:-}" ]; then
		echo "$next_boot"
	elif [ -e /boot/grub/grub.cfg ]; then
		echo "linux=$(grub_line | grep -oE 'vmlinuz-[^ ]+' | cut -d- -f 2-) $(next_cmdline)"
		grub-editenv /boot/grub/grubenv unset next_entry # as GRUB does
	else
		next_cmdline
	fi
}

systemd_version() { systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p'; }

# The boot is over, however it went: prints running or degraded.
booted() { timeout 120 systemctl is-system-running --wait; }

# It waits once and does not poll: each question to an emulated systemd costs a tenth of a second.
boot_complete() {
	local state
	state=$(booted)
	soon 60 "the boot is complete" systemctl is-active --quiet multi-user.target
	is "the system is $1" "$1" "$state"
}

# How often kubelet was executed in this boot.
kubelet_runs() {
	local boot_id
	read -r boot_id < /proc/sys/kernel/random/boot_id
	grep -c "^$boot_id " /var/log/kubelet-executed 2> /dev/null
}

kubelet_executed() { [ "$(kubelet_runs)" -gt 0 ]; }

kubelet_active() { systemctl is-active --quiet kubelet.service && kubelet_executed; }

kubelet_pid() { systemctl show -P MainPID kubelet.service; }

held_back() {
	is "kubelet was never executed" 0 "$(kubelet_runs)"
	is "kubelet is not running" inactive "$(systemctl is-active kubelet.service)"
}

unit_failed() { is "the gate is failed" failed "$(systemctl is-active $unit)"; }

vxlan_loaded() { [ -e /sys/module/vxlan/initstate ]; }

vxlan_before_gate() { grep -qx vxlan /run/modules-before-the-gate; }

# What a unit's main process may ever have, as a mask.
capabilities() { sed -n 's/^CapBnd:\t//p' "/proc/$(systemctl show -P MainPID "$1")/status"; }

# What the program itself wrote in this boot.
gate_lines() { journalctl -b -u $unit --output=short | grep -F ' kubelet-preflight['; }

# How often the gate was started in this boot (SD_MESSAGE_UNIT_STARTING).
gate_runs() {
	journalctl -b --output=cat MESSAGE_ID=7d4958e842da4a758f6c1cdc7b36dcc5 UNIT=$unit | wc -l
}

squeeze() { tr -d ' \t\n' | sed 's|\\/|/|g'; }

metrics=/var/lib/prometheus/node-exporter/preflight.prom

lay_metrics() {
	mkdir -p ${metrics%/*}
	settings metrics <<< "[Metrics]
Textfile=$metrics"
}

# How long the gate waited for the container runtime, in milliseconds.
waited_ms() { squeeze < $report | sed -n 's/.*"waited_ms":\([0-9]*\).*/\1/p'; }

# report_has TEXT: white space and the escape of a slash do not count.
report_has() { squeeze < $report | grep -qF -- "$(squeeze <<< "$1")"; }
