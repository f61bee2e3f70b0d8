/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modules-load.d(5): the modules that systemd loads at boot. */
#pragma once

#include <stdbool.h>

/*
 * True when the text of a modules-load.d file names the module, by its name or by the alias
 * "rtnl-link-NAME". As systemd reads it (tested on 252): blanks and a CR at either end of a line
 * do not count, '#' and ';' start a comment at the start of a line only, and the whole line is one
 * name: "vxlan # for calico" and "vxlan, geneve" name no module at all.
 */
bool modules_load_names(const char *text, const char *module);
