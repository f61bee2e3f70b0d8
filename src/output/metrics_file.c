/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of metrics, where node_exporter reads it. */
#include "config.h"

#include <errno.h>

#include "output/metrics.h"
#include "system/child.h"
#include "system/durable.h"
#include "text/quote.h"
#include "util/util.h"

#define LIMIT_MS 5000
#define MODE     0644 /* node_exporter does not run as root */

/* What the unit may write to without a drop-in, as units/kubelet-preflight.service.in has it. */
#define UNIT_DIRECTORY "/var/lib/prometheus/node-exporter"

struct job {
	const struct sysroot *root;
	const char *directory, *name, *text;
};

static int write_now(const void *arg, void *answer)
{
	const struct job *job = arg;

	return durable_write(job->root, job->directory, job->name, job->text, strlen(job->text),
			     MODE);
}

/* The directory of an absolute path. */
static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

int textfile_write(const struct sysroot *root, const char *path, const char *text)
{
	_cleanup_free_ char *directory = directory_of(path);
	struct job job = {root, directory, strrchr(path, '/') + 1, text};

	return child_run(write_now, &job, NULL, 0, LIMIT_MS, NULL);
}

static const char *reason(int error)
{
	switch (-error) {
	case ELOOP:
		return "it is a symbolic link, which is neither followed nor replaced";
	case ETIMEDOUT:
		return "its directory does not answer";
	default:
		return strerror(-error);
	}
}

/* In the unit all is read-only but what ReadWritePaths= names. */
static char *open_sandbox(const char *directory)
{
	return format_text(
		"d=/etc/systemd/system/kubelet-preflight.service.d; mkdir -p $d && "
		"printf '[Service]\\nReadWritePaths=\"-%%s\"\\n' %s > $d/metrics.conf && "
		"systemctl daemon-reload",
		directory);
}

/* path, directory: words of the shell. NULL when no command fixes it. */
static char *remedy(const char *path, const char *directory, int error)
{
	switch (-error) {
	case ENOENT:
		return format_text("mkdir -p %s", directory);
	case EROFS:
		if (getenv("INVOCATION_ID") && !text_equal(directory, UNIT_DIRECTORY))
			return open_sandbox(directory);
		return format_text("mount -o remount,rw \"$(findmnt -no TARGET -T %s)\"",
				   directory);
	case ENOSPC:
	case EDQUOT:
		return format_text("du -xhd1 \"$(findmnt -no TARGET -T %s)\" | sort -h", directory);
	case EACCES:
	case EPERM:
		/* The unit is root without CAP_DAC_OVERRIDE. */
		if (geteuid() != 0)
			return xstrdup("sudo kubelet-preflight gate");
		return format_text("chgrp root %s && chmod g+rwx %s", directory, directory);
	case ELOOP:
		return format_text("rm %s", path);
	case EISDIR:
		return format_text("rmdir %s", path);
	default:
		return NULL;
	}
}

char *textfile_complaint(const char *path, int error)
{
	_cleanup_free_ char *directory = directory_of(path);
	_cleanup_free_ char *word = quote_shell(path);
	_cleanup_free_ char *directory_word = quote_shell(directory);
	_cleanup_free_ char *shown = quote_message(path);
	_cleanup_free_ char *command = remedy(word, directory_word, error);

	return format_text("the metrics could not be written to %s: %s%s%s", shown, reason(error),
			   command ? "; run: " : "", command ? command : "");
}
