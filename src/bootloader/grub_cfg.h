/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* grub.cfg as grub-mkconfig writes it: the name by which grub-reboot takes the entry of a kernel. */
#pragma once

/*
 * The entry of a kernel release, by identifiers, "SUBMENU>ENTRY" in a submenu; recovery entries are
 * left out. 0 with *ret_entry NULL when there is none; -ENOMEM. The caller owns *ret_entry.
 */
int grub_cfg_entry(const char *text, const char *release, char **ret_entry);
