# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the tests of images share: the root that is looked at, the report on it as JSON, TAP.
program=${PROGRAM:?the path of kubelet-preflight}
source=${srcdir:-.}
work=$(realpath "$(mktemp -d)")
root=$work/root # the image
number=0
# What a remedy installs with: it asks nothing, and keeps configuration files that were changed.
apt_install='DEBIAN_FRONTEND=noninteractive apt-get -y --no-remove -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install'
failed=0
export PATH=$PATH:/usr/sbin:/sbin

# document: what the program printed is a JSON document, see tests/timed.
document() { [ -z "${TEST_DOCUMENTS:-}" ] || cat "$work/out" >> "$TEST_DOCUMENTS"; }

# verdict WHAT STATUS: and with a status that is not 0 what was said, from $work/out.
verdict() {
	number=$((number + 1))
	if [ "$2" = 0 ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		sed 's/^/# /' "$work/out"
		failed=1
	fi
}

# The end of every test: the plan.
finish() {
	echo "1..$number"
	exit $failed
}

# row WHAT STATUS PATTERN ARGUMENT...: the exit status, and a line for people that matches.
row() {
	local what=$1 status=$2 pattern=$3 got
	shift 3
	timeout -k 5 60 "$program" "$@" "--root=$root" > "$work/out" 2>&1 < /dev/null
	got=$?
	[ $got = "$status" ] && grep -qE -- "$pattern" "$work/out"
	verdict "$what (exit $got)" $?
}

# proves WHAT STATUS: prove the image; the exit status, and the verdict that goes with it.
proves() {
	local words=(fit unfit usage unknown) got
	timeout -k 5 300 "$program" check "--root=$root" --kernel=all --json > "$work/out" 2>&1 < /dev/null
	got=$?
	document
	[ $got = "$2" ] && grep -q "^  \"verdict\": *\"${words[$2]}\"" "$work/out"
	verdict "$1: ${words[$2]} (exit $got)" $?
}

# finding CHECK VERDICT CAUSE SUMMARY REMEDY: the last report has a finding with these; SUMMARY is
# a pattern, CAUSE and REMEDY are the very words, "-" for none.
finding() {
	python3 -c '
import json, re, sys
check, verdict, cause, summary, remedy = (None if a == "-" else a for a in sys.argv[1:6])
report = json.load(open(sys.argv[6]))
sys.exit(0 if any(f["check"] == check and f["verdict"] == verdict and f["cause"] == cause and
                  re.search(summary, f["summary"]) and f["remedy"] == remedy
                  for f in report["findings"]) else 1)
' "$1" "$2" "$3" "$4" "$5" "$work/out"
	local same=$?
	[ "$3" = - ] || set -- "$1" "$2 ($3)" - "$4"
	verdict "  $1 $2: $4" $same
}
