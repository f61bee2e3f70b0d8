/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* grub.cfg as grub-mkconfig writes it: the name by which grub-reboot takes the entry of a kernel. */
#pragma once

/*
 * The entry of a kernel release, by identifiers, "SUBMENU>ENTRY" in a submenu; recovery entries are
 * left out. NULL when there is none. The caller owns it.
 */
char *grub_cfg_entry(const char *text, const char *release);
