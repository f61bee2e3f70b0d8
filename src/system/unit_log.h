/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a service has written to the journal: the only code that reads it. */
#pragma once

/*
 * The newest line in which one of the parts stands, by that unit ("containerd.service") since it
 * was last started in this boot; a line with the first part is preferred to any with the second. A
 * part of "" is in each line. parts ends with NULL. *ret is the caller's. 0; -ENOENT when there is
 * none among the last ones of the unit, -ETIMEDOUT after 5 s; others when the journal cannot be
 * read.
 */
int unit_log_find(const char *unit, const char *const *parts, char **ret);
