/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /run/kubelet-preflight: what the gate leaves for programs, and for the recovery after it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "commands/state.h"
#include "system/durable.h"
#include "util/util.h"

#define REPORT_NAME  "report.json"
#define HELD_NAME    "held-back"
#define RETRIES_NAME "retries"
#define RELEASE_NAME "by"
#define LOCK_NAME    "lock"

static int make_directory(const struct sysroot *root)
{
	return mkdirat(root->fd, &STATE_DIRECTORY[1], 0755) < 0 && errno != EEXIST ? -errno : 0;
}

static int write_state(const struct sysroot *root, const char *name, const char *text)
{
	int r = make_directory(root);

	if (r < 0)
		return r;
	return durable_write(root, STATE_DIRECTORY, name, text, strlen(text), 0644);
}

int state_write_report(const struct sysroot *root, const char *json)
{
	return write_state(root, REPORT_NAME, json);
}

int state_remove_report(const struct sysroot *root)
{
	const char *path = STATE_DIRECTORY "/" REPORT_NAME;

	return unlinkat(root->fd, path + 1, 0) < 0 && errno != ENOENT ? -errno : 0;
}

int state_write_held(const struct sysroot *root, char *const *units)
{
	_cleanup_free_ char *text = strv_join(units, "\n");

	return write_state(root, HELD_NAME, text);
}

int state_read_held(const struct sysroot *root, char ***ret_units)
{
	_cleanup_free_ char *text = NULL;
	int r = sysroot_read(root, STATE_DIRECTORY "/" HELD_NAME, SYSROOT_TEXT_MAX, &text, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	*ret_units = strv_split(text ? text : "");
	return 0;
}

unsigned int state_read_retries(const struct sysroot *root)
{
	_cleanup_free_ char *text = NULL;

	if (sysroot_read(root, STATE_DIRECTORY "/" RETRIES_NAME, SYSROOT_TEXT_MAX, &text, NULL) < 0)
		return 0;
	return (unsigned int)strtoul(text, NULL, 10);
}

int state_write_retries(const struct sysroot *root, unsigned int retries)
{
	_cleanup_free_ char *text = format_text("%u\n", retries);

	return write_state(root, RETRIES_NAME, text);
}

bool state_is_released(void)
{
	struct stat status;

	return lstat(RELEASE_DIRECTORY, &status) == 0 && S_ISDIR(status.st_mode);
}

int state_read_release(const struct sysroot *root, char **ret_by, time_t *ret_at)
{
	_cleanup_free_ char *text = NULL;
	struct stat status;
	size_t length;

	if (sysroot_lstat(root, RELEASE_DIRECTORY, &status) < 0 || !S_ISDIR(status.st_mode))
		return 0;
	(void)sysroot_read(root, RELEASE_DIRECTORY "/" RELEASE_NAME, SYSROOT_TEXT_MAX, &text, NULL);
	length = text ? strcspn(text, "\n") : 0;
	*ret_by = length ? xstrndup(text, length) : xstrdup("root");
	*ret_at = status.st_mtime;
	return 1;
}

int state_write_release(const struct sysroot *root, const char *by)
{
	_cleanup_free_ char *text = format_text("%s\n", by);

	return durable_write(root, RELEASE_DIRECTORY, RELEASE_NAME, text, strlen(text), 0644);
}

int state_lock(const struct sysroot *root, bool alone)
{
	int r = make_directory(root), fd;
	_cleanup_close_ int directory = -1;

	if (r < 0)
		return r;
	directory = sysroot_open_directory(root, STATE_DIRECTORY);
	if (directory < 0)
		return directory;
	/* Who cannot open it cannot lock it: it is root's alone. */
	fd = openat(directory, LOCK_NAME, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
		    0600);
	if (fd < 0)
		return -errno;
	if (flock(fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) < 0) {
		r = -errno;
		close(fd);
		return r;
	}
	return fd;
}

void state_forget(const struct sysroot *root)
{
	_cleanup_close_ int directory = sysroot_open_directory(root, STATE_DIRECTORY);

	if (directory < 0)
		return;
	(void)unlinkat(directory, HELD_NAME, 0);
	(void)unlinkat(directory, RETRIES_NAME, 0);
}
