/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An answer of HTTP/1.x. */
#pragma once

#include <stddef.h>

/*
 * The document in an answer of HTTP/1.x (a NUL stands behind both), its chunks put together. The
 * caller owns *ret. 0; -EBADMSG when it says anything but 200, or is cut off.
 */
int http_document(const char *answer, size_t size, char **ret, size_t *ret_size);
