/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of a broken configuration: it heals, or the gate puts it aside by renaming it. */
#pragma once

#include "cni/heal.h"

/* Broken configurations that one gate renames; no node has a tenth of them. */
#define CNI_QUARANTINE_MAX 64

/*
 * With Invalid=quarantine the gate renames the file that decides (system/quarantine.h) while it is
 * one on which the runtime stops, reports each, and looks at the directory again: *answer is
 * what is left. A file that could not be judged (an error of the disk, no permission) stays, and so
 * does a directory that is broken itself, what CRI-O skips while another file serves, and, in the
 * place of one runtime handler, all but a file on which the runtime hangs.
 *
 * Outside of the gate nothing is changed: each file that it will rename is reported as a warning
 * and added to the ignored_files of this reading (the caller's, strv_free), and *answer
 * is what the gate will find. report may be NULL there, for who says nothing of them.
 *
 * What heals once kubelet runs is not renamed, with no setting: *ret_heal, the caller's
 * (cni_heal_free), has an installer then. What is then still broken gets *ret_note, words for its
 * finding (the caller's; NULL for none). 0, or -errno as cni_directory_read_place().
 */
int cni_quarantine(struct cni_reading *reading, struct cni_answer *answer, struct report *report,
		   struct cni_heal *ret_heal, char **ret_note);

/* For a check behind cni-config: what the gate has left, or, outside of it, what it will leave. */
int cni_quarantine_foresee(struct cni_reading *reading, struct cni_answer *answer,
			   struct cni_heal *ret_heal);

/*
 * Name what an earlier release left, and nothing is done with it: files in the directory that it
 * moved them to, and in the places of the runtime what a move that was interrupted left beside its
 * place.
 */
void cni_quarantine_report_old(const struct context *ctx, const struct cni_runtime *runtime,
			       struct report *report);

/*
 * Whether what is broken in a place, and all that keeps the runtime from its network there, heals.
 * When the runtime needs more files than one that heals, and another is broken for good, *answer
 * becomes the answer of that one. *ret is the caller's (cni_heal_free). 1, 0, or -errno as
 * cni_directory_read_place().
 */
int cni_heals_config(const struct cni_reading *reading, struct cni_answer *answer,
		     struct cni_heal *ret);
