# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# An unfit node in report mode: kubelet runs, and all that speaks says unfit. Whatever becomes of the look,
# kubelet runs and the journal says what happened. Set to enforce it is held back at the next boot, set to
# report again it is let go; the kernel command line wins over the settings.

before() {
	cni_break
	lay_metrics
	lay_end_look
	mode report
	# 252 mounts a new /proc for its sandbox, which has the command line of the host of these namespaces.
	mkdir -p /usr/lib/systemd/system/$unit.d
	printf '[Service]\nBindReadOnlyPaths=/proc/cmdline\n' > /usr/lib/systemd/system/$unit.d/20-cmdline.conf
}

mode() { settings mode <<< "[Gate]
Mode=$1"; }

verdict_entry() {
	journalctl -b -u kubelet --output=cat --output-fields="$1" PREFLIGHT_VERDICT=unfit PREFLIGHT_MODE="$2" |
		tail -n 1
}

# runs_unfit WHAT: kubelet runs, and the four places say that the node is unfit.
runs_unfit() {
	soon 60 "$1: kubelet runs" kubelet_active
	is "$1: the gate is active" active "$(systemctl is-active $unit)"
	says "$1: systemctl status says unfit" \
		"Unfit (report mode, kubelet starts): cni-config-invalid: $broken" systemctl status $unit
	says "$1: journalctl -u kubelet says unfit" "Unfit (report mode, kubelet starts): cni-config-invalid" \
		verdict_entry MESSAGE report
	check "$1: the report says unfit" report_has '"verdict": "unfit"'
	check "$1: the report has the mode" report_has '"mode": "report", "held_back": false, "released": null'
	check "$1: the metrics say unfit" grep -q '^kubelet_preflight_verdict{verdict="unfit",.*} 1$' $metrics
	check "$1: the metrics have the mode" grep -qxF 'kubelet_preflight_mode{mode="report"} 1' $metrics
	refused "$1: nothing is noted as held back" test -e /run/kubelet-preflight/held-back
	soon 30 "$1: recovery is over, or was not needed" recovery_over
}

# ended HOW WORDS [LINE]: the look ends so, in the unit with that line.
ended() {
	local runs
	end_look "$1" "${3:-}"
	check "$1: kubelet is stopped" systemctl stop kubelet
	soon 30 "$1: the gate is dropped" gate_inactive
	runs=$(kubelet_runs)
	since=$(date +%s.%N)
	check "$1: kubelet starts" systemctl start kubelet
	soon 30 "$1: and is executed" more_runs "$runs"
	is "$1: the gate is active" active "$(systemctl is-active $unit)"
	says "$1: the journal says what happened" "report mode: $2" since_then
	says "$1: and that kubelet starts" "; kubelet starts unchecked" since_then
	refused "$1: no report of an earlier gate is left" test -e $report
}

since_then() { journalctl --since="@$since" -u $unit --output=cat; }

ended_by_kernel() {
	journalctl --since="@$since" --output=cat UNIT=$unit |
		grep -qF "A process of this unit has been killed by the OOM killer"
}

gate_inactive() { [ "$(systemctl is-active $unit)" = inactive ]; }

recovery_over() { [ "$(systemctl is-active $recovery)" = inactive ]; }

more_runs() { [ "$(kubelet_runs)" -gt "$1" ]; }

phase_1() {
	boot_complete running
	runs_unfit settings
	says "the log says that the boot counts as good" "this boot counts as a good one" journalctl -b -u $unit
	check "and it does" systemctl start kubelet-preflight-good-boot.service
	is "the kernel would end the look, not the gate" "-900 continue" \
		"$(systemctl show -P OOMScoreAdjust -P OOMPolicy $unit | sort | paste -sd' ')"

	ended kill "the check was ended by signal 9"
	ended crash "the check was ended by signal 11"
	ended status "the check ended with status 3"
	ended hang "the check ended with status 3"
	says "hang: the look says that it gave up" "gave up: the node did not answer" since_then
	# Where the guest has no such controller, tests/live/report-mode tries it.
	if grep -qw memory /sys/fs/cgroup/cgroup.controllers; then
		ended memory "the check was ended by signal 9" $'MemoryMax=64M\nMemorySwapMax=0'
		soon 10 "memory: it was the kernel" ended_by_kernel
	else
		note "  memory: not tried, the guest has no memory controller"
	fi
	drop_in_remove $unit
	systemctl daemon-reload

	settings quarantine <<< $'[CNI]\nInvalid=quarantine'
	systemctl stop kubelet
	soon 30 "quarantine: the gate is dropped" gate_inactive
	check "quarantine: kubelet starts" systemctl start kubelet
	check "quarantine: the file has its name" test -e $broken
	says "quarantine: it is said what would happen" "it would be renamed to $broken.quarantined" \
		journalctl -b -u kubelet
	rm /etc/kubelet-preflight.conf.d/quarantine.conf

	mode enforce
}

phase_2() {
	boot_complete degraded
	held_back
	unit_failed
	says "enforce: systemctl status says unfit" "Unfit: cni-config-invalid: $broken" systemctl status $unit
	check "enforce: the report" report_has '"mode": "enforce", "held_back": true, "released": null'
	check "enforce: the metrics" grep -qxF 'kubelet_preflight_mode{mode="enforce"} 1' $metrics
	is "enforce: what is held back is noted" kubelet.service "$(cat /run/kubelet-preflight/held-back)"
	never 10 "enforce: it stays held back" kubelet_executed
	mode report
	soon 60 "set to report: kubelet is let go" kubelet_active
	runs_unfit "set to report"

	mode enforce
	next_boot=kubelet_preflight=report
}

phase_3() {
	boot_complete running
	runs_unfit "kernel command line"
	settings bad <<< $'[Overlay]\nVNI=perhaps'
	systemctl stop kubelet
	soon 30 "bad settings: the gate is dropped" gate_inactive
	runs=$(kubelet_runs)
	check "bad settings: kubelet starts" systemctl start kubelet
	soon 30 "bad settings: and is executed" more_runs "$runs"
	refused "bad settings: the report does not say fit" report_has '"verdict": "fit"'
	says "bad settings: the journal names them" "VNI=perhaps" journalctl -b -u kubelet
}
