/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What keeps a directory of CNI configurations from being one. */
#pragma once

#include "cni/answer.h"

/*
 * The directory could not be read, for that error. Not there and nothing in its way: it stays
 * CNI_ABSENT, for the runtime makes it. Else the answer says what is wrong, and the command that moves
 * what is in the way. answer->path is set before.
 *
 * containerd (pkg/cri/server/cni_conf_syncer.go) and CRI-O (network_dir) make the directory at their
 * start and watch it. Where they cannot, the CRI of containerd does not load (seen with 1.6: "mkdir …:
 * file exists"), and CRI-O ends: no pod of any runtime handler starts.
 */
void cni_obstacle_answer(const struct cni_reading *reading, int error,
			 struct cni_answer *answer);
