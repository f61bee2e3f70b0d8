/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory of CNI configurations: which file decides there, and what it says. */
#pragma once

#include "cni/answer.h"

/* Candidates that are read where a runtime reads them all: CRI-O, and containerd's max_conf_num. */
#define CNI_CANDIDATES_MAX 256

/*
 * Look at a place as its runtime does. containerd: the first max_conf candidates in byte order (all
 * with 0) have to load, and no other is tried. CRI-O: what does not load or has no plugins to
 * execute is skipped; of the others the first counts, or the one that cni_default_network names.
 * *ret belongs to the caller (cni_answer_free). Every state of the directory is an answer; -errno
 * is about us (cni_error_is_ours()) or the disk (-EIO).
 */
int cni_directory_read_place(const struct cni_reading *reading, struct cni_answer *ret);
