# shellcheck shell=sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Before the switch to the real root: load from the initramfs what the root does not ship for the
# kernel that runs. What is loaded outlives the switch; the gate says "module-only-in-initramfs".
#
# Sourced by dracut (pre-pivot, NEWROOT) and part of the script of initramfs-tools (init-bottom,
# rootmnt). There is sh, and little else.

# preflight_ships ROOT TREE MODULE: built in, or its file and those it needs are there.
preflight_ships() {
	# File names have '-' where the module's name has '_'.
	_pattern=
	_rest=$3
	while :; do
		case $_rest in
		*_*) _pattern=$_pattern${_rest%%_*}[-_] _rest=${_rest#*_} ;;
		*) break ;;
		esac
	done
	_pattern=$_pattern$_rest
	if [ -r "$2/modules.builtin" ]; then
		while read -r _path; do
			# shellcheck disable=SC2254
			case /$_path in */$_pattern.ko) return 0 ;; esac
		done < "$2/modules.builtin"
	fi
	[ -r "$2/modules.dep" ] || return 1
	while IFS=: read -r _path _needs; do
		# shellcheck disable=SC2254
		case /$_path in
		*/$_pattern.ko | */$_pattern.ko.*) ;;
		*) continue ;;
		esac
		for _file in "$_path" $_needs; do
			case $_file in
			/*) [ -e "$1$_file" ] || return 1 ;;
			*) [ -e "$2/$_file" ] || return 1 ;;
			esac
		done
		return 0
	done < "$2/modules.dep"
	return 1
}

# preflight_load ROOT
preflight_load() {
	_list=${PREFLIGHT_LIST:-/etc/kubelet-preflight.modules}
	_log=${PREFLIGHT_LOG:-/dev/kmsg}
	_release=$(uname -r)
	_tree=$1/usr/lib/modules/$_release
	# A link would be followed in here and not in the root.
	[ -d "$_tree" ] || [ -L "$1/lib" ] || _tree=$1/lib/modules/$_release
	[ -n "$1" ] && [ -r "$_list" ] || return 0
	while read -r _module; do
		preflight_ships "$1" "$_tree" "$_module" && continue
		# -b: what is forbidden stays so.
		if modprobe -b -q "$_module"; then
			echo "kubelet-preflight: the root does not ship $_module for kernel $_release:" \
				"loaded from the initramfs" > "$_log"
		else
			echo "kubelet-preflight: neither the root nor the initramfs has $_module for" \
				"kernel $_release" > "$_log"
		fi
	done < "$_list"
	return 0
}

preflight_load "${NEWROOT:-${rootmnt:-}}"
