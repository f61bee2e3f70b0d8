# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A container runtime that hangs in its start for as long as it is let: the gate ends at its own limit and says
# what it has waited for, and the reading of the files decides. Once the runtime is repaired its own answer counts.

hang=/etc/systemd/system/containerd.service.d/hang.conf
conflist=/etc/cni/net.d/10-calico.conflist
readonly WAIT_S=60 WAIT_MOST_S=75 # of the gate for the runtime; and with all that it looks at besides

before() {
	settings hang <<< $'[CNI]\nInvalid=block'
	systemctl enable containerd.service
	lay_hang
}

lay_hang() {
	drop_in containerd.service < /dev/null
	cat > $hang <<-'DROPIN'
	[Service]
	ExecStart=
	ExecStart=/bin/sleep infinity
	TimeoutStartSec=infinity
	DROPIN
}

repair_runtime() {
	rm $hang
	systemctl daemon-reload
	check "$1: the runtime is repaired and starts" systemctl restart containerd.service
}

gate_ended() { [ "$(systemctl show -P ExecMainExitTimestampMonotonic $unit)" -gt 0 ]; }

# In tenths of a second.
gate_took() {
	local begin end
	begin=$(systemctl show -P ExecMainStartTimestampMonotonic $unit)
	end=$(systemctl show -P ExecMainExitTimestampMonotonic $unit)
	echo $(((end - begin) / 100000))
}

# It says what it has waited for, and how long.
gave_up() {
	local took
	soon 150 "$1: the gate ends while the runtime hangs" gate_ended
	took=$(gate_took)
	is "$1: the runtime is still starting" activating "$(systemctl is-active containerd.service)"
	# A question is not begun in the last second, which would leave it no time for its answer.
	check "$1: it has waited $WAIT_S s but for the last ($took tenths of a second)" \
		test "$took" -ge $(((WAIT_S - 1) * 10 - 5))
	check "$1: and not much longer" test "$took" -le $((WAIT_MOST_S * 10))
	says "$1: the journal has how long, and for what" "s of waiting for containerd.service; only its files were read" \
		gate_lines
	check "$1: the report has the cause" report_has '"cause": "runtime-not-answering"'
	check "$1: and the time" grep -qE '"waited_ms": *(5[89]|6[0-9])[0-9]{3}' $report
}

phase_1() {
	gave_up fit
	is "fit: the gate is active" active "$(systemctl is-active $unit)"
	soon 20 "fit: kubelet is started" kubelet_active
	repair_runtime fit
	boot_complete running
	is "fit: kubelet was executed once" 1 "$(kubelet_runs)"

	# Only containerd sees the sound file, and does not say so: as far as can be read the node is unfit.
	mkdir /srv/cni
	mv $conflist /srv/cni/
	head -c 100 /srv/cni/10-calico.conflist > $conflist
	lay_hang
	printf '[Service]\nBindPaths=/srv/cni:/etc/cni/net.d\n' > ${hang%/*}/bind.conf
}

phase_2() {
	gave_up unfit
	unit_failed
	says "unfit: the status has the file" $conflist systemctl status $unit
	held_back
	repair_runtime unfit
	soon 15 "unfit: kubelet starts by itself, for the runtime is ready" kubelet_active
	boot_complete running
	systemctl stop containerd.service
	rm ${hang%/*}/bind.conf
	lay_hang
}

# The file is broken for the runtime as well.
phase_3() {
	gave_up broken
	unit_failed
	held_back
	repair_runtime broken
	never 10 "broken: kubelet does not start, for the runtime rejects the file" kubelet_executed
	cp /srv/cni/10-calico.conflist $conflist
	soon 30 "broken: kubelet starts by itself when the file was repaired" kubelet_active
}
