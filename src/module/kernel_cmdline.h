/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel command line: what it says of a module, of units and of the mode of the gate. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/settings.h"

/* Longer parameters are cut: the whole line of x86 has 2048 bytes. */
#define CMDLINE_PARAMETER_SIZE 2048

/*
 * The first parameter "key=a,b" (modprobe.blacklist=, module_blacklist=) that has the module in its
 * list, as it stands there; false when there is none. A quoted parameter is one word, as in the
 * kernel. ret has CMDLINE_PARAMETER_SIZE bytes.
 */
bool cmdline_list(const char *cmdline, const char *key, const char *module, char *ret);

/*
 * That parameter without the module; "" when it names no other. ret has CMDLINE_PARAMETER_SIZE
 * bytes.
 */
void cmdline_list_without(const char *parameter, const char *module, char *ret);

/*
 * The first systemd.mask= that masks the unit, as it stands there; false when there is none. A name
 * without a suffix is that of a service. ret has CMDLINE_PARAMETER_SIZE bytes.
 */
bool cmdline_masks(const char *cmdline, const char *unit, char *ret);

/*
 * The mode of the gate for this boot: of the last kubelet_preflight=report or
 * kubelet_preflight=enforce. False when there is neither. Any other value is passed over; 0 is the
 * unit's own condition. Allocates nothing.
 */
bool cmdline_gate_mode(const char *cmdline, enum gate_mode *ret);

/*
 * Every option that the kernel command line gives the module, NAME.PARAMETER=VALUE, as they stand
 * there and with a blank between them; "" for none. ret has CMDLINE_PARAMETER_SIZE bytes.
 */
void cmdline_options(const char *cmdline, const char *module, char *ret);
