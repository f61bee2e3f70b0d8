/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The journal: one entry a finding that matters, and one for the verdict. */
#pragma once

#include "core/report.h"

/*
 * Write the findings (WARN and worse), what has changed since the node was fit, where that is
 * known, and the verdict, whose text is line. Each entry shows under "journalctl -u
 * kubelet-preflight" and, as an entry about that unit, under "journalctl -u kubelet". 0, or the
 * -errno of the first entry that the journal did not take.
 */
int journal_report(const struct report *report, const char *line);

/*
 * Of the overlay: one entry that it is up, and one for each warning; else one, of the gravest
 * finding. The text of the first is line. They show under "journalctl -u kubelet-preflight-overlay"
 * and "journalctl -u kubelet". As above.
 */
int journal_overlay(const struct report *report, const char *line);

/*
 * Of a release: one entry, by whom. It shows under "journalctl -u kubelet-preflight-release",
 * "-u kubelet-preflight" and "-u kubelet". As above.
 */
int journal_release(const char *by, const char *line);

/*
 * Of a masked gate: one entry a finding, without a verdict, which no one gave. They show under
 * "journalctl -u kubelet-preflight-masked", "-u kubelet-preflight" and "-u kubelet". As above.
 */
int journal_masked(const struct report *report);

/*
 * What an installer has not fixed after kubelet's start: one entry a finding, without a verdict.
 * They show under "journalctl -u kubelet-preflight-installer", "-u kubelet-preflight" and "-u
 * kubelet". As above.
 */
int journal_installer(const struct report *report);
