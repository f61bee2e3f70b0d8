# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a scenario asserts with: each function prints one TAP line, and why it failed.

failures=0 # of this boot

ok() { echo "ok $*" >&3; }

note() { printf '%s\n' "$*" | sed 's/^/# /' >&3; }

# not_ok WHAT [DIAGNOSTIC]
not_ok() {
	echo "not ok $1" >&3
	failures=$((failures + 1))
	if [ -n "${2:-}" ]; then note "  $(head -c 2000 <<< "$2")"; fi
}

# check WHAT COMMAND…: the command succeeds.
check() {
	local what=$1 output status
	shift
	output=$("$@" 2>&1)
	status=$?
	if [ $status -eq 0 ]; then ok "$what"; else
		not_ok "$what" "$* exited with $status: $output"
	fi
}

# refused WHAT COMMAND…: the command fails.
refused() {
	local what=$1 output
	shift
	if output=$("$@" 2>&1); then not_ok "$what" "$* succeeded: $output"; else ok "$what"; fi
}

# is WHAT WANTED GOT
is() {
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "wanted: $2"$'\n'"  got: $3"; fi
}

# says WHAT TEXT COMMAND…: the output has the text in it, taken literally.
says() {
	local what=$1 text=$2 output
	shift 2
	output=$("$@" 2>&1)
	if [[ $output == *"$text"* ]]; then ok "$what"; else
		not_ok "$what" "wanted in it: $text"$'\n'"  got: $output"
	fi
}

# silent WHAT COMMAND…: the command succeeds and prints nothing.
silent() {
	local what=$1 output status
	shift
	output=$("$@" 2>&1)
	status=$?
	if [ $status -eq 0 ] && [ -z "$output" ]; then ok "$what"; else
		not_ok "$what" "$* exited with $status: $output"
	fi
}

# Tenths of a second since the boot.
now() {
	local up rest
	read -r up rest < /proc/uptime
	up=${up%?}
	echo "${up/./}"
}

# wait_until SECONDS COMMAND…: 0 as soon as the command succeeds, 1 when the time is over. Sets
# waited to the seconds it took.
wait_until() {
	local limit=$(($1 * 10)) start passed status=1
	shift
	start=$(now)
	while true; do
		if "$@" > /dev/null 2>&1; then status=0; fi
		passed=$(($(now) - start))
		if [ $status -eq 0 ] || [ $passed -ge $limit ]; then break; fi
		sleep 0.5
	done
	waited=$((passed / 10)).$((passed % 10))
	return $status
}

# soon SECONDS WHAT COMMAND…: the command succeeds within the time.
soon() {
	local limit=$1 what=$2
	shift 2
	if wait_until "$limit" "$@"; then
		ok "$what"
		note "  after $waited s"
	else
		not_ok "$what" "not after $waited s: $* says: $("$@" 2>&1)"
	fi
}

# never SECONDS WHAT COMMAND…: the command fails after that time. It is asked once, for what it asks about
# stays: an execution of kubelet is written down.
never() {
	local limit=$1 what=$2
	shift 2
	sleep "$limit"
	if "$@" > /dev/null 2>&1; then not_ok "$what" "within $limit s: $*"; else ok "$what"; fi
}
