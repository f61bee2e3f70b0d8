/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths that match a pattern. */
#include "config.h"

#include <errno.h>
#include <fnmatch.h>

#include "system/glob.h"
#include "util/util.h"

static const char special[] = "*?[\\";

/* Add a path that is longer by one name. */
static int extend(char ***paths, size_t limit, const char *path, const char *name)
{
	_cleanup_free_ char *longer = format_text("%s/%s", path, name);

	if (strv_length(*paths) == limit)
		return -E2BIG;
	strv_append(paths, longer);
	return 0;
}

static int match_directory(const struct sysroot *root, const char *path, const char *pattern,
			   size_t limit, char ***paths)
{
	_cleanup_strv_ char **names = NULL;
	int r = sysroot_list(root, path, SYSROOT_ENTRIES_MAX, &names);

	if (r < 0)
		return sysroot_error_is_ours(r) || r == -E2BIG ? r : 0;
	for (char **name = names; *name && r == 0; name++)
		if (fnmatch(pattern, *name, 0) == 0)
			r = extend(paths, limit, path, *name);
	return r;
}

/* One component of the pattern below each of the paths so far, which become those that match. */
static int match_component(const struct sysroot *root, const char *pattern, size_t limit,
			   char ***paths)
{
	_cleanup_strv_ char **shorter = TAKE(*paths);
	int r = 0;

	for (char **path = shorter; path && *path && r == 0; path++)
		r = strpbrk(pattern, special) ? match_directory(root, *path, pattern, limit, paths)
					      : extend(paths, limit, *path, pattern);
	return r;
}

int sysroot_glob(const struct sysroot *root, const char *pattern, size_t limit, char ***ret_paths)
{
	_cleanup_strv_ char **paths = NULL, **existing = xcalloc(1, sizeof(*existing));
	_cleanup_free_ char *copy = xstrdup(pattern);
	char *state = NULL;
	int r = 0;

	strv_append(&paths, "");
	for (char *part = strtok_r(copy, "/", &state); part && r == 0;
	     part = strtok_r(NULL, "/", &state))
		r = match_component(root, part, limit, &paths);
	/* What the last component only named, and not matched, has to be there. */
	for (char **path = paths; path && *path && r == 0; path++) {
		struct stat status;

		r = sysroot_lstat(root, *path, &status);
		if (r == 0)
			strv_append(&existing, *path);
		else if (!sysroot_error_is_ours(r))
			r = 0;
	}
	if (r == 0)
		*ret_paths = TAKE(existing);
	return r;
}
