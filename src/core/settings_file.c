/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of the settings: which there are, and in which order they count. */
#include "config.h"

#include <errno.h>

#include "core/settings_file.h"
#include "system/dropins.h"

#define VENDOR_FILE "/usr/lib/kubelet-preflight.conf"
#define ADMIN_FILE  "/etc/kubelet-preflight.conf"

static const char *const dropin_directories[] = {
	"/etc/kubelet-preflight.conf.d", "/usr/lib/kubelet-preflight.conf.d", NULL};

/* A link to /dev/null switches a vendor's file off, as everywhere in systemd's world. */
static bool masked(const struct sysroot *root, const char *path)
{
	_cleanup_free_ char *target = NULL;

	return sysroot_readlink(root, path, &target) == 0 && text_equal(target, "/dev/null");
}

/* name: of the file, as it is named to people. */
static void note_unreadable(const char *name, int error, struct settings_problems *problems)
{
	settings_error(problems, name, 0, "it cannot be read: %s", sysroot_strerror(error));
}

/*
 * -ENOENT when there is no such file; a link to nothing is a fault, and not an absent file. Else 0.
 */
static int read_named(const struct sysroot *root, const char *path, const char *name,
		      struct settings *settings, struct settings_problems *problems)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r;

	if (masked(root, path))
		return 0;
	r = sysroot_read_named(root, path, SYSROOT_TEXT_MAX, &text, &size);
	if (r == -ENOENT)
		return r;
	if (r < 0)
		note_unreadable(name, r, problems);
	else
		settings_take_text(settings, name, text, size, problems);
	return 0;
}

static int read_file(const struct sysroot *root, const char *path, struct settings *settings,
		     struct settings_problems *problems)
{
	_cleanup_free_ char *name = sysroot_display(root, path);

	return read_named(root, path, name, settings, problems);
}

/*
 * Where not all of them can be listed: those of the others. What cannot be listed is noted. The
 * caller's.
 */
static char **list_dropins(const struct sysroot *root, struct settings_problems *problems)
{
	const char *usable[ARRAY_SIZE(dropin_directories)] = {0};
	char **paths = NULL;
	size_t count = 0;

	if (dropins_list(root, dropin_directories, ".conf", &paths) == 0)
		return paths;
	for (const char *const *directory = dropin_directories; *directory; directory++) {
		const char *const one[] = {*directory, NULL};
		_cleanup_free_ char *name = sysroot_display(root, *directory);
		_cleanup_strv_ char **names = NULL;
		int r = dropins_list(root, one, ".conf", &names);

		/* Two that can be listed have too many files together: /etc counts. */
		if (r == 0 && count == 1)
			r = -E2BIG;
		if (r == 0)
			usable[count++] = *directory;
		else
			note_unreadable(name, r, problems);
	}
	return dropins_list(root, usable, ".conf", &paths) == 0 ? paths
								: xcalloc(1, sizeof(*paths));
}

/* Block=cni-config-absent and Absent=block are one thing. */
static void take_absent(struct settings *settings, struct settings_problems *problems)
{
	const struct settings_origin *block = settings_origin(settings, "Policy", "Block");
	struct settings_origin *absent =
		(struct settings_origin *)settings_origin(settings, "CNI", "Absent");

	if (!(settings->policy[CAUSE_CNI_CONFIG_ABSENT] & POLICY_BLOCK) ||
	    settings->absent == ABSENT_BLOCK)
		return;
	if (absent->file)
		settings_warning(problems, absent->file, absent->line,
				 "Absent=allow: cni-config-absent is in Block= (%s:%u), which "
				 "counts", block->file, block->line);
	settings->absent = ABSENT_BLOCK;
	free(absent->file);
	*absent = (struct settings_origin){xstrdup(block->file), block->line};
}

/* What only all files together say. last: the last of them, for people. */
static void close_settings(struct settings *settings, const char *last,
			   struct settings_problems *problems)
{
	settings->modules_set = settings_origin(settings, "Kernel", "Modules")->file;
	take_absent(settings, problems);
	settings_note_contradictions(settings, problems);
	settings_problems_close(problems, last);
}

void settings_read(const struct sysroot *root, struct settings *ret,
		   struct settings_problems *ret_problems)
{
	_cleanup_free_ char *last = sysroot_display(root, dropin_directories[0]);
	_cleanup_strv_ char **dropins = NULL;

	*ret_problems = (struct settings_problems){0};
	settings_default(ret);
	if (read_file(root, ADMIN_FILE, ret, ret_problems) == -ENOENT)
		(void)read_file(root, VENDOR_FILE, ret, ret_problems);
	dropins = list_dropins(root, ret_problems);
	/* One that was removed since it was listed is skipped. */
	for (char **dropin = dropins; *dropin; dropin++)
		(void)read_file(root, *dropin, ret, ret_problems);
	close_settings(ret, last, ret_problems);
}

void settings_read_files(const struct sysroot *root, const char *directory, char *const *paths,
			 struct settings *ret, struct settings_problems *ret_problems)
{
	const char *last = "";

	*ret_problems = (struct settings_problems){0};
	settings_default(ret);
	for (; *paths; paths++) {
		_cleanup_free_ char *path = format_text("%s%s%s", **paths == '/' ? "" : directory,
							**paths == '/' ? "" : "/", *paths);

		last = *paths;
		if (read_named(root, path, last, ret, ret_problems) < 0)
			note_unreadable(last, -ENOENT, ret_problems);
	}
	close_settings(ret, last, ret_problems);
}
