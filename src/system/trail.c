/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The trail: every path that was looked at. */
#include "config.h"

#include <inttypes.h>

#include "system/sysroot.h"
#include "system/trail.h"
#include "util.h"

/* A fit node looks at some 60 paths; a hostile one shall not make us watch the whole disk. */
#define TRAIL_MAX 1024

struct trail {
	char *paths[TRAIL_MAX];
	size_t count;
};

struct trail *trail_new(void)
{
	return calloc(1, sizeof(struct trail));
}

void trail_free(struct trail *trail)
{
	for (size_t i = 0; trail && i < trail->count; i++)
		free(trail->paths[i]);
	free(trail);
}

void trail_note(struct trail *trail, const char *path)
{
	char *copy;

	if (!trail || trail->count == TRAIL_MAX)
		return;
	for (size_t i = 0; i < trail->count; i++)
		if (text_equal(trail->paths[i], path))
			return;
	copy = strdup(path);
	if (copy)
		trail->paths[trail->count++] = copy;
}

const char *trail_path(const struct trail *trail, size_t index)
{
	return trail && index < trail->count ? trail->paths[index] : NULL;
}

/* FNV-1a: enough to see a change, and nobody gains from a collision. */
static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *byte = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
	return hash;
}

static uint64_t mix_status(uint64_t hash, const char *path, int error, const struct stat *status)
{
	hash = mix(hash, &error, sizeof(error));
	/* The inodes of /proc and /sys are made when they are looked up: only "there" counts. */
	if (error || text_starts(path, "/proc/") || text_starts(path, "/sys/"))
		return hash;
	hash = mix(hash, &status->st_dev, sizeof(status->st_dev));
	hash = mix(hash, &status->st_ino, sizeof(status->st_ino));
	hash = mix(hash, &status->st_mode, sizeof(status->st_mode));
	hash = mix(hash, &status->st_size, sizeof(status->st_size));
	hash = mix(hash, &status->st_mtim, sizeof(status->st_mtim));
	return mix(hash, &status->st_ctim, sizeof(status->st_ctim));
}

uint64_t trail_fingerprint(const struct trail *trail, const struct sysroot *root)
{
	struct sysroot silent = *root;
	uint64_t hash = UINT64_C(14695981039346656037);

	silent.trail = NULL;
	for (size_t i = 0; trail && i < trail->count; i++) {
		struct stat status;
		const char *path = trail->paths[i];

		hash = mix_status(hash, path, sysroot_lstat(&silent, path, &status), &status);
		hash = mix_status(hash, path, sysroot_stat(&silent, path, &status), &status);
	}
	return hash;
}
