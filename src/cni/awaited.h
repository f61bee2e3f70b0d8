/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The faults that an installer is expected to fix after kubelet has started, and whether it has. */
#pragma once

#include "core/report.h"

#define CNI_AWAITED_MAX 64 /* a network has some ten plugins */

/*
 * Add to awaited the findings of CAUSE_CNI_INSTALLER_HEALS in a report, up to CNI_AWAITED_MAX, each
 * as it was found first: its remedy is the command that reads the installer's log. How many were
 * not known before.
 */
size_t cni_awaited_note(struct report *awaited, const struct report *report);

/*
 * Compare a later report with them: for each fault that is not fixed, a finding of
 * CAUSE_CNI_INSTALLER_FAILED in *faults, which was initialized. It has the words of that report
 * and the command of the fault. when: "600 s after kubelet.service started". A check that could
 * not look, or left something out because of another fault, does not prove anything fixed.
 */
void cni_awaited_judge(const struct report *awaited, const struct report *report, const char *when,
		       struct report *faults);
