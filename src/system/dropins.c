/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories of drop-in files. */
#include "config.h"

#include <errno.h>

#include "system/dropins.h"
#include "util/util.h"

/* Of all directories together. */
#define FILES_MAX 16384

struct file {
	char *name; /* owned */
	const char *directory;
	size_t rank; /* of the directory: 0 wins */
};

struct files {
	struct file *list;
	size_t count;
};

static void cleanup_files(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->list[i].name);
	free(files->list);
}

static int compare_files(const void *a, const void *b)
{
	const struct file *first = a, *second = b;
	int order = strcmp(first->name, second->name);

	if (order)
		return order;
	return first->rank < second->rank ? -1 : first->rank > second->rank;
}

static int add_directory(const struct sysroot *root, const char *directory, size_t rank,
			 const char *suffix, struct files *files)
{
	_cleanup_strv_ char **names = NULL;
	int r = sysroot_list(root, directory, FILES_MAX, &names);

	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	for (char **name = names; r == 0 && *name; name++) {
		if (**name == '.' || !text_ends(*name, suffix))
			continue;
		if (files->count == FILES_MAX)
			return -E2BIG;
		files->list = xgrow(files->list, files->count, sizeof(*files->list));
		files->list[files->count++] = (struct file){xstrdup(*name), directory, rank};
	}
	return r;
}

int dropins_list(const struct sysroot *root, const char *const *directories, const char *suffix,
		 char ***ret_paths)
{
	_cleanup_(cleanup_files) struct files files = {0};
	size_t count = 0;
	char **paths;

	for (size_t rank = 0; directories[rank]; rank++) {
		int r = add_directory(root, directories[rank], rank, suffix, &files);

		if (r < 0)
			return r;
	}
	paths = xcalloc(files.count + 1, sizeof(*paths));
	if (files.count > 0)
		qsort(files.list, files.count, sizeof(*files.list), compare_files);
	for (size_t i = 0; i < files.count; i++) {
		const struct file *file = &files.list[i];

		if (i > 0 && text_equal(file->name, files.list[i - 1].name))
			continue;
		paths[count++] = format_text("%s/%s", file->directory, file->name);
	}
	*ret_paths = paths;
	return 0;
}
