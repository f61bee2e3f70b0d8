# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The Debian package on a node whose kubelet runs: installed, enabled, upgraded, removed and purged.
# Nothing is enabled by itself, no kubelet is stopped, nothing is left that would hold one back.

packages=/scenario/packages
catalog=/usr/lib/systemd/catalog/kubelet-preflight.catalog
# A CNI configuration that an earlier release moved away.
kept=/var/lib/kubelet-preflight/quarantine/kept
dpkg_said=/scenario/dpkg

# What is there without a package goes.
before() {
	systemctl disable $unit
	while IFS= read -r file; do rm "/$file"; done < /scenario/tree
	find /usr -xdev -depth -type d -path '*kubelet-preflight*' -empty -delete
	# The package is tried as it is shipped, with nothing of the harness beside its files.
	rm -rf /usr/lib/systemd/system/kubelet-preflight*.service.d
	rm -f /var/lib/man-db/auto-update
	echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/scenario
}

# --- acting ---

package_file() { echo $packages/kubelet-preflight_*"$1"_*.deb; }

# run_dpkg WHAT ARGUMENT…: it succeeds, and a kubelet that runs goes on as the same process.
run_dpkg() {
	local what=$1 kubelet
	shift
	kubelet=$(kubelet_state)
	dpkg "$@" > $dpkg_said 2>&1 < /dev/null
	is "$what: dpkg succeeds" 0 $?
	sed 's/^/	/' $dpkg_said
	is "$what: kubelet is as it was" "$kubelet" "$(kubelet_state)"
}

# kubelet_restarts WHAT: and the new one has said so, after a moment.
kubelet_restarts() {
	local runs
	runs=$(kubelet_runs)
	check "$1: kubelet can be restarted" systemctl restart kubelet.service
	soon 30 "$1: and runs" kubelet_ran_more_than "$runs"
}

kubelet_ran_more_than() { [ "$(kubelet_runs)" -gt "$1" ]; }

kubelet_state() {
	systemctl show kubelet.service -P ActiveState -P MainPID -P NRestarts | tr '\n' ' '
	kubelet_runs
}

# --- looking ---

# What of ours is below the directories; a unit's name and all that is called after it.
ours() { find "$@" -xdev -name '*kubelet-preflight*' 2> /dev/null | sort; }

links() { ours /etc/systemd /run/systemd/system; }

our_units() { systemctl list-units --all --plain --no-legend --full 'kubelet-preflight*'; }

# The witness of the scenarios names the gate, so that its name stays.
units_gone() { our_units | awk '!($2 == "not-found" && $3 == "inactive") { print; left = 1 } END { exit left }'; }

# The gate itself is "indirect": its [Install] names the barrier only.
enabled() { systemctl is-enabled $barrier $masked $installer kubelet-preflight-good-boot.service | tr '\n' ' '; }

nothing_enabled() {
	is "$1: nothing is enabled" "disabled disabled disabled disabled " "$(enabled)"
	is "$1: there is no link" "" "$(links)"
	is "$1: no unit of ours is active" "" "$(our_units | awk '$3 != "inactive"')"
	refused "$1: kubelet requires nothing of ours" requires_ours
}

requires_ours() { systemctl show -P Requires kubelet.service | grep -q kubelet-preflight; }

catalog_has() { journalctl --list-catalog | grep -q "^$(sed -n 's/^-- //p;/^-- /q' /scenario/catalog)"; }

# Every file of the package but what dpkg leaves out of this guest.
files_there() {
	local file status=0
	while IFS= read -r file; do
		case $file in /usr/share/doc*) continue ;; esac
		[ -e "$file" ] || { echo "$file"; status=1; }
	done < <(dpkg -L kubelet-preflight)
	return $status
}

# gone WHAT: as a node on which the package never was, but for what the argument says is kept.
gone() {
	soon 30 "$1: the units are gone" units_gone
	is "$1: there is no link" "" "$(links)"
	refused "$1: kubelet requires nothing of ours" requires_ours
	refused "$1: the catalog is gone" catalog_has
	is "$1: no unit is counted as failed" "" "$(systemctl --failed --plain --no-legend)"
}

left() { ours /etc /usr /var/lib/systemd /run/systemd/system /run/kubelet-preflight /boot; find /var/lib/kubelet-preflight -type f 2> /dev/null | sort; }

# --- the boots ---

# No package, then one that is not enabled.
phase_1() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	is "nothing of ours is there" "" "$(left)"
	run_dpkg "install" -i "$(package_file 0)"
	cp $catalog /scenario/catalog
	check "install: the files are there" files_there
	nothing_enabled "install"
	is "install: the gate did not run" 0 "$(gate_runs)"
	check "install: the catalog is in journalctl's" catalog_has
	is "install: its directory exists, and is root's" "700 root" "$(stat -c '%a %U' ${kept%/*/*})"
	check "install: check runs" $program check
	check "it is enabled" systemctl enable $unit
	is "the barrier is enabled, and what Also= names" "enabled enabled enabled disabled " "$(enabled)"
	check "kubelet requires the barrier" requires_ours
	check "kubelet runs still" kubelet_active
	links > /scenario/links
}

# Enabled and fit.
phase_2() {
	boot_complete running
	soon 60 "kubelet runs after the gate" kubelet_active
	is "the gate is active" active "$(systemctl is-active $unit)"
	[ -e $persisted ] || echo vxlan > $persisted # where vxlan is built in, nothing is persisted
	cni_break
}

# Enabled and unfit: held back, upgraded, mended, upgraded.
phase_3() {
	local waits
	boot_complete degraded
	held_back
	unit_failed
	says "the status has the command" "mv --backup=numbered -T $broken " systemctl status $unit
	soon 30 "recovery waits" systemctl is-active $recovery
	waits=$(systemctl show -P MainPID $recovery)
	run_dpkg "upgrade while held back" -i "$(package_file +1)"
	soon 30 "recovery waits" systemctl is-active $recovery
	refused "recovery is of the new package" test "$waits" = "$(systemctl show -P MainPID $recovery)"
	held_back
	cni_mend
	soon 90 "kubelet starts by itself once mended" kubelet_active
	is "the gate is active" active "$(systemctl is-active $unit)"
	upgraded_while_running
}

upgraded_while_running() {
	local runs
	runs=$(gate_runs)
	systemctl disable $masked $installer # as a package that did not have them left it
	run_dpkg "upgrade" -i "$(package_file +2)"
	is "upgrade: the gate and the barrier are active" "active active " \
		"$(systemctl is-active $unit $barrier | tr '\n' ' ')"
	is "upgrade: the gate did not run again" "$runs" "$(gate_runs)"
	is "upgrade: what was enabled is" "enabled enabled enabled disabled " "$(enabled)"
	is "upgrade: the links are the same" "$(cat /scenario/links)" "$(links)"
	is "upgrade: systemd has read the new units" no "$(systemctl show -P NeedDaemonReload $unit)"
	kubelet_restarts "upgrade"
}

# The upgraded one gates; then it goes, with settings and a file that an earlier release moved away.
phase_4() {
	boot_complete running
	soon 60 "kubelet runs after the gate" kubelet_active
	is "the gate is active" active "$(systemctl is-active $unit)"
	mkdir -p ${kept%/*}
	echo precious > $kept
	mkdir -p /etc/kubelet-preflight.conf.d
	echo '[Kernel]' | tee /etc/kubelet-preflight.conf > /etc/kubelet-preflight.conf.d/own.conf
	check "a unit requires the barrier by another link" systemctl add-requires witness.service $barrier
	run_dpkg "remove" -r kubelet-preflight
	gone "remove"
	is "remove: settings, that file and the record of the last fit gate stay" "$(printf '%s\n' \
		/etc/kernel/postinst.d/zzz-kubelet-preflight /etc/kubelet-preflight.conf \
		/etc/kubelet-preflight.conf.d $persisted ${kept%/*/*}/last-fit.json $kept)" "$(left | grep -v /var/lib/systemd)"
	kubelet_restarts "remove"
	run_dpkg "purge" -P kubelet-preflight
	is "purge: that file alone stays" $kept "$(left)"
	is "purge: it is whole" precious "$(cat $kept)"
	says "purge: it is said" "files in ${kept%/*}" cat $dpkg_said
}

# Without it; then again, enabled before a boot that is unfit.
phase_5() {
	boot_complete running
	soon 60 "kubelet runs without a gate" kubelet_active
	is "the gate did not run" 0 "$(gate_runs)"
	run_dpkg "install again" -i "$(package_file 0)"
	nothing_enabled "install again"
	check "it is enabled" systemctl enable $unit
	cni_break
}

# Removed while it holds kubelet back.
phase_6() {
	boot_complete degraded
	held_back
	soon 30 "recovery waits" systemctl is-active $recovery
	run_dpkg "remove while held back" -r kubelet-preflight
	says "remove while held back: the command is named" "systemctl start kubelet.service" cat $dpkg_said
	gone "remove while held back"
	held_back
	check "remove while held back: kubelet starts when it is asked for" systemctl start kubelet.service
	soon 30 "kubelet runs" kubelet_active
	run_dpkg "install after remove" -i "$(package_file 0)"
	nothing_enabled "install after remove"
	check "it is enabled" systemctl enable $unit
	rm $kept
	run_dpkg "purge while enabled" -P kubelet-preflight
	gone "purge while enabled"
	is "purge while enabled: nothing is left" "" "$(left; ours /var/lib)"
}

# The node that the gate would hold back has no gate.
phase_7() {
	boot_complete running
	soon 60 "kubelet runs without a gate" kubelet_active
}
