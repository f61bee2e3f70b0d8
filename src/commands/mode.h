/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mode of the gate, as this node has it: the kernel command line before the settings. */
#pragma once

#include <stdbool.h>

#include "core/settings.h"

/*
 * What the kernel command line says for this boot; false when it says nothing, or cannot be read. Allocates
 * nothing.
 */
bool mode_of_cmdline(enum gate_mode *ret);

/* What the settings of the live node say: the last file of them that can be read. */
enum gate_mode mode_of_settings(void);
