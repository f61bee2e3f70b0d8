/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether anything has changed of what was looked at. */
#include "config.h"

#include "system/fingerprint.h"
#include "util/util.h"

uint64_t fingerprint_mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *byte = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
	return hash;
}

static uint64_t mix_status(uint64_t hash, const char *path, int error, const struct stat *status)
{
	hash = fingerprint_mix(hash, &error, sizeof(error));
	/* The inodes of /proc and /sys are made when they are looked up: only "there" counts. */
	if (error || text_starts(path, "/proc/") || text_starts(path, "/sys/"))
		return hash;
	hash = fingerprint_mix(hash, &status->st_dev, sizeof(status->st_dev));
	hash = fingerprint_mix(hash, &status->st_ino, sizeof(status->st_ino));
	hash = fingerprint_mix(hash, &status->st_mode, sizeof(status->st_mode));
	hash = fingerprint_mix(hash, &status->st_size, sizeof(status->st_size));
	hash = fingerprint_mix(hash, &status->st_mtim, sizeof(status->st_mtim));
	return fingerprint_mix(hash, &status->st_ctim, sizeof(status->st_ctim));
}

uint64_t trail_fingerprint(char *const *trail, const struct sysroot *root)
{
	struct sysroot silent = *root;
	uint64_t hash = FINGERPRINT_EMPTY;

	silent.trail = NULL;
	for (char *const *path = trail; path && *path; path++) {
		struct stat status;

		hash = mix_status(hash, *path, sysroot_lstat(&silent, *path, &status), &status);
		hash = mix_status(hash, *path, sysroot_stat(&silent, *path, &status), &status);
	}
	return hash;
}
