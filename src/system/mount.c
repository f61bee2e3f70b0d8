/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the file system below a directory is mounted. */
#include "config.h"

#include <errno.h>

#include "system/mount.h"
#include "util/util.h"

/* More mounts than any node has at boot. */
#define LINES_MAX 100000

#define FLAG_SIZE (2 + 1) /* of "ro" */

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

/*
 * A line is "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue": the
 * options of the mount, and those of the file system, begin with "ro" or "rw" (fs/proc_namespace.c,
 * show_mountinfo()).
 */
int mount_is_read_only(int fd)
{
	bool found = false, read_only = false, super_read_only = false, root_read_only = false;
	int wanted = find_id(fd), id;
	char *line = NULL;
	size_t room = 0;
	FILE *file;

	if (wanted < 0)
		return wanted;
	file = fopen("/proc/self/mountinfo", "re");
	if (!file)
		return -errno;
	for (size_t i = 0; i < LINES_MAX && getline(&line, &room, file) > 0; i++) {
		_cleanup_free_ char *target = NULL;
		char flag[FLAG_SIZE] = "";

		if (sscanf(line, "%d %*d %*s %*s %ms %2s", &id, &target, flag) != 3)
			continue;
		/* Of several mounts on "/" the last listed is the one that is seen. */
		if (text_equal(target, "/"))
			root_read_only = text_equal(flag, "ro");
		if (id != wanted)
			continue;
		found = true;
		read_only = text_equal(flag, "ro");
		super_read_only = text_starts(strrchr(line, ' ') + 1, "ro");
	}
	free(line);
	fclose(file);
	if (!found)
		return -ENODATA;
	return super_read_only || (read_only && !root_read_only);
}
