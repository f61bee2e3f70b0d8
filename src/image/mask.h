/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A gate that is masked: nothing of it runs, so that something else has to say why kubelet does not start. */
#pragma once

#include "core/check.h"

/* As systemd has it: an empty file or a device, at the end of a link or not, masks the unit. */
bool mask_is(const struct stat *status);

/*
 * Add a finding for each link that masks the gate or its barrier, each with the command that
 * removes them all. held_back: the kubelets that do not start, for that command, or NULL; active:
 * the one that runs, or NULL. Of ctx the root and the release are used.
 */
void mask_report(const struct context *ctx, char *const *held_back, const char *active,
		 struct report *report);
