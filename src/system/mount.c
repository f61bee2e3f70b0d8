/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the file system below a directory is mounted. */
#include "config.h"

#include <errno.h>

#include "system/mount.h"
#include "util/util.h"

/* More mounts than any node has at boot. */
#define LINES_MAX 100000

#define FLAG_SIZE (2 + 1) /* of "ro" */

/* One line of /proc/self/mountinfo. */
struct mount_line {
	int id;
	bool is_root;         /* it is mounted on "/" */
	bool read_only;       /* this mount of the file system */
	bool super_read_only; /* the file system itself */
};

/*
 * "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue": the options of the
 * mount, and those of the file system, begin with "ro" or "rw" (fs/proc_namespace.c, show_mountinfo()).
 */
static bool parse_line(const char *line, struct mount_line *ret)
{
	const char *super = strrchr(line, ' ');
	_cleanup_free_ char *target = NULL;
	char flag[FLAG_SIZE] = "";

	if (sscanf(line, "%d %*d %*s %*s %ms %2s", &ret->id, &target, flag) != 3)
		return false;
	ret->is_root = text_equal(target, "/");
	ret->read_only = text_equal(flag, "ro");
	ret->super_read_only = text_starts(super + 1, "ro");
	return true;
}

/* The id of the mount that has the file, or -errno. */
static int find_id(int fd)
{
	_cleanup_free_ char *path = format_text("/proc/self/fdinfo/%d", fd);
	FILE *info = fopen(path, "re");
	int id = -ENODATA;
	char line[256];

	if (!info)
		return -errno;
	while (id < 0 && fgets(line, sizeof(line), info))
		sscanf(line, "mnt_id: %d", &id);
	fclose(info);
	return id;
}

int mount_is_read_only(int fd)
{
	struct mount_line mount, found = {.id = -1};
	bool root_read_only = false;
	int id = find_id(fd);
	char *line = NULL;
	size_t room = 0;
	FILE *file;

	if (id < 0)
		return id;
	file = fopen("/proc/self/mountinfo", "re");
	if (!file)
		return -errno;
	/* Of several mounts on "/" the last listed is the one that is seen. */
	for (size_t i = 0; i < LINES_MAX && getline(&line, &room, file) > 0; i++) {
		if (!parse_line(line, &mount))
			continue;
		if (mount.is_root)
			root_read_only = mount.read_only;
		if (mount.id == id)
			found = mount;
	}
	free(line);
	fclose(file);
	if (found.id < 0)
		return -ENODATA;
	return found.super_read_only || (found.read_only && !root_read_only);
}
