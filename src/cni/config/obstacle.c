/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What keeps a directory of CNI configurations from being one. */
#include "config.h"

#include <errno.h>

#include "cni/config/directory.h"
#include "core/remedy.h"

/*
 * The path of the directory, or of the nearest above it that exists, when that is no directory and
 * leads to none; else NULL. The caller's.
 */
static char *find_obstacle(const struct sysroot *root, const char *conf_dir)
{
	_cleanup_free_ char *path = xstrdup(conf_dir);
	struct stat status;

	while (sysroot_lstat(root, path, &status) < 0) {
		char *slash = strrchr(path, '/');

		if (!slash || slash == path)
			return NULL;
		*slash = '\0';
	}
	if (sysroot_stat(root, path, &status) == 0 && S_ISDIR(status.st_mode))
		return NULL;
	return TAKE(path);
}

/*
 * What did not start without the directory is started again. A second run leaves the directory
 * of the first alone. obstacle: NULL when it is the directory itself.
 */
static struct remedy obstacle_remedy(const struct cni_reading *reading, const char *obstacle)
{
	const char *conf_dir = reading->place->conf_dir;
	_cleanup_remedy_ struct remedy aside =
		remedy_aside(reading->ctx, obstacle ? obstacle : conf_dir);
	_cleanup_free_ char *word = obstacle ? shell_name(reading->ctx, obstacle) : NULL;
	_cleanup_free_ char *unless =
		word ? format_text("test -d %s -a ! -L %s || ", word, word) : NULL;
	_cleanup_free_ char *directory = shell_path(reading->ctx, conf_dir);
	const char *unit = reading->ctx->root->confined ? NULL : reading->runtime->unit;

	return remedy_format(REMEDY_SAFE, "%s%s && mkdir -p %s%s%s", unless ? unless : "",
			     aside.command, directory, unit ? " && systemctl restart " : "",
			     unit ? unit : "");
}

void cni_obstacle_answer(const struct cni_reading *reading, int error, struct cni_answer *answer)
{
	const char *conf_dir = reading->place->conf_dir;
	_cleanup_free_ char *obstacle = find_obstacle(reading->ctx->root, conf_dir);
	_cleanup_free_ char *shown = obstacle ? display_path(reading->ctx, obstacle) : NULL;

	if (error == -ENOENT && !obstacle)
		return;
	cni_answer_error(reading->ctx, answer, error, obstacle_remedy(reading, obstacle));
	answer->unwatchable = answer->state == CNI_UNREADABLE;
	if (!obstacle || (error != -ENOENT && error != -ENOTDIR))
		return;
	free(answer->fault);
	answer->fault =
		format_text("%s is %s", text_equal(obstacle, conf_dir) ? "it" : shown,
			    error == -ENOENT ? "a dangling symbolic link" : "not a directory");
}
