# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Nothing that is done to the gate touches a kubelet that runs; stopped and started, the kubelet
# passes the gate anew.

last_fit=/var/lib/kubelet-preflight/last-fit.json

before() {
	drop_in $unit <<-'DROPIN'
	[Service]
	ExecReload=
	ExecReload=/bin/false
	DROPIN
}

phase_1() {
	boot_complete running
	soon 60 "kubelet runs" kubelet_active
	pid=$(kubelet_pid)
	network=$(sed -n 's/^ *"network":"\(.*\)",$/\1/p' $last_fit)
	is "the record of the fit gate has the network" /etc/cni/net.d/10-calico.conflist "$network"
	is "the record is root's alone" "600 root" "$(stat -c '%a %U' $last_fit)"
	cni_break # so that a gate that ran again would fail

	refused "stop of the gate is refused" systemctl stop $unit
	lives "stop"
	refused "restart of the gate is refused" systemctl restart $unit
	lives "restart"
	refused "stop of the barrier is refused" systemctl stop $barrier
	lives "stop of the barrier"
	refused "restart of the barrier is refused" systemctl restart $barrier
	lives "restart of the barrier"
	refused "try-restart of the gate is refused" systemctl try-restart $unit
	lives "try-restart"
	refused "reload of the gate fails" systemctl reload $unit
	lives "a failing reload"
	check "start of the gate has nothing to do" systemctl start $unit
	lives "start"
	check "daemon-reload" systemctl daemon-reload
	lives "daemon-reload"
	is "the gate is active all along" active "$(systemctl is-active $unit)"
	is "the gate ran once" 1 "$(gate_runs)"

	kill -KILL "$pid"
	soon 60 "a kubelet that crashes on a node that became unfit comes back" kubelet_back
	is "the gate was not asked" 1 "$(gate_runs)"

	check "kubelet is stopped" systemctl stop kubelet
	soon 30 "the gate is dropped with kubelet" gate_inactive
	runs=$(kubelet_runs)
	says "kubelet does not start on an unfit node" "A dependency job for kubelet.service failed" \
		systemctl start kubelet
	says "the journal of kubelet: what has changed since the node was fit" "; since then: network file $network -> $broken" \
		journalctl -b -u kubelet
	check "the report has it" report_has "\"network file $network -> $broken\""
	never 8 "it stays off" more_runs
	cni_mend
	soon 60 "mended: the kubelet whose start was held back starts" more_runs
	soon 30 "kubelet runs" kubelet_active

	check "kubelet is stopped again" systemctl stop kubelet
	soon 30 "the gate is dropped again" gate_inactive
	runs=$(kubelet_runs)
	cni_break
	refused "kubelet is held back again" systemctl start kubelet
	cni_mend
	check "mended: a gate by hand is fit" $program gate
	soon 60 "the kubelet that was held back starts all the same" more_runs
}

lives() {
	is "kubelet lives after: $1" "$pid active" "$(kubelet_pid) $(systemctl is-active kubelet)"
}

kubelet_back() { kubelet_active && [ "$(kubelet_runs)" -eq 2 ]; }

gate_inactive() { [ "$(systemctl is-active $unit)" = inactive ]; }

more_runs() { [ "$(kubelet_runs)" -gt "$runs" ]; }
