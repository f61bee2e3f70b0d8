/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One setting of a YAML document: what is needed of the kubelet's configuration. */
#pragma once

#include <stddef.h>

/* Ten times what a KubeletConfiguration has; aliases are never followed. */
#define YAML_EVENTS_MAX 65536
#define YAML_DEPTH_MAX  64

/*
 * The value of a key of the mapping that is the document (the first one); JSON is YAML too. *ret,
 * the caller's, is NULL when there is no such key, when the value is no scalar, or when it is
 * empty. 0; -EBADMSG when the text is not YAML, not a mapping, or beyond the limits, and
 * *ret_fault, the caller's, says why and *ret_line where (0: nowhere in particular).
 */
int yaml_take_text(const char *text, size_t size, const char *key, char **ret, char **ret_fault,
		   unsigned int *ret_line);
