/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The configuration of a container (config.json of its OCI bundle), as its runtime's CRI wrote it. */
#pragma once

#include <stddef.h>

struct bundle {
	char *pod;   /* "namespace/name" */
	char *netns; /* the file of the network namespace that it joins */
};

/*
 * The pod of a sandbox. The strings of *ret are the caller's (bundle_free). 0; -ENOENT when it is
 * no sandbox of a pod, or one in the network of the host; -EBADMSG when it is no JSON.
 */
int bundle_read(const char *text, size_t size, struct bundle *ret);
void bundle_free(struct bundle *bundle);
