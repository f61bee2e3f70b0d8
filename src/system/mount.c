/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the file system below a directory is mounted. */
#include "config.h"

#include <errno.h>

#include "system/mount.h"
#include "util/util.h"

/* More mounts than any node has at boot. */
#define LINES_MAX 100000

/* One line of /proc/self/mountinfo. */
struct mount_line {
	int id;
	bool is_root;         /* it is mounted on "/" */
	bool noexec;
	bool read_only;       /* this mount of the file system */
	bool super_read_only; /* the file system itself */
};

static bool has_option(const char *options, const char *option)
{
	size_t length = strlen(option);

	for (; options; options = strchr(options, ',')) {
		options += *options == ',';
		if (strncmp(options, option, length) == 0 &&
		    (options[length] == '\0' || options[length] == ','))
			return true;
	}
	return false;
}

/* "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue" */
static bool parse_line(char *line, struct mount_line *ret)
{
	char *rest = line, *field[6], *behind = strstr(line, " - ");

	if (!behind)
		return false;
	*behind = '\0';
	behind += strlen(" - ");
	for (size_t i = 0; i < ARRAY_SIZE(field); i++)
		if (!(field[i] = strsep(&rest, " ")))
			return false;
	behind[strcspn(behind, "\n")] = '\0';
	behind = strrchr(behind, ' ');
	if (!behind)
		return false;
	*ret = (struct mount_line){
		.id = (int)strtol(field[0], NULL, 10),
		.is_root = text_equal(field[4], "/"),
		.noexec = has_option(field[5], "noexec"),
		.read_only = has_option(field[5], "ro"),
		.super_read_only = has_option(behind + 1, "ro"),
	};
	return true;
}

/* The id of the mount that has the file, or -errno. */
static int find_id(int fd)
{
	char path[64], line[256];
	int id = -ENODATA;
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "re");
	if (!info)
		return -errno;
	while (id < 0 && fgets(line, sizeof(line), info))
		if (text_starts(line, "mnt_id:"))
			id = (int)strtol(line + strlen("mnt_id:"), NULL, 10);
	fclose(info);
	return id;
}

/* Of several mounts on "/" the last listed is the one that is seen. */
static int read_mounts(FILE *file, int id, struct mount_line *ret, bool *ret_root_read_only)
{
	struct mount_line mount;
	char *line = NULL;
	size_t room = 0;
	int r = -ENODATA;

	*ret_root_read_only = false;
	for (size_t i = 0; i < LINES_MAX && getline(&line, &room, file) > 0; i++) {
		if (!parse_line(line, &mount))
			continue;
		if (mount.is_root)
			*ret_root_read_only = mount.read_only;
		if (mount.id != id)
			continue;
		*ret = mount;
		r = 0;
	}
	free(line);
	return r;
}

int mount_flags_read(int fd, struct mount_flags *ret)
{
	struct mount_line mount;
	bool root_read_only;
	FILE *file;
	int id = find_id(fd), r;

	if (id < 0)
		return id;
	file = fopen("/proc/self/mountinfo", "re");
	if (!file)
		return -errno;
	r = read_mounts(file, id, &mount, &root_read_only);
	fclose(file);
	if (r < 0)
		return r;
	ret->noexec = mount.noexec;
	ret->read_only = mount.super_read_only || (mount.read_only && !root_read_only);
	return 0;
}
