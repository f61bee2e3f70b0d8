/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /lib/modules: which trees there are, and files in them that no index knows. */
#include "config.h"

#include <errno.h>

#include "system/module_tree.h"
#include "text/kernel_release.h"
#include "text/module_name.h"
#include "util/util.h"

#define TREES_MAX   1024
#define SEARCH_DEPTH_MAX   12
#define SEARCH_ENTRIES_MAX 100000 /* a distribution kernel has some 6,000 entries */

/* The second is where NixOS has the modules of the kernel that runs. */
static const char *const places[] = {"/lib/modules",
				     "/run/booted-system/kernel-modules/lib/modules"};

char *module_tree_file(const struct sysroot *root, const char *release, const char *file)
{
	_cleanup_free_ char *usual = format_text("%s/%s", places[0], release);
	_cleanup_free_ char *booted = format_text("%s/%s", places[1], release);
	bool is_booted = !sysroot_exists(root, usual) && sysroot_exists(root, booted);

	return format_text("%s%s%s", is_booted ? booted : usual, *file ? "/" : "", file);
}

bool module_tree_there(const struct sysroot *root, const char *release)
{
	static const char *const signs[] = {"kernel", "modules.dep.bin", "modules.builtin"};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		_cleanup_free_ char *path = module_tree_file(root, release, signs[i]);

		if (sysroot_exists(root, path))
			return true;
	}
	return false;
}

static int compare_releases(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

int module_tree_releases(const struct sysroot *root, char ***ret_releases)
{
	_cleanup_strv_ char **releases = xcalloc(1, sizeof(*releases));

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_strv_ char **names = NULL;
		int r = sysroot_list(root, places[i], TREES_MAX, &names);

		/* An error of the second place does not hide the trees of the first. */
		if (r < 0 && r != -ENOENT && i == 0)
			return r;
		for (char **name = names; name && *name; name++)
			if (kernel_release_valid(*name) && module_tree_there(root, *name) &&
			    !strv_contains(releases, *name))
				strv_append(&releases, *name);
	}
	qsort(releases, strv_length(releases), sizeof(*releases), compare_releases);
	*ret_releases = TAKE(releases);
	return 0;
}

struct search {
	const struct sysroot *root;
	const char *name;
	size_t entries;
	bool is_cut; /* there are directories beyond SEARCH_DEPTH_MAX */
	char *found;
};

static int search_directory(struct search *search, const char *directory, unsigned int depth)
{
	_cleanup_strv_ char **names = NULL;
	int r = sysroot_list(search->root, directory, SEARCH_ENTRIES_MAX, &names);

	if (r < 0)
		return r == -E2BIG || r == -ENOMEM ? r : 0;
	for (char **name = names; *name && !search->found; name++) {
		_cleanup_free_ char *path = format_text("%s/%s", directory, *name);
		struct stat status;

		if (++search->entries > SEARCH_ENTRIES_MAX)
			return -E2BIG;
		if (module_name_of_file(*name, strlen(*name), search->name) &&
		    sysroot_stat(search->root, path, &status) == 0 && S_ISREG(status.st_mode)) {
			search->found = TAKE(path);
			return 0;
		}
		/* "build" and "source" are links to whole kernel trees: no link is followed. */
		if (sysroot_lstat(search->root, path, &status) < 0 || !S_ISDIR(status.st_mode))
			continue;
		if (depth == SEARCH_DEPTH_MAX) {
			search->is_cut = true;
			continue;
		}
		r = search_directory(search, path, depth + 1);
		if (r < 0)
			return r;
	}
	return 0;
}

int module_tree_search(const struct sysroot *root, const char *release, const char *name,
		       char **ret_path)
{
	struct sysroot silent = *root;
	struct search search = {.root = &silent, .name = name};
	_cleanup_free_ char *tree = NULL;
	int r;

	silent.trail = NULL; /* a repair changes the index, too, whose path is in the trail */
	tree = module_tree_file(&silent, release, "");
	r = search_directory(&search, tree, 0);
	if (r < 0)
		return r;
	if (!search.found)
		return search.is_cut ? -E2BIG : -ENOENT;
	*ret_path = search.found;
	return 0;
}
