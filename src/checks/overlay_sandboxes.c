/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pods from before the tunnel. When a network namespace was made is the time of its file in
 * /run/netns, where containerd and CRI-O keep one for each pod (the kernel sets it when the file
 * comes to be, and nobody can change it); when the tunnel got its address the kernel tells, too.
 *
 * The order of interface indices says nothing: a link that is moved to another namespace, as those
 * of Calico's pods are, keeps its index where that is free.
 */
#include "config.h"

#include <errno.h>
#include <time.h>

#include "checks/overlay.h"

#define SANDBOXES "/run/netns"
#define UUID_LENGTH 36

/* containerd's "cni-" and a UUID; CRI-O's, the UUID alone. Others have namespaces, too. */
static bool is_sandbox(const char *name)
{
	const char *uuid = text_starts(name, "cni-") ? name + strlen("cni-") : name;

	return strlen(uuid) == UUID_LENGTH &&
	       strspn(uuid, "0123456789abcdefABCDEF-") == UUID_LENGTH;
}

static void take_sandbox(const char *path, int64_t older_s, unsigned int grace_s,
			 struct overlay *overlay)
{
	struct overlay_sandbox *stale;

	overlay->sandboxes++;
	if (older_s <= (int64_t)grace_s)
		return;
	overlay->stale_in_all++;
	if (overlay->stale_count == OVERLAY_STALE_MAX)
		return;
	stale = &overlay->stale[overlay->stale_count++];
	snprintf(stale->path, sizeof(stale->path), "%s", path);
	stale->older_s = (uint64_t)older_s;
}

int overlay_sandboxes_look(const struct context *ctx, struct overlay *overlay)
{
	_cleanup_strv_ char **names = NULL;
	int64_t made = (int64_t)time(NULL) - overlay->age_cs / 100; /* the tunnel */
	int r;

	if (!overlay->found || !overlay->has_age)
		return 0;
	r = sysroot_list(ctx->root, SANDBOXES, SYSROOT_ENTRIES_MAX, &names);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (char **name = names; *name; name++) {
		_cleanup_free_ char *path = format_text(SANDBOXES "/%s", *name);
		struct stat status;

		if (!path)
			return -ENOMEM;
		if (is_sandbox(*name) && sysroot_stat(ctx->root, path, &status) == 0)
			take_sandbox(path, made - status.st_mtim.tv_sec,
				     ctx->settings->grace_s, overlay);
	}
	return 0;
}
