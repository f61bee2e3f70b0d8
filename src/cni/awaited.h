/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an installer is to fix after kubelet's start, and whether it has. */
#pragma once

#include "core/report.h"

#define CNI_AWAITED_MAX 64 /* a network has some ten plugins */

/* A fault of CAUSE_CNI_INSTALLER_HEALS, as it was found first. */
struct cni_awaited_fault {
	const char *check; /* not owned */
	char *subject, *summary;
	struct remedy remedy; /* the command that reads the installer's log */
};

struct cni_awaited {
	struct cni_awaited_fault list[CNI_AWAITED_MAX];
	size_t count;
};

/*
 * Remember what a report says that an installer heals, up to CNI_AWAITED_MAX faults. The strings
 * are copied; end with cni_awaited_free(). How many were not known before.
 */
size_t cni_awaited_note(struct cni_awaited *awaited, const struct report *report);
void cni_awaited_free(struct cni_awaited *awaited);

/*
 * Hold a later report against them: for each fault that is not fixed, a finding of
 * CAUSE_CNI_INSTALLER_FAILED in *faults, which was initialized. It has the words of that report
 * and the command of the fault. when: "600 s after kubelet.service started". A check that could
 * not look, or left something out because of another fault, does not prove anything fixed.
 */
void cni_awaited_judge(const struct cni_awaited *awaited, const struct report *report,
		       const char *when, struct report *faults);
