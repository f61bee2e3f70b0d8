/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths that match a pattern. */
#include "config.h"

#include <errno.h>
#include <fnmatch.h>

#include "system/glob.h"
#include "util/util.h"

static const char special[] = "*?[\\";

struct matches {
	size_t limit;
	char **list;
};

/* Paths that are longer by one name. */
static int extend(struct matches *next, const char *path, const char *name)
{
	_cleanup_free_ char *longer = format_text("%s/%s", path, name);

	if (strv_length(next->list) == next->limit)
		return -E2BIG;
	strv_append(&next->list, longer);
	return 0;
}

static int match_directory(const struct sysroot *root, const char *path, const char *pattern,
			   struct matches *next)
{
	_cleanup_strv_ char **names = NULL;
	int r = sysroot_list(root, path, SYSROOT_ENTRIES_MAX, &names);

	if (r < 0)
		return sysroot_error_is_ours(r) || r == -E2BIG ? r : 0;
	for (char **name = names; *name && r == 0; name++)
		if (fnmatch(pattern, *name, 0) == 0)
			r = extend(next, path, *name);
	return r;
}

/* One component of the pattern over the paths so far. */
static int match_component(const struct sysroot *root, const char *pattern, struct matches *matches)
{
	struct matches next = {.limit = matches->limit};
	int r = 0;

	for (char **path = matches->list; path && *path && r == 0; path++)
		r = strpbrk(pattern, special) ? match_directory(root, *path, pattern, &next)
					      : extend(&next, *path, pattern);
	strv_free(matches->list);
	matches->list = next.list;
	return r;
}

/* What the last component only named, and not matched, has to be there. */
static int keep_existing(const struct sysroot *root, struct matches *matches)
{
	struct matches next = {.limit = matches->limit, .list = xcalloc(1, sizeof(char *))};
	int r = 0;

	for (char **path = matches->list; path && *path && r == 0; path++) {
		struct stat status;

		r = sysroot_lstat(root, *path, &status);
		if (r == 0)
			strv_append(&next.list, *path);
		else if (!sysroot_error_is_ours(r))
			r = 0;
	}
	strv_free(matches->list);
	matches->list = next.list;
	return r;
}

int sysroot_glob(const struct sysroot *root, const char *pattern, size_t limit, char ***ret_paths)
{
	_cleanup_free_ char *copy = xstrdup(pattern);
	struct matches matches = {.limit = limit};
	char *state = NULL;
	int r = 0;

	strv_append(&matches.list, "");
	for (char *part = strtok_r(copy, "/", &state); part && r == 0;
	     part = strtok_r(NULL, "/", &state))
		r = match_component(root, part, &matches);
	if (r == 0)
		r = keep_existing(root, &matches);
	if (r < 0) {
		strv_free(matches.list);
		return r;
	}
	*ret_paths = matches.list;
	return 0;
}
