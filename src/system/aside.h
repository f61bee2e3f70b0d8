/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file in the making, beside its place: one name, which two who write at once do not share. */
#pragma once

/*
 * Create directory/name anew, for writing, of mode 0600. What lies there is the rest of a writer that
 * was killed, and is removed; a writer that lives is waited for, at most 2 s (-EBUSY). They are told
 * apart by flock(): the one who writes holds it, and the kernel takes it from the dead. As long as
 * *ret_fd is open nobody else removes or renames the name. 0 and the descriptor, which is the
 * caller's; or -errno, and then nothing of ours is left.
 *
 * The name is the same for all, and no number in it tells writers apart: so that what a killed one left
 * is found by the next without a look at all that is in the directory.
 */
int aside_create(int directory, const char *name, int *ret_fd);
