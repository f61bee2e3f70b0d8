/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The index of a module tree, without libkmod. */
#include "config.h"

#include <errno.h>

#include "formats/index_node.h"
#include "formats/module_name.h"
#include "formats/modules_dep.h"
#include "system/module_index.h"
#include "util.h"

/* Each step takes a letter of the name at least, but for the last. */
#define STEPS_MAX (MODULE_NAME_SIZE + 1)

/* The line of the index for the name, the caller's. 1, 0 or -ENOMEM. */
static int find_line(int fd, const char *name, char **ret)
{
	unsigned char bytes[INDEX_NODE_SIZE];
	ssize_t got = pread(fd, bytes, INDEX_HEAD_SIZE, 0);
	uint32_t reference = got > 0 ? index_root(bytes, (size_t)got) : 0;

	for (int i = 0; i < STEPS_MAX && reference; i++) {
		const char *value;

		got = pread(fd, bytes, sizeof(bytes), index_offset(reference));
		if (got <= 0)
			return 0;
		switch (index_step(bytes, (size_t)got, reference, &name, &reference, &value)) {
		case INDEX_STEP_BAD:
		case INDEX_STEP_NONE:
			return 0;
		case INDEX_STEP_FOUND:
			*ret = strdup(value);
			return *ret ? 1 : -ENOMEM;
		case INDEX_STEP_ON:
			break;
		}
	}
	return 0;
}

/* depmod writes files outside the tree with their whole path. */
static int add_trees(const char *release, char *const *files, char ***ret)
{
	int r = 0;

	for (; r == 0 && *files; files++) {
		_cleanup_free_ char *path = **files == '/' ? strdup(*files)
							   : format_text("/lib/modules/%s/%s",
									 release, *files);

		r = path ? strv_append(ret, path) : -ENOMEM;
	}
	return r;
}

int module_index_files(const struct sysroot *root, const char *release, const char *name,
		       char ***ret_files)
{
	_cleanup_free_ char *path = format_text("/lib/modules/%s/modules.dep.bin", release);
	_cleanup_free_ char *line = NULL;
	_cleanup_strv_ char **files = NULL, **paths = NULL;
	char normal[MODULE_NAME_SIZE];
	_cleanup_close_ int fd = -1;
	int r;

	*ret_files = NULL;
	if (!path)
		return -ENOMEM;
	if (!module_name_valid(name))
		return 0;
	snprintf(normal, sizeof(normal), "%s", name);
	module_name_normalize(normal);
	fd = sysroot_open_file(root, path);
	r = fd < 0 ? 0 : find_line(fd, normal, &line);
	if (r > 0)
		r = modules_dep_files(line, normal, &files);
	if (r == 0 && files)
		r = add_trees(release, files, &paths);
	if (r < 0 || !paths)
		return r < 0 ? r : 0;
	*ret_files = paths;
	paths = NULL;
	return 1;
}
