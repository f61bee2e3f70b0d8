/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A service as its unit sets it up. */
#include "config.h"

#include <errno.h>

#include "runtime/service.h"
#include "runtime/service_unit.h"
#include "system/dropins.h"

#define UNIT_TEXT_MAX 65536

/* systemd.unit(5), the first wins. */
static const char *const unit_directories[] = {
	"/etc/systemd/system",     "/run/systemd/system", "/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system", "/lib/systemd/system",
};

/*
 * 1 or 0; -ENOENT when there is nothing of that path, not even a link to nothing, and other -errno.
 */
static int is_masked(const struct context *ctx, const char *path)
{
	_cleanup_free_ char *target = NULL;
	int r = sysroot_readlink(ctx->root, path, &target);

	return r < 0 ? r : text_equal(target, "/dev/null");
}

/* Its path, the caller's; NULL when there is none, or it is masked. */
static char *find_unit(const struct context *ctx, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(unit_directories); i++) {
		_cleanup_free_ char *path = format_text("%s/%s", unit_directories[i], name);
		int masked = is_masked(ctx, path);

		if (masked > 0)
			return NULL;
		if (masked != -ENOENT && sysroot_exists(ctx->root, path))
			return TAKE(path);
	}
	return NULL;
}

bool service_exists(const struct context *ctx, const char *name)
{
	_cleanup_free_ char *path = find_unit(ctx, name);

	return path;
}

/* 0 also when there is no such file, and *ret stays as it is. */
static int read_text(const struct context *ctx, const char *path, char **ret,
		     struct runtime_fault *fault)
{
	int r = sysroot_read(ctx->root, path, UNIT_TEXT_MAX, ret, NULL);

	return r == 0 || r == -ENOENT || r == -ENOTDIR ? 0 : runtime_blame_error(fault, path, r);
}

static int add_file(const struct context *ctx, const char *path, struct service_unit *unit,
		    struct runtime_fault *fault)
{
	_cleanup_free_ char *text = NULL;
	int r = is_masked(ctx, path) > 0 ? 0 : read_text(ctx, path, &text, fault);

	if (r == 0 && text)
		service_unit_add(unit, text);
	return r;
}

/* The first that cannot be listed. */
static const char *find_unlisted(const struct context *ctx, char *const *directories)
{
	for (size_t i = 0; directories[i]; i++) {
		_cleanup_strv_ char **names = NULL;
		int r = sysroot_list(ctx->root, directories[i], SYSROOT_ENTRIES_MAX, &names);

		if (r < 0 && r != -ENOENT && r != -ENOTDIR)
			return directories[i];
	}
	return directories[0];
}

static int add_dropins(const struct context *ctx, const char *name, struct service_unit *unit,
		       struct runtime_fault *fault)
{
	_cleanup_strv_ char **directories = NULL, **dropins = NULL;
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(unit_directories); i++) {
		_cleanup_free_ char *path = format_text("%s/%s.d", unit_directories[i], name);

		strv_append(&directories, path);
	}
	r = dropins_list(ctx->root, (const char *const *)directories, ".conf", &dropins);
	if (r < 0)
		return runtime_blame_error(fault, find_unlisted(ctx, directories), r);
	for (char **dropin = dropins; r == 0 && *dropin; dropin++)
		r = add_file(ctx, *dropin, unit, fault);
	return r;
}

int service_environment(const struct context *ctx, const char *path, char ***environment,
			struct runtime_fault *fault)
{
	_cleanup_free_ char *text = NULL;
	int r = read_text(ctx, path, &text, fault);

	if (r == 0 && text)
		environment_add(environment, text);
	return r;
}

static int expand(const struct context *ctx, struct service_unit *unit, char **ret,
		  char **ret_environment, struct runtime_fault *fault)
{
	int r = 0;

	if (!unit->command)
		return 0;
	/* What a file says wins over Environment=: systemd.exec(5). */
	for (char **path = unit->environment_files; path && *path && r == 0; path++)
		if (**path == '/')
			r = service_environment(ctx, *path, &unit->environment, fault);
	if (r < 0)
		return r;
	*ret = environment_expand(unit->command, unit->environment);
	if (ret_environment)
		*ret_environment = strv_join(unit->environment, " ");
	return 1;
}

int service_command(const struct context *ctx, const char *name, char **ret, char **ret_environment,
		    struct runtime_fault *fault)
{
	_cleanup_(service_unit_free) struct service_unit unit = {0};
	_cleanup_free_ char *path = find_unit(ctx, name);

	if (!path)
		return 0;
	return add_file(ctx, path, &unit, fault)
	       ?: add_dropins(ctx, name, &unit, fault)
	       ?: expand(ctx, &unit, ret, ret_environment, fault);
}

char *service_option_path(const struct context *ctx, const char *command, const char *option,
			  const char *short_option)
{
	_cleanup_free_ char *value = command_option(command, option), *path = NULL;

	if (value)
		return service_path(value);
	value = short_option ? command_option(command, short_option) : NULL;
	path = value ? service_path(value) : NULL;
	return path && (*value == '/' || sysroot_exists(ctx->root, path)) ? TAKE(path) : NULL;
}
