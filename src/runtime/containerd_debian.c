/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The containerd that Debian builds. */
#include "config.h"

#include "runtime/containerd_debian.h"
#include "system/host.h"

#define PROGRAM       "/usr/bin/containerd"
#define PACKAGE_FILES "/var/lib/dpkg/info/containerd.list" /* docker.com's is called containerd.io */
#define DIRECTORY     "/usr/lib/cni"

/* The first Debian whose containerd has defaults of its own. */
#define FIRST_VERSION 13

/* Without a number it is the next release (testing, unstable). */
static bool is_that_debian(const struct context *ctx)
{
	struct os_release os;
	unsigned int major, minor;

	host_os_release(ctx->root, &os);
	os_release_version(&os, &major, &minor);
	return text_equal(os.id, "debian") && (!*os.version_id || major >= FIRST_VERSION);
}

static bool starts_program(const char *command)
{
	const char *program = containerd_program(command);

	return text_starts(program, PROGRAM) && strcspn(program, " \t") == strlen(PROGRAM);
}

static bool is_debians(const struct context *ctx, const char *command)
{
	return (!command || starts_program(command)) && sysroot_exists(ctx->root, PROGRAM) &&
	       sysroot_exists(ctx->root, PACKAGE_FILES) && is_that_debian(ctx);
}

void containerd_debian_bin_dirs(const struct context *ctx, const char *command,
				struct containerd_config *config)
{
	char **dirs = NULL;

	if (!config->default_bin_dirs || !is_debians(ctx, command))
		return;
	strv_append(&dirs, DIRECTORY);
	for (char **dir = config->bin_dirs; config->series == CONTAINERD_2 && *dir; dir++)
		strv_append(&dirs, *dir);
	strv_free(config->bin_dirs);
	config->bin_dirs = dirs;
}
