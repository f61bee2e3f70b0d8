# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A gate, or its barrier, that is masked: journalctl -u kubelet says so, with the command that unmasks it.
# A unit that is merely linked is no mask. The node itself is fit.

gate_word=systemd.mask=kubelet-preflight.service
# Where a Raspberry Pi keeps its kernel command line: of the places of it the one without a boot loader.
cmdline_file=/boot/firmware/cmdline.txt
elsewhere=/opt/kubelet-preflight

before() {
	systemctl mask $unit
	mkdir -p ${cmdline_file%/*}
	echo "quiet $gate_word" > $cmdline_file
	# 252 mounts a new /proc for its sandbox, which has the command line of the host of these namespaces.
	drop_in $masked <<-'DROPIN'
	[Service]
	BindReadOnlyPaths=/proc/cmdline
	DROPIN
}

# entries UNIT: what it says under that unit's name in this boot, an entry a line.
entries() { journalctl -b -u "$1" --output=cat PREFLIGHT_CAUSE=gate-masked 2> /dev/null; }

printed_command() {
	journalctl -b -u kubelet --output=cat --output-fields=PREFLIGHT_REMEDY PREFLIGHT_CAUSE=gate-masked |
		tail -n 1
}

has_entry() { [ -n "$(entries kubelet)" ]; }

# spoken WHAT TEXT…: the boot is over, and the texts stand in what it says, whoever's journal is read.
spoken() {
	local what=$1 text name
	shift
	booted
	soon 10 "$what: it says so" has_entry
	for name in kubelet kubelet-preflight $masked; do
		for text in "$@"; do says "$what: journalctl -u $name says: $text" "$text" entries $name; done
	done
	is "$what: $masked did not fail" success "$(systemctl show -P Result $masked)"
	refused "$what: the gate is not active" systemctl is-active $unit
}

# run_printed WHAT WANTED: the command is the wanted one, and does what it promises.
run_printed() {
	is "$1: the command" "$2" "$(printed_command)"
	check "$1: the command succeeds" bash -c "$(printed_command)"
	soon 30 "$1, unmasked: kubelet runs" kubelet_active
}

silence() {
	boot_complete running
	soon 60 "$1: kubelet runs" kubelet_active
	is "$1: the gate is active" active "$(systemctl is-active $unit)"
	is "$1: nothing is said" "" "$(entries kubelet)$(entries $masked)"
}

phase_1() {
	spoken mask "the gate never runs, and kubelet.service does not start: $unit is masked by /etc/systemd/system/$unit"
	held_back
	run_printed mask "systemctl unmask $unit && systemctl start kubelet.service"
	is "mask, unmasked: the gate is active" active "$(systemctl is-active $unit)"

	systemctl stop kubelet.service
	systemctl mask --runtime $unit
	refused "mask --runtime: a start of kubelet is refused" systemctl start kubelet.service
	check "mask --runtime: it can be asked" systemctl start $masked
	says "mask --runtime: it says so" "$unit is masked by /run/systemd/system/$unit" entries kubelet
	run_printed "mask --runtime" "systemctl unmask --runtime $unit && systemctl start kubelet.service"

	next_boot="$(cat $cmdline_file)"
}

# On the command line is what the file has.
phase_2() {
	spoken command-line "the gate never runs, and kubelet.service does not start: $unit is masked by $gate_word on the kernel command line"
	held_back
	is "command-line: the command opens the file at its line" \
		"vi +1 $cmdline_file" "$(printed_command)"
	rm $cmdline_file
	next_boot=systemd.mask=${unit%.service}
}

# Where nobody knows the place of the command line.
phase_3() {
	spoken "no command" "$unit is masked by ${gate_word%.service} on the kernel command line" \
		"; remove that parameter and reboot"
	held_back
	is "no command: none is printed" "" "$(printed_command)"
	next_boot=quiet

	drop_in kubelet.service <<-'DROPIN'
	[Unit]
	After=multi-user.target
	DROPIN
}

phase_4() {
	silence unmasked
	# systemd breaks a cycle by leaving out a start: kubelet's on 257.
	refused "unmasked: nor was the start of $masked left out, with a kubelet after multi-user.target" \
		test 0 = "$(systemctl show -P ConditionTimestampMonotonic $masked)"
	drop_in_remove kubelet.service
	systemctl mask $barrier
	next_boot=quiet
}

# At boot, where multi-user.target wants kubelet, systemd 252 starts it although the barrier that it requires
# is masked (systemd issues 11338, 16909).
phase_5() {
	local text="$barrier is masked by /etc/systemd/system/$barrier"
	if [ "$(systemd_version)" -lt 257 ]; then
		spoken barrier "the gate never runs, but kubelet.service is running: $text"
		run_printed barrier "systemctl unmask $barrier"
	else
		spoken barrier "the gate never runs, and kubelet.service does not start: $text"
		held_back
		run_printed barrier "systemctl unmask $barrier && systemctl start kubelet.service"
	fi
	systemctl daemon-reload

	mkdir -p $elsewhere
	mv /usr/lib/systemd/system/{$unit,$barrier} $elsewhere/
	systemctl link $elsewhere/{$unit,$barrier}
	next_boot=quiet
}

phase_6() {
	silence linked
	is "linked: the unit is a link" $elsewhere/$unit "$(readlink /etc/systemd/system/$unit)"
	is "linked: it did look" yes "$(systemctl show -P ConditionResult $masked)"
	is "linked: and ended well" success,0 \
		"$(systemctl show -P Result -P ExecMainStatus $masked | paste -sd,)"
}
