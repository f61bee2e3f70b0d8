# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The service that watches the tunnel of the pod network: what it is told, and what it says.

overlay=kubelet-preflight-overlay.service

setting() { printf '[Overlay]\nTimeout=3s\n%s\n' "$*" > /etc/kubelet-preflight.conf.d/overlay.conf; }
status_text() { systemctl show -P StatusText $overlay; }
status_begins() { [[ $(status_text) == "$1"* ]]; }

# again WHAT CAUSE: the service anew says the cause.
again() {
	systemctl restart $overlay
	soon 30 "$1: $2" status_begins "Broken: $2: "
	says "$1: systemctl status shows it" "$2" systemctl status $overlay
	check "$1: the journal of kubelet has it, by its cause" \
		journalctl -b -u kubelet "PREFLIGHT_CAUSE=$2" -o cat --grep "^Broken: $2: "
}

# The command that the status line ends with.
told_command() { sed -n 's/.*[;,] run: //p' <<< "$(status_text)"; }
