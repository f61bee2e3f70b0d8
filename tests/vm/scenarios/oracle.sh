# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The container runtime as the oracle: Debian's containerd is started on one configuration after the other, as
# kubelet is, and the exit status of the gate has to be what the runtime then does. 0 where a pod sandbox gets an
# address, and where there is no network yet; 1 where a sandbox gets none, where the runtime rejects its network,
# serves no CRI, or does not run. Beside it stands what the program says when it may only read the files. Three
# rows are boots. No node but the last three has a trace of an installer, and Invalid=block is in force.

netd=/etc/cni/net.d
bind=/opt/cni/bin
unit_d=/etc/systemd/system/containerd.service.d
table=/scenario/table

readonly ROWS_LEAST=25 WRONG_LEAST=12 HELD_BACK_LEAST=5 # rows; where the reading alone is wrong; of a fit node

# --- the node ---

# network [KEYS]: a sound network, with more keys of the list.
network() {
	cat <<-JSON
	{"cniVersion": "0.4.0", "name": "pods", $*
	 "plugins": [{"type": "bridge", "bridge": "cni0", "isGateway": true,
	              "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.7.0/24"}]]}},
	             {"type": "portmap", "capabilities": {"portMappings": true}}]}
	JSON
}

# Where the guest is not a machine, its root may not raise an OOM score, and has no controller for pods.
config() {
	cat <<-TOML
	version = 2
	$top
	[plugins."io.containerd.grpc.v1.cri"]
	sandbox_image = "localhost/pause:1"
	restrict_oom_score_adj = true
	disable_cgroup = true
	$cri
	[plugins."io.containerd.grpc.v1.cri".cni]
	bin_dir = "$bind"
	$cni
	$end
	TOML
}

# The sound node, of which a row changes one thing. The variables are parts of config.toml.
sound_node() {
	top='' cri='' cni='' end='' after=() restored=''
	rm -rf /etc/containerd /etc/cni /opt/cni /srv/cni $unit_d/row.conf
	mkdir -p /etc/containerd $netd $bind /srv/cni
	ln -t $bind /scenario/plugins/*
	network > $netd/10-pods.conflist
}

# lay COMMAND…: the node of a row.
lay() {
	sound_node
	"$@"
	[ -e /etc/containerd/config.toml ] || config > /etc/containerd/config.toml
}

before() {
	rm -f /etc/cni/net.d/*
	mkdir /scenario/plugins $unit_d
	cp /usr/lib/cni/{bridge,host-local,portmap,loopback} /scenario/plugins/
	lay_image
	settings oracle <<< $'[CNI]\nInvalid=block'
	systemctl enable containerd.service
	lay boot_1
}

# --- what a row changes: the parts of config.toml, the unit, what is done once containerd runs ---

at_top() { top=$1; }
in_cri() { cri=$1; }
at_end() { end=$1; }
whole() { printf '%s\n' "$1" > /etc/containerd/config.toml; }
live() { after=("$@"); }

service() {
	printf '[Service]\n%s\n' "$1" > $unit_d/row.conf
}

net() { cat > "$netd/$1"; }
cut_off() { network | head -c 100 > "${1:-$netd/10-pods.conflist}"; }

# Two directories, one of them with the fault; the rows differ in why containerd looks into /srv/cni.
elsewhere_sound() {
	network > /srv/cni/10-pods.conflist
	cut_off
}
elsewhere_broken() { cut_off /srv/cni/10-pods.conflist; }

# All of the CRI's section, for containerd does not merge the two.
import() { # WHAT PATTERN
	"elsewhere_$1"
	mkdir /etc/containerd/conf.d
	cni='conf_dir = "/srv/cni"' config > /etc/containerd/conf.d/cni.toml
	top="imports = [\"$2\"]"
}

directory_of() { # WHAT LINE
	"elsewhere_$1"
	cni=$2
}

# What containerd has there is seen in its mounts alone: no command of the report puts that right.
bound() {
	"elsewhere_$1"
	service "BindPaths=/srv/cni:$netd"
	restored=yes
}

started_by_script() {
	"elsewhere_$1"
	cni='conf_dir = "/srv/cni"' config > /etc/containerd/other.toml
	printf '#!/bin/sh\nexec /usr/bin/containerd --config /etc/containerd/other.toml\n' > /etc/containerd/start
	chmod 755 /etc/containerd/start
	service $'ExecStart=\nExecStart=/etc/containerd/start'
}

plugin() { # NAME HOW
	case $2 in
	missing) rm "$bind/$1" ;;
	empty) rm "$bind/$1"; install -m 755 /dev/null "$bind/$1" ;;
	plain) rm "$bind/$1"; install -m 644 "/scenario/plugins/$1" $bind ;;
	esac
}

# No plugin is where containerd looks when nothing is said.
relative_plugins() {
	mv $bind /srv/bin
	mkdir $bind
	bind=srv/bin config > /etc/containerd/config.toml
}

own_file() {
	mkdir $netd/pods
	: > $netd/pods/10-b.conf
}
own_fifo() { mkdir $netd/pods && mkfifo $netd/pods/10-b.conf; }
own_text() { echo x > $netd/pods; }

nothing() { rm $netd/*; }
no_directory() { rm -r $netd; }
only_names() {
	mv $netd/10-pods.conflist $netd/10-pods.conflist.bak
	mkdir $netd/pods.d
	network > $netd/pods.d/10-pods.conflist
}
moved_in() {
	network > /etc/cni/10-pods.conflist
	rm $netd/*
	live mv /etc/cni/10-pods.conflist $netd/
}
moved_over() {
	: > /etc/cni/10-pods.conflist
	live mv /etc/cni/10-pods.conflist $netd/
}
directory_again() {
	rm -r $netd
	mkdir $netd
	network > $netd/10-pods.conflist
}
break_config() { echo 'x = [' >> /etc/containerd/config.toml; }

all_networks() {
	cut_off $netd/20-pods.conflist
	cni='max_conf_num = 0'
}

handler='[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.other]
runtime_type = "io.containerd.runc.v2"
cni_conf_dir = "/srv/cni"'

handler_of_its_own() {
	cut_off /srv/cni/10-pods.conflist
	end=$'[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\nruntime_type = "io.containerd.runc.v2"\n'$handler
}

mirrors='[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "/etc/containerd/certs.d"
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."registry.example"]
endpoint = ["https://mirror.example"]'
containerd_section='[plugins."io.containerd.grpc.v1.cri".containerd]'

boot_1() { in_cri 'stream_idle_timeout = "never"'; }
boot_2() { at_top 'oom_score = "high"'; }
boot_3() { bound sound; }

# --- a row ---

runtime_up() { systemctl is-active --quiet containerd.service; }

ask_node() { cri node "pod$RANDOM"; }

# The oracle, 0 for fit and 1 for unfit, and the words of the runtime.
ask_oracle() {
	if runtime_up; then
		said=$(ask_node 2>&1 | head -n 1 | sed -E 's/[0-9a-f]{64}/ID/' | cut -c 1-160)
	else
		said="failed: $(systemctl show -P SubState -P Result containerd.service | paste -sd ' ')"
	fi
	case $said in
	'address '* | 'absent: '*) wanted=0 ;;
	*) wanted=1 ;;
	esac
}

# What the files alone say: no socket is there.
read_files() {
	mkdir -p /run/containerd # not there where it has never started
	unshare --mount /bin/sh -c "mount -t tmpfs none /run/containerd && exec $program check cni-config cni-plugins" \
		> /scenario/reading 2>&1
	reading=$?
}

restart_runtime() {
	systemctl daemon-reload
	systemctl reset-failed containerd.service
	systemctl restart containerd.service
}

# The runtime starts while the gate looks.
start_all() {
	systemctl stop kubelet.service containerd.service
	systemctl daemon-reload
	systemctl reset-failed
	systemctl start --no-block containerd.service
	if [ ${#after[@]} -gt 0 ]; then
		wait_until 30 runtime_up
		"${after[@]}"
	fi
	systemctl start kubelet.service
}

gate_status() { systemctl show -P ExecMainStatus $unit; }

# A line of the table: what it is, what the reading, the gate and the runtime say.
tell() { printf '%s\t%s\t%s\t%s\n' "$@" >> $table; }

judge() {
	local gate
	gate=$(gate_status)
	read_files
	ask_oracle
	is "$1: the gate says what the runtime does ($said)" "$wanted" "$gate"
	[[ $reading =~ ^[01]$ ]] || not_ok "$1: the files alone are read" "$(cat /scenario/reading)"
	[ "$wanted" = "$gate" ] || note "$(cat $report; systemctl status $unit containerd.service)"
	tell "$1" "$reading" "$gate" "$said"
	if [ "$wanted" = 0 ]; then
		soon 20 "$1: kubelet runs" kubelet_active
	else
		refused "$1: kubelet is held back" kubelet_active
		fix "$1"
	fi
}

row() { # WHAT COMMAND…
	lay "${@:2}"
	start_all
	judge "$1"
}

safe_remedy() {
	python3 -c 'import json, sys
for finding in json.load(sys.stdin)["findings"]:
    if finding["verdict"] == "fail" and finding["remedy_kind"] == "safe":
        print(finding["remedy"])' < $report
}

# The command of the report where there is one that is safe to run, else the sound node again.
fix() {
	local command=
	[ -n "$restored" ] || command=$(safe_remedy)
	if [ -n "$command" ]; then
		check "$1: the remedy is executed: $command" bash -c "$command"
	else
		lay true
		restart_runtime
	fi
	soon 30 "$1: after the fix kubelet starts by itself" kubelet_active
	# Where the file is out of the way, it is the turn of the CNI's DaemonSet.
	if [[ $command == mv\ *.conflist\ * ]]; then
		lay true
		restart_runtime
	fi
	says "$1: after the fix a pod gets an address" "address 10.244.7." ask_node
}

# What the CNI's installer writes again at each start of its pod, which has been on this node.
healing_row() { # WHAT COMMAND…
	lay calico "${@:2}"
	start_all
	ask_oracle
	is "$1: the gate lets the installer start ($said)" "0 1" "$(gate_status) $wanted"
	check "$1: and says what heals" report_has '"cause": "cni-installer-heals"'
	tell "$1" - "$(gate_status)" "$said"
	soon 20 "$1: kubelet runs" kubelet_active
	install_calico
	soon 10 "$1: the runtime takes what is written" runtime_ready
	says "$1: when it is written a pod gets an address" "address 10.244.7." ask_node
}

# The installer: plugins are renamed into place, the conflist is written where it is.
install_calico() {
	local name
	for name in bridge portmap; do cp /scenario/plugins/$name $bind/$name.new; done
	mv $bind/bridge.new $bind/calico
	mv $bind/portmap.new $bind/portmap
	network | sed 's/"type": "bridge"/"type": "calico"/' > $netd/10-calico.conflist
}

calico() {
	rm $netd/*
	install_calico
	"$@"
}

healing_rows() {
	left_by kube-system/calico-node-x7x2p 3f1c5a52-8d0e-4b7b-9a55-0c2f6e1d7a10 upgrade-ipam install-cni calico-node
	healing_row 'its installer heals: a conflist of no bytes' net 10-calico.conflist < /dev/null
	healing_row 'its installer heals: a plugin is missing' plugin calico missing
	healing_row 'its installer heals: a plugin of no bytes' plugin portmap empty
}

restarts() {
	row 'a sound node' true
	# A value that has nothing to do with CNI.
	row 'a log level that is none' at_end $'[debug]\nlevel = "loudest"'
	row 'version = 3' whole "$(top='' cri='' cni='' end=''; config | sed 's/^version = 2/version = 3/')"
	row 'a number that is a word' in_cri 'max_concurrent_downloads = "three"'
	row 'mirrors beside config_path' at_end "$mirrors"
	row 'a snapshotter that is none' at_end "$containerd_section"$'\nsnapshotter = "none-such"'
	row 'a default runtime that is none' at_end "$containerd_section"$'\ndefault_runtime_name = "none-such"'
	row 'the CRI is disabled' at_top 'disabled_plugins = ["io.containerd.grpc.v1.cri"]'
	row 'a snapshotter that the CRI needs is disabled' at_top 'disabled_plugins = ["io.containerd.snapshotter.v1.overlayfs"]'
	row 'config.toml is no TOML' whole 'version = ['
	# Where it looks.
	row 'conf_dir elsewhere, sound there' directory_of sound 'conf_dir = "/srv/cni"'
	row 'conf_dir elsewhere, broken there' directory_of broken 'conf_dir = "/srv/cni"'
	row 'CONF_DIR elsewhere, sound there' directory_of sound 'CONF_DIR = "/srv/cni"'
	row 'CONF_DIR elsewhere, broken there' directory_of broken 'CONF_DIR = "/srv/cni"'
	row 'a relative conf_dir, sound there' directory_of sound 'conf_dir = "srv/cni"'
	row 'a relative conf_dir, broken there' directory_of broken 'conf_dir = "srv/cni"'
	row 'a relative bin_dir' relative_plugins
	row 'a drop-in, sound there' import sound '/etc/containerd/conf.d/*.toml'
	row 'a drop-in, broken there' import broken '/etc/containerd/conf.d/*.toml'
	row 'a relative drop-in, sound there' import sound 'conf.d/*.toml'
	row 'another directory is mounted for the service, broken' bound broken
	row 'a script starts it, sound there' started_by_script sound
	row 'a script starts it, broken there' started_by_script broken
	row 'the directory of another runtime handler is broken' handler_of_its_own
	row 'a table of runtimes without the default one' at_end "$handler"
	# What it makes of the files there.
	row 'a conflist that is cut off' cut_off
	row 'a conflist of no bytes' net 10-pods.conflist < /dev/null
	row 'an empty file that sorts first' net 05-empty.conflist < /dev/null
	row 'a list without a name' net 10-pods.conflist < <(network | sed 's/"name": "pods", //')
	row 'a name with a blank' net 10-pods.conflist < <(network | sed 's/"pods"/"my pods"/')
	row 'a version of two numbers' net 10-pods.conflist < <(network | sed 's/0\.4\.0/0.4/')
	row 'a link to nothing sorts first' ln -s /none-such $netd/05-link.conflist
	row 'cniVersions with garbage' net 10-pods.conflist < <(network '"cniVersions": ["v1"],')
	row 'cniVersions that is a string' net 10-pods.conflist < <(network '"cniVersions": "1.0.0",')
	row 'an empty file of plugins of its own' own_file
	row 'a FIFO among its own plugins' own_fifo
	row 'a file where its own plugins would be' own_text
	row 'two networks are loaded, and the second is cut off' all_networks
	row 'no file yet' nothing
	row 'no directory yet' no_directory
	row 'no file of such a name' only_names
	# The plugins.
	row 'a plugin is missing' plugin bridge missing
	row 'a plugin of no bytes' plugin portmap empty
	row 'a plugin that is not executable' plugin portmap plain
	row 'the plugin of addresses is missing' plugin host-local missing
	row 'loopback is missing' plugin loopback missing
	# While it runs.
	row 'an empty file appears beside the loaded network' live touch $netd/05-empty.conflist
	row 'an empty file is moved over the loaded network' moved_over
	row 'a sound file is moved in, and is not seen' moved_in
	row 'the directory is made again' live directory_again
	row 'config.toml is broken since' live break_config
}

# The rows where the reading alone is wrong are enough to say that the question is what is right.
count_rows() {
	local wrong held_back
	wrong=$(awk -F '\t' '$2 != "-" && $2 != $3' $table | wc -l)
	held_back=$(awk -F '\t' '$2 == 1 && $3 == 0' $table | wc -l)
	note "$(printf 'files\tgate\twhat\tthe runtime\n'; awk -F '\t' -v OFS='\t' '{ print $2, $3, $1, $4 }' $table)"
	check "there are at least $ROWS_LEAST rows" test "$(wc -l < $table)" -ge $ROWS_LEAST
	check "in at least $WRONG_LEAST rows the reading alone is wrong ($wrong)" test "$wrong" -ge $WRONG_LEAST
	check "in at least $HELD_BACK_LEAST of them it holds back a fit node ($held_back)" \
		test "$held_back" -ge $HELD_BACK_LEAST
}

phase_1() {
	soon 120 "the sandbox image is imported" ctr -n k8s.io images import /scenario/pause.tar
	booted
	judge 'boot: a duration that is none'
	lay boot_2
}

phase_2() {
	booted
	judge 'boot: an OOM score that is a word'
	lay boot_3
}

phase_3() {
	booted
	judge 'boot: another directory is mounted for the service, sound'
	printf '[Service]\nRestartSec=1\n' > $unit_d/quick.conf
	restarts
	healing_rows
	count_rows
}
