# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# For tests of the overlay: a node in a network namespace and a root of its own, with a stand-in for
# journald and systemd's notify socket. To be sourced; the script runs itself anew in there.
set -u
program=${PROGRAM:?the path of kubelet-preflight}
tests=$(realpath "${srcdir:-.}")/tests
number=0
failed=0

if [ -z "${OVERLAY_NODE:-}" ]; then
	missing=
	for tool in ip bridge python3; do type -P $tool > /dev/null || missing+=" $tool"; done
	if [ -n "$missing" ]; then
		echo "1..0 # SKIP not installed:$missing (packages iproute2, python3)"
		exit 0
	fi
	if ! unshare -nm true 2> /dev/null; then
		echo '1..0 # SKIP no right to make a network namespace here'
		exit 0
	fi
	export OVERLAY_NODE=1
	exec unshare -nm "$0" "$@"
fi

work=$(mktemp -d)
root=$work/root
started=()
end() {
	for pid in "${started[@]}"; do kill "$pid" 2> /dev/null; done
	umount -l "$root/proc" "$root/sys" "$root/dev" 2> /dev/null
	rm -rf "$work"
}
trap end EXIT

mount --make-rprivate /
"$tests/roots/machine" lay "$root" "$program" setpriv
mkdir -p "$root/sys" "$root/run/systemd/journal" "$root/run/netns"
mount --bind /proc "$root/proc" && mount --rbind /dev "$root/dev" && mount --bind /sys "$root/sys"
ip link set lo up

verdict() { # WHAT STATUS
	number=$((number + 1))
	if [ "$2" = 0 ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		sed 's/^/# /' "$work"/{out,err,heard} 2> /dev/null
		failed=1
	fi
}

cni() { # NAME: the configuration that it installs
	rm -f "$root"/etc/cni/net.d/*
	case $1 in
	calico) plugin='"type":"calico","ipam":{"type":"calico-ipam"},"nodename_file_optional":true' ;;
	calico-both) plugin='"type":"calico","ipam":{"type":"calico-ipam","assign_ipv4":"true","assign_ipv6":"true"},"nodename_file_optional":true' ;;
	calico-ipv6) plugin='"type":"calico","ipam":{"type":"calico-ipam","assign_ipv4":"false","assign_ipv6":"true"},"nodename_file_optional":true' ;;
	canal) plugin='"type":"calico","ipam":{"type":"host-local","subnet":"usePodCidr"},"nodename_file_optional":true' ;;
	flannel) plugin='"type":"flannel","delegate":{"isDefaultGateway":true}' ;;
	cilium) plugin='"type":"cilium-cni"' ;;
	bridge) plugin='"type":"bridge","ipam":{"type":"host-local","subnet":"10.9.0.0/24"}' ;;
	strange) plugin='"type":"strange"' ;;
	none) return ;;
	esac
	echo "{\"name\":\"n\",\"cniVersion\":\"0.3.1\",\"plugins\":[{$plugin}]}" > "$root/etc/cni/net.d/10-net.conflist"
}

setting() { # LINE...: of [Overlay]
	printf '[Overlay]\n' > "$root/etc/kubelet-preflight.conf.d/o.conf"
	printf '%s\n' "$@" >> "$root/etc/kubelet-preflight.conf.d/o.conf"
}

underlay() {
	ip link add eth0 type veth peer name peer0
	ip link set eth0 up
	ip link set peer0 up
	ip addr add 10.0.0.1/24 dev eth0
	ip addr add fd00::1/64 dev eth0 nodad
}

# As felix makes it.
calico_link() {
	ip link add vxlan.calico type vxlan id 4096 dstport "${1:-4789}" local 10.0.0.1 dev eth0 nolearning
	ip link set vxlan.calico mtu 1450 up
	ip addr add 192.168.1.1/32 dev vxlan.calico
}

# The same of IPv6: felix gives it the VNI and the port of the other.
calico_link_ipv6() {
	ip link add vxlan-v6.calico type vxlan id 4096 dstport "${1:-4789}" local fd00::1 dev eth0 nolearning
	ip link set vxlan-v6.calico mtu 1430 up
	ip addr add fd01::1/128 dev vxlan-v6.calico nodad
}

calico_peer() {
	ip neigh add 192.168.2.0 lladdr 66:00:00:00:00:02 dev vxlan.calico
	bridge fdb append 66:00:00:00:00:02 dst 10.0.0.2 dev vxlan.calico
	ip route add 192.168.2.0/26 via 192.168.2.0 dev vxlan.calico onlink
}

in_node=()

# look STATUS PATTERN...: the exit status of one look, and what its document has.
look() {
	local status=$1 got=0 pattern
	shift
	timeout -k 5 120 "${in_node[@]}" chroot "$root" /gate overlay --json > "$work/out" 2> "$work/err" < /dev/null || got=$?
	[ "$got" = "$status" ] || return 1
	[ -z "${TEST_DOCUMENTS:-}" ] || cat "$work/out" >> "$TEST_DOCUMENTS" # of tests/timed
	python3 -m json.tool "$work/out" > "$work/json" || return 1
	for pattern; do
		grep -qE -- "$pattern" "$work/json" || { echo "lacks $pattern" >> "$work/err"; return 1; }
	done
}
cause() { echo "\"cause\": \"$1\""; }

# --- the service ---

# What is sent to the journal and to systemd, one datagram a line.
listen() {
	python3 - "$root/run" "$work/heard" <<- 'PYTHON' &
	import os, select, socket, sys
	os.chdir(sys.argv[1])
	out = open(sys.argv[2], 'ab', buffering=0)
	ears = {}
	for path, word in ('systemd/journal/socket', b'JOURNAL '), ('notify', b'NOTIFY '):
	    ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	    ear.bind(path)
	    ears[ear] = word
	while True:
	    for ear in select.select(list(ears), [], [])[0]:
	        text = ear.recv(65536)
	        if not text.startswith(b'BARRIER'):
	            out.write(ears[ear] + text.rstrip(b'\n').replace(b'\n', b'|') + b'\n')
	PYTHON
	started+=($!)
	until [ -S "$root/run/notify" ]; do sleep 0.1; done
}

watch() { # its process is $watcher
	: > "$work/heard"
	env INVOCATION_ID=1 NOTIFY_SOCKET=/run/notify chroot "$root" /gate overlay --wait > "$work/out" 2> "$work/err" < /dev/null &
	watcher=$!
	started+=($!)
}

unwatch() {
	kill -CONT "$watcher"
	kill "$watcher"
	wait "$watcher" 2> /dev/null
}

entries() { grep -c '^JOURNAL ' "$work/heard"; }
heard() { grep -qE -- "$1" "$work/heard"; }
heard_within() { # SECONDS PATTERN
	local i
	for ((i = 0; i < $1 * 5; i++)); do
		heard "$2" && return
		sleep 0.2
	done
	return 1
}
