/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay, for people and for programs. */
#pragma once

#include "overlay/overlay.h"
#include "system/terminal.h"

/*
 * The tunnel and the links in its way as a table, the pods, and what is wrong with the command that
 * fixes it. 0, or -EIO when the stream did not take it.
 */
int overlay_table(const struct overlay *overlay, const struct report *report,
		  struct terminal terminal, FILE *stream);

/*
 * The document that kubelet-preflight(8) promises, "version" 1, with a newline at its end. The
 * caller owns it.
 */
char *overlay_json(const struct overlay *overlay, const struct report *report);

/* "up", "broken" or "unknown". */
const char *overlay_word(const struct report *report);

/* The address as text, the caller's; NULL for none. */
char *overlay_ip(const struct rtnl_ip *ip);

/*
 * One line: "Up: vxlan.calico …" and when (", 5 s after …", or ""), or "Broken: <cause>: <what is
 * wrong>; run: …". The caller owns it.
 */
char *overlay_line(const struct report *report, const char *when);
