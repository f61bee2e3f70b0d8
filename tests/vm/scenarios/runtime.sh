# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A node with Debian's containerd and CNI plugins, policy by policy: what the gate says of the CNI
# state is what the runtime makes of it, and after the cure a pod gets an address.

good=/etc/cni/net.d/10-bridge.conflist

# What the DaemonSet of the CNI does: write aside, rename.
daemonset() {
	cat > $good.new <<-'JSON'
	{"cniVersion": "0.4.0", "name": "pods", "plugins": [
	  {"type": "bridge", "bridge": "cni0", "isGateway": true,
	   "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.7.0/24"}]]}},
	  {"type": "portmap", "capabilities": {"portMappings": true}}]}
	JSON
	mv $good.new $good
}

before() {
	lay_containerd
	rm -rf /etc/cni/net.d/* /opt/cni/bin
	lay_image
	: > $broken
	daemonset
}

policy() {
	mkdir -p /etc/kubelet-preflight.conf.d
	printf '[CNI]\n%s\n' "$1" > /etc/kubelet-preflight.conf.d/scenario.conf
}

# Both start anew, as after a boot.
again() {
	systemctl stop kubelet.service
	systemctl reset-failed
	systemctl restart containerd.service
	systemctl start kubelet.service
}

runtime_says() { says "$1: the runtime says" "$2" cri status; }

pod_gets_address() {
	soon 120 "$1: the runtime is ready" runtime_ready
	says "$1: a pod gets an address" 10.244.7. cri pod "pod$RANDOM"
}

block() {
	boot_complete degraded
	held_back
	runtime_says block "cni plugin not initialized"
	says "block: the status names the file" $broken systemctl status $unit
	remedy=$(sed -n '/"cause":"cni-config-/,$p' $report | sed -nE 's/^ *"remedy":"(.*)",?$/\1/p' | head -n 1)
	check "block: the remedy is executed: $remedy" bash -c "$remedy"
	soon 60 "block: kubelet starts by itself" kubelet_active
	systemctl restart containerd.service
	pod_gets_address block
}

warn() {
	policy Invalid=warn
	: > $broken
	again
	soon 60 "warn: kubelet runs" kubelet_active
	runtime_says warn "cni plugin not initialized"
	check "warn: the report has the warning" report_has '"cause": "cni-config-invalid"'
	rm $broken
}

# A configuration that says nothing of the plugins' directory: Debian 13's is not that of others. The one that
# runs has another one, and says so.
defaults() {
	local file=/etc/containerd/config.toml dirs
	mv $file $file.kept
	echo 'version = 2' > $file
	says "defaults: plugins are looked for where containerd does now" " /usr/lib/cni" $program check cni-plugins --json
	systemctl stop containerd.service
	dirs=$(containerd config dump | sed -nE "/^ *bin_dirs? = /{s/.*= //;s/[]['\"]//g;/./{p;q}}")
	says "defaults: plugins are looked for in containerd's ${dirs:=?}" " $dirs" $program check cni-plugins --json
	mv $file.kept $file
	systemctl start containerd.service
}

# The DaemonSet's own file, cut to nothing by a power failure: only a kubelet that starts heals it.
quarantine() {
	policy Invalid=quarantine
	: > $good
	again
	soon 60 "quarantine: kubelet runs" kubelet_active
	refused "quarantine: the file is out of the way" test -e $good
	check "quarantine: it is kept" test -f $good.quarantined-by-kubelet-preflight
	runtime_says quarantine "cni plugin not initialized"
	daemonset
	pod_gets_address quarantine
}

# Ready, says the runtime, and no pod gets an address: the plugin is not where it looks.
plugin_missing() {
	policy Invalid=block
	mkdir -p /opt/cni/bin
	mv /usr/lib/cni/bridge /opt/cni/bin/
	again
	runtime_says "plugin missing" ready
	refused "plugin missing: kubelet is held back" kubelet_active
	says "plugin missing: the status names it" bridge systemctl status $unit
	refused "plugin missing: a pod gets no address" cri pod "pod$RANDOM"
	mv /opt/cni/bin/bridge /usr/lib/cni/
	soon 60 "plugin missing: kubelet starts by itself" kubelet_active
	pod_gets_address "plugin missing"
}

absent() {
	policy Absent=block
	rm $good
	again
	refused "absent: Absent=block holds kubelet back" kubelet_active
	policy Absent=allow
	soon 60 "absent: Absent=allow lets it start" kubelet_active
	runtime_says absent "cni plugin not initialized"
	daemonset
	pod_gets_address absent
}

# A value that has nothing to do with CNI, and containerd ends at its start, again and again. The gate waits for
# it, says what it says, and kubelet starts when it was repaired.
failed() {
	local file=/etc/containerd/config.toml runs
	policy Invalid=block
	cp $file $file.kept
	sed -i '1i oom_score = "high"' $file
	systemctl stop kubelet.service containerd.service
	systemctl reset-failed
	systemctl start --no-block containerd.service
	systemctl start kubelet.service
	refused "failed: kubelet is held back" kubelet_active
	check "failed: the report has the cause" report_has '"cause": "runtime-failed"'
	says "failed: the status has what containerd says" 'it says: containerd: failed to ' systemctl status $unit
	runs=$(gate_runs)
	sleep 30 # some of its starts, and some looks of recovery
	is "failed: no gate runs while containerd goes on failing" "$runs" "$(gate_runs)"
	mv $file.kept $file
	soon 20 "failed: kubelet starts by itself, 15 s after containerd" kubelet_active
	pod_gets_address failed
}

# The same for its CRI plugin alone: containerd runs, and serves no kubelet.
without_cri() {
	local file=/etc/containerd/config.toml
	cp $file $file.kept
	sed -i '/grpc.v1.cri"\]/a\    stream_idle_timeout = "never"' $file
	again
	refused "without CRI: kubelet is held back" kubelet_active
	check "without CRI: the report has the cause" report_has '"cause": "runtime-without-cri"'
	says "without CRI: the status has what containerd says" 'failed to load plugin' systemctl status $unit
	mv $file.kept $file
	systemctl restart containerd.service
	soon 15 "without CRI: kubelet starts by itself" kubelet_active
	pod_gets_address "without CRI"
}

# The pods of before, by the names that this release of containerd has for them.
overlay() {
	local name=oldpod
	check "overlay: a pod" cri pod $name
	sleep 3
	ip link add vxlan.calico type vxlan id 4096 dstport 4789 dev cni0 nolearning
	ip link set vxlan.calico mtu 1450 up
	ip addr add 192.168.1.1/32 dev vxlan.calico
	printf '[Overlay]\nLink=vxlan.calico\nGrace=1s\n' > /etc/kubelet-preflight.conf.d/overlay.conf
	says "overlay: a pod from before the tunnel is named" "\"pod\":\"default/$name\"" \
		$program overlay --json
}

phase_1() {
	soon 120 "the sandbox image is imported" ctr -n k8s.io images import /scenario/pause.tar
	block
	warn
	defaults
	quarantine
	plugin_missing
	absent
	failed
	without_cri
	overlay
}
